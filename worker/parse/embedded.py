"""Main text that is not in the markup: in JSON-LD, or in the state that a page embeds for its scripts."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.jsonld import loads
from worker.parse.limits import MAX_JSON_BYTES, MAX_JSON_NODES
from worker.parse.render import Part
from worker.parse.words import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from worker.parse.jsonld import Json, StructuredData

_TAG: Final = re.compile(r"<(?:[a-zA-Z][^<>]{0,2000}|/[a-zA-Z][^<>]{0,100})>")
_BLOCK_TAG: Final = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|figure|figcaption)\b[^<>]{0,500}>", re.IGNORECASE
)
#: Names under which states keep the text of a page.
_NAMES: Final = word_set(
    "articlebody body content text html bodyhtml bodytext contenthtml rendered description summary cooked",
    "paragraph richtext markdown value article story post_text excerpt reviewbody",
)
#: Attributes in which pages keep their state.
_ATTRIBUTES: Final = etree.XPath(
    "//@data-preloaded | //@data-page | //@data-props | //@data-state | //@data-react-props"
)
#: words; a shorter string is a label.
_PROSE: Final = 12


def structured_body(data: StructuredData) -> list[Part]:
    """Return the article text that JSON-LD holds, as parts."""
    text = data.body()
    return parts_of_markup(text) if text else []


def state_body(root: _Element, states: Sequence[str]) -> list[Part]:
    """Return the prose in the embedded states of the page, in the order in which it stands there."""
    sources = list(states)
    attributes = _ATTRIBUTES(root)
    if isinstance(attributes, list):
        sources += [str(each) for each in attributes[:20] if len(str(each)) <= MAX_JSON_BYTES]
    found: dict[str, None] = {}
    for source in sources:
        try:
            value = loads(source)
        except ValueError:
            continue
        found |= dict.fromkeys(_prose(value))
    return [part for text in found for part in parts_of_markup(text)]


def parts_of_markup(text: str) -> list[Part]:
    """Return the paragraphs of a string that may hold markup, which may itself be escaped."""
    if "&lt;" in text and "<" not in text:
        text = html.unescape(text)
    plain = html.unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", text)))
    lines = (" ".join(line.split()) for line in re.split(r"[\n\r\u2028\u2029]+", plain))
    return [Part(line) for line in lines if line]


def stripped(text: str) -> str:
    """Return a string that may hold markup, which may itself be escaped, as one line without it."""
    return " ".join(part.text for part in parts_of_markup(text))


def _prose(value: Json) -> Iterator[str]:
    """Yield the strings under telling names that are prose; states nested in strings as JSON are opened as well."""
    stack: list[tuple[str, Json, int]] = [("", value, 0)]
    visited = 0
    while stack and visited < MAX_JSON_NODES:
        visited += 1
        name, current, opened = stack.pop()
        if isinstance(current, dict):
            stack.extend((key.lower(), each, opened) for key, each in reversed(current.items()))
        elif isinstance(current, list):
            stack.extend((name, each, opened) for each in reversed(current))
        elif isinstance(current, str) and len(current) > 40:
            if current[0] in "{[" and opened < 2:
                try:
                    stack.append((name, loads(current), opened + 1))
                except ValueError:
                    continue
            elif (
                name in _NAMES
                and current.count(" ") >= _PROSE
                and not current.startswith(("http", "data:", "function"))
            ):
                yield current
