"""The finding: the result of one check of the doctor."""

from __future__ import annotations

from typing import Literal

import msgspec

Verdict = Literal["ok", "warn", "fail"]


class Finding(msgspec.Struct, frozen=True):
    """The result of one check."""

    name: str
    verdict: Verdict
    message: str
    #: What to do; empty if nothing is wrong.
    advice: str = ""


def pluralise(number: int, one: str, more: str = "") -> str:
    """Return a number and its noun, in the plural unless it is 1."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
