"""Quick looks before large patterns: `re` tries each alternative of one that ignores case, most often in vain."""

from __future__ import annotations

import re
from typing import Final

#: What `re` takes for "i" where it ignores case.
_DOTLESS: Final = "\u0131"


def folded(text: str) -> str:
    """Return a text in which letters that a pattern takes for the same where it ignores case are the same; for short ones."""
    # Folding leaves a dot of the Turkish capital.
    return text.casefold().replace("\u0307", "").replace(_DOTLESS, "i")


def guard(pattern: str) -> re.Pattern[str]:
    r"""Return a pattern for folded texts that is found wherever `pattern` is found, but for what marks its end.

    Args:
        pattern: without named groups, and with no classes but `\w`: an alternative that begins with a letter is passed over
            by `re` at the first glance, while a group is entered.
    """
    return re.compile(folded(pattern))
