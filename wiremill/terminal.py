"""Sanitises text from pages for printing: a page must not move the cursor, colour the screen, or hide text."""

from __future__ import annotations

import re
import unicodedata

#: Whole escape sequences: CSI with its parameters, OSC and other strings up to their terminator, other escapes; in 7-bit
#: and 8-bit form (ECMA-48, section 5).
_ESCAPE_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_BLANKS = re.compile(r"\s+")
#: Characters that JSON does not escape but terminals act on: DEL, 8-bit controls, bidirectional controls.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str, *, lines: bool = False) -> str:
    """Return text without escape sequences and control characters, on one line unless `lines`."""
    if text.isascii() and text.isprintable():
        return text
    text = _ESCAPE_SEQUENCES.sub("", text)
    if lines:
        return "".join(map(_clean_character, text))
    return _BLANKS.sub(" ", "".join(map(_clean_character, _BLANKS.sub(" ", text)))).strip()


def clean_json(text: str) -> str:
    """Return equivalent JSON that is safe to print: characters that terminals act on become JSON escapes."""
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _clean_character(char: str) -> str:
    category = unicodedata.category(char)
    if char == "\n" or category[0] != "C":
        return char
    # Some scripts and emoji need joiners.
    if char in "\u200c\u200d":
        return char
    return "\ufffd" if category in {"Cs", "Cn", "Co"} else ""
