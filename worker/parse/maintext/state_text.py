"""Main text in the application state that a page embeds for its scripts."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from worker.parse.common.lenient_json import decode_json
from worker.parse.common.limits import MAX_BLOCKS, MAX_JSON_NODES
from worker.parse.common.snippets import snippet_parts
from worker.parse.common.strings import word_set
from worker.parse.maintext.states import read_states

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from worker.parse.common.blocks import Part
    from worker.parse.common.lenient_json import Json
    from worker.parse.declared.structured_data import Thing

#: Keys of the text of a page in states, and keys of summaries.
_BODY_KEYS: Final = word_set(
    "articlebody body content html bodyhtml body_html bodytext body_text contenthtml content_html contentraw rendered",
    "cooked richtext rich_text markdown article story post_text posttext reviewbody descriptionhtml description_html",
    "maintext main_text fulltext full_text rawcontent post_body message selftext __html paragraph",
)
_SUMMARY_KEYS: Final = word_set(
    "description summary text value excerpt longdescription long_description answer instructions"
)
#: Keys of lists of inline nodes (ProseMirror, Slate, Portable Text, Contentful); each list is one paragraph.
_INLINE_NODE_KEYS: Final = frozenset({"content", "children", "nodes"})
#: Elements of a React tree that are paragraphs.
_PARAGRAPH_TAGS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "dd", "dt", "td", "pre"}
)
#: words; a shorter string is a label.
_MIN_PROSE_WORDS: Final = 12
#: The weight of a word of a summary; a word of a body has weight 1.
_SUMMARY_WEIGHT: Final = 0.5
#: nodes of one paragraph in a state.
_MAX_PARAGRAPH_NODES: Final = 2_000


def state_parts(root: _Element, states: Sequence[str]) -> list[Part]:
    """Return the prose in the embedded states of a page, in order.

    Only the key with the most prose is read.
    """
    found: dict[str, dict[str, None]] = {}
    for state in read_states(root, states):
        for name, text in _prose(state):
            found.setdefault(name, {})[text] = None
    if not found:
        return []
    best = max(
        found, key=lambda name: sum(map(_count, found[name])) * (_SUMMARY_WEIGHT if name in _SUMMARY_KEYS else 1.0)
    )
    parts = [part for text in found[best] for part in snippet_parts(text)]
    return parts[:MAX_BLOCKS]


def _count(text: str) -> int:
    """Count words; in scripts without spaces two characters count as one."""
    words = text.count(" ") + 1
    return len(text) // 2 if len(text) > 24 * words else words


def _prose(value: Json) -> Iterator[tuple[str, str]]:
    """Yield prose with its key, under the keys of bodies and summaries; JSON within strings is decoded as well."""
    stack: list[tuple[str, Json, int]] = [("", value, 0)]
    visited = 0
    while stack and visited < MAX_JSON_NODES:
        visited += 1
        name, current, opened = stack.pop()
        if isinstance(current, dict):
            paragraph = _paragraph(current)
            if paragraph:
                yield "richtext", paragraph
                continue
            stack.extend((key.lower(), each, opened) for key, each in reversed(current.items()))
        elif isinstance(current, list):
            paragraph = _element(current)
            if paragraph:
                yield "children", paragraph
                continue
            stack.extend((name, each, opened) for each in reversed(current))
        elif isinstance(current, str) and len(current) > 40:
            if current[0] in "{[" and opened < 2:
                try:
                    stack.append((name, decode_json(current), opened + 1))
                except ValueError:
                    continue
            elif (name in _BODY_KEYS or name in _SUMMARY_KEYS) and _is_prose(current):
                yield name, current


def _is_prose(text: str) -> bool:
    return _count(text) > _MIN_PROSE_WORDS and not text.startswith(
        ("http", "data:", "function", "!function", "(function", "<svg", "<script", "<style", "var ", ".", "@", "query ")
    )


def _paragraph(node: Thing) -> str | None:
    """Return the text of a node of rich text whose children are runs of text."""
    for name in _INLINE_NODE_KEYS:
        runs = node.get(name)
        if isinstance(runs, list) and runs and isinstance(runs[0], dict):
            texts = [run.get("text", run.get("value")) for run in runs[:_MAX_PARAGRAPH_NODES] if isinstance(run, dict)]
            kept = [text for text in texts if isinstance(text, str)]
            # Links among the runs have children of their own; if most runs have, it is no paragraph.
            if kept and len(kept) * 2 > len(texts):
                return html.escape("".join(kept), quote=False).strip() or None
    return None


def _element(node: list[Json]) -> str | None:
    """Return the text of a paragraph in a React tree: ``["$", "p", key, {"children": …}]``."""
    if len(node) < 4 or node[0] != "$" or node[1] not in _PARAGRAPH_TAGS:
        return None
    texts: list[str] = []
    stack: list[Json] = [node[3]]
    for _ in range(_MAX_PARAGRAPH_NODES):
        if not stack:
            break
        current = stack.pop()
        if isinstance(current, str):
            texts.append(current[1:] if current.startswith("$$") else "" if current.startswith("$") else current)
        elif isinstance(current, dict):
            stack.append(current.get("children"))
        elif isinstance(current, list):
            stack.extend([current[3]] if len(current) >= 4 and current[0] == "$" else reversed(current))
    return html.escape("".join(texts), quote=False).strip() or None
