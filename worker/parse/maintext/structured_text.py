"""Main text that is not in the markup: in JSON-LD, or in the state that a page embeds for its scripts."""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from worker.parse.common.blocks import Part
from worker.parse.common.limits import MAX_BLOCKS, MAX_JSON_NODES
from worker.parse.common.strings import word_set
from worker.parse.declared.structured_data import loads, types_of
from worker.parse.maintext.states import read_states

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from worker.parse.declared.structured_data import Json, StructuredData, Thing

_TAG: Final = re.compile(r"<(?:[a-zA-Z][^<>]{0,2000}|/[a-zA-Z][^<>]{0,100})>")
_BLOCK_TAG: Final = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|figure|figcaption)\b[^<>]{0,500}>", re.IGNORECASE
)
_CODE: Final = re.compile(r"<(script|style)\b[^<>]{0,500}>.*?</\1>", re.IGNORECASE | re.DOTALL)
#: Names under which states keep the text of a page, by how likely it is the page's own.
_BODIES: Final = word_set(
    "articlebody body content html bodyhtml body_html bodytext body_text contenthtml content_html contentraw rendered",
    "cooked richtext rich_text markdown article story post_text posttext reviewbody descriptionhtml description_html",
    "maintext main_text fulltext full_text rawcontent post_body message selftext __html paragraph",
)
_SUMMARIES: Final = word_set(
    "description summary text value excerpt longdescription long_description answer instructions"
)
#: Names of lists of inline nodes (ProseMirror, Slate, Portable Text, Contentful): together they are one paragraph.
_INLINES: Final = frozenset({"content", "children", "nodes"})
#: Elements that a React tree holds paragraphs in.
_PARAGRAPHS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "dd", "dt", "td", "pre"})
#: words; a shorter string is a label.
_PROSE: Final = 12
#: What a word of a summary counts beside one of a body.
_LESSER: Final = 0.5
#: Names in JSON-LD whose text is the page's where it has no body, and the types for which that holds.
_DESCRIBED: Final = frozenset({"product", "jobposting", "course", "event", "recipe", "book", "softwareapplication"})
#: nodes of one paragraph in a state.
_MAX_NODES: Final = 2_000


def structured_body(data: StructuredData, *, lists: bool = False) -> list[Part]:
    """Return the text that JSON-LD holds, as parts: an article's body, questions and answers, a description.

    With `lists` the names and descriptions in a list of items will do as well.
    """
    text = data.body()
    if text:
        return [*parts_of_markup(text), *_comments(data)]
    main = data.main
    kinds = {kind.lower() for kind in types_of(main)} if main else set()
    parts = list(_questions(data))
    if not parts and main and not kinds.isdisjoint(_DESCRIBED):
        described = main.get("description")
        parts = parts_of_markup(described) if isinstance(described, str) else []
        parts += _steps(data, main)
    return parts or (list(_items(data)) if lists else [])


def state_body(root: _Element, states: Sequence[str]) -> list[Part]:
    """Return the prose in the embedded states of the page, in the order in which it stands there.

    Of the names under which states hold prose the one with the most of it is the page's text.
    """
    found: dict[str, dict[str, None]] = {}
    for state in read_states(root, states):
        for name, text in _prose(state):
            found.setdefault(name, {})[text] = None
    if not found:
        return []
    best = max(found, key=lambda name: sum(map(_count, found[name])) * (_LESSER if name in _SUMMARIES else 1.0))
    parts = [part for text in found[best] for part in parts_of_markup(text)]
    return parts[:MAX_BLOCKS]


def parts_of_markup(text: str) -> list[Part]:
    """Return the paragraphs of a string that may hold markup, which may itself be escaped."""
    if "&lt;" in text and "<" not in text:
        text = html.unescape(text)
    if "<s" in text or "<S" in text:
        text = _CODE.sub(" ", text)
    plain = html.unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", text)))
    lines = (" ".join(line.split()) for line in re.split(r"[\n\r\u2028\u2029]+", plain))
    return [Part(line) for line in lines if line]


def stripped(text: str) -> str:
    """Return a string that may hold markup, which may itself be escaped, as one line without it."""
    return " ".join(part.text for part in parts_of_markup(text))


def _count(text: str) -> int:
    """Count words, or what makes one where nothing parts them."""
    words = text.count(" ") + 1
    return len(text) // 2 if len(text) > 24 * words else words


def _prose(value: Json) -> Iterator[tuple[str, str]]:
    """Yield the strings under telling names that are prose; states nested in strings as JSON are opened as well."""
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
                    stack.append((name, loads(current), opened + 1))
                except ValueError:
                    continue
            elif (name in _BODIES or name in _SUMMARIES) and _is_prose(current):
                yield name, current


def _is_prose(text: str) -> bool:
    return _count(text) > _PROSE and not text.startswith(
        ("http", "data:", "function", "!function", "(function", "<svg", "<script", "<style", "var ", ".", "@", "query ")
    )


def _paragraph(node: Thing) -> str | None:
    """Return the text of a node of rich text whose children are runs of text."""
    for name in _INLINES:
        runs = node.get(name)
        if isinstance(runs, list) and runs and isinstance(runs[0], dict):
            texts = [run.get("text", run.get("value")) for run in runs[:_MAX_NODES] if isinstance(run, dict)]
            kept = [text for text in texts if isinstance(text, str)]
            # A link stands between the runs with children of its own; more of these, and it is no paragraph.
            if kept and len(kept) * 2 > len(texts):
                return html.escape("".join(kept), quote=False).strip() or None
    return None


def _element(node: list[Json]) -> str | None:
    """Return the text of a paragraph in a React tree: ``["$", "p", key, {"children": …}]``."""
    if len(node) < 4 or node[0] != "$" or node[1] not in _PARAGRAPHS:
        return None
    texts: list[str] = []
    stack: list[Json] = [node[3]]
    for _ in range(_MAX_NODES):
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


def _comments(data: StructuredData) -> Iterator[Part]:
    """Yield the posts that answer the first of a discussion."""
    main = data.main
    if main and {"DiscussionForumPosting", "SocialMediaPosting"}.isdisjoint(types_of(main)):
        return
    for comment in islice(data.values(main, "comment"), MAX_JSON_NODES):
        text = comment.get("text") if isinstance(comment, dict) else None
        if isinstance(text, str):
            yield from parts_of_markup(text)


def _questions(data: StructuredData) -> Iterator[Part]:
    """Yield questions and their answers: of a page of them, or of one question."""
    for thing in data.things[:MAX_JSON_NODES]:
        if "Question" not in types_of(thing):
            continue
        asked = data.text_of(thing, "name", "text")
        if asked:
            yield Part(asked, "heading", 2)
        for name in ("acceptedAnswer", "suggestedAnswer"):
            for answer in data.values(thing, name)[:100]:
                text = answer.get("text") if isinstance(answer, dict) else None
                if isinstance(text, str):
                    yield from parts_of_markup(text)


def _steps(data: StructuredData, thing: Thing) -> list[Part]:
    """Return the ingredients and steps of a recipe."""
    parts: list[Part] = []
    for name in ("recipeIngredient", "recipeInstructions"):
        for step in data.values(thing, name)[:200]:
            text = step.get("text") or step.get("name") if isinstance(step, dict) else step
            if isinstance(text, str):
                parts += [Part(part.text, "list_item", 1) for part in parts_of_markup(text)]
    return parts


def _items(data: StructuredData) -> Iterator[Part]:
    """Yield the names and descriptions of a list of items."""
    for thing in data.things[:50]:
        if "ItemList" not in types_of(thing):
            continue
        for element in data.values(thing, "itemListElement")[:MAX_BLOCKS]:
            inner = data.resolve(element.get("item")) if isinstance(element, dict) else None
            item = inner if isinstance(inner, dict) else element if isinstance(element, dict) else None
            name = data.text_of(item, "name")
            if name:
                yield Part(name, "list_item", 1)
                described = data.text_of(item, "description")
                if described:
                    yield Part(described)
