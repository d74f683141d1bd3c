"""Text in strings that may contain markup, as in JSON-LD, states and feeds."""

from __future__ import annotations

import html
import re
from typing import Final

from worker.parse.common.blocks import Part

_TAG: Final = re.compile(r"<(?:[a-zA-Z][^<>]{0,2000}|/[a-zA-Z][^<>]{0,100})>")
_BLOCK_TAG: Final = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|figure|figcaption)\b[^<>]{0,500}>", re.IGNORECASE
)
_CODE: Final = re.compile(r"<(script|style)\b[^<>]{0,500}>", re.IGNORECASE)
_CODE_END: Final = {kind: re.compile(f"</{kind}>", re.IGNORECASE) for kind in ("script", "style")}


def snippet_parts(text: str) -> list[Part]:
    """Return the paragraphs of a string that may contain markup, escaped or not."""
    if "&lt;" in text and "<" not in text:
        text = html.unescape(text)
    if "<s" in text or "<S" in text:
        text = _without_code(text)
    plain = html.unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", text)))
    lines = (" ".join(line.split()) for line in re.split(r"[\n\r\u2028\u2029]+", plain))
    return [Part(line) for line in lines if line]


def snippet_text(text: str) -> str:
    """Return a string that may contain markup, escaped or not, as one line without it."""
    return " ".join(part.text for part in snippet_parts(text))


def _without_code(text: str) -> str:
    """Return markup with a space in place of each script and style; one without an end tag stays.

    A single pattern for whole elements would search for the end tag again from each start tag, which is quadratic.
    """
    parts = []
    at = 0
    endless: set[str] = set()
    for begin in _CODE.finditer(text):
        kind = begin[1].lower()
        if begin.start() < at or kind in endless:
            continue
        end = _CODE_END[kind].search(text, begin.end())
        if end is None:
            endless.add(kind)
            continue
        parts += [text[at : begin.start()], " "]
        at = end.end()
    return "".join([*parts, text[at:]])
