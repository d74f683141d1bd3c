"""The finding: one thing that the doctor looked at, and what it made of it."""

from __future__ import annotations

from typing import Literal

import msgspec

Verdict = Literal["ok", "warn", "fail"]


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at."""

    name: str
    verdict: Verdict
    message: str
    #: What to do; empty where nothing is wrong.
    advice: str = ""


def pluralise(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
