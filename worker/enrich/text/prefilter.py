"""Cheap checks before large case-insensitive patterns, whose alternatives `re` tries one by one, mostly in vain."""

from __future__ import annotations

import re
from typing import Final

#: The dotless i, which `re` takes for "i" where it ignores case.
_DOTLESS: Final = "\u0131"


def fold_case(text: str) -> str:
    """Return a short text in which all letters are equal that a case-insensitive pattern takes for equal."""
    # Case folding leaves the dot of the Turkish capital İ as a combining mark.
    return text.casefold().replace("\u0307", "").replace(_DOTLESS, "i")


def prefilter(pattern: str) -> re.Pattern[str]:
    r"""Return a pattern for case-folded texts that matches wherever `pattern` does, and maybe elsewhere.

    Args:
        pattern: without named groups, and with no class but `\w`. `re` skips an alternative at once if its first letter
            does not fit, but has to enter a group.
    """
    return re.compile(fold_case(pattern))
