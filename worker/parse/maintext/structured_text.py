"""Main text in JSON-LD."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from worker.parse.common.blocks import Part
from worker.parse.common.limits import MAX_BLOCKS, MAX_JSON_NODES
from worker.parse.common.snippets import snippet_parts
from worker.parse.declared.structured_data import types_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.parse.declared.structured_data import StructuredData, Thing

#: Types whose description is the text of the page if there is no body.
_TYPES_WITH_DESCRIPTION: Final = frozenset(
    {"product", "jobposting", "course", "event", "recipe", "book", "softwareapplication"}
)


def structured_parts(data: StructuredData, *, lists: bool = False) -> list[Part]:
    """Return the text in JSON-LD: an article's body, questions and answers, or a description.

    If `lists`, the names and descriptions in a list of items count as well.
    """
    text = data.body()
    if text:
        return [*snippet_parts(text), *_comments(data)]
    main = data.main
    kinds = {kind.lower() for kind in types_of(main)} if main else set()
    parts = list(_questions(data))
    if not parts and main and not kinds.isdisjoint(_TYPES_WITH_DESCRIPTION):
        described = main.get("description")
        parts = snippet_parts(described) if isinstance(described, str) else []
        parts += _steps(data, main)
    return parts or (list(_items(data)) if lists else [])


def _comments(data: StructuredData) -> Iterator[Part]:
    """Yield the replies in a discussion."""
    main = data.main
    if main and {"DiscussionForumPosting", "SocialMediaPosting"}.isdisjoint(types_of(main)):
        return
    for comment in islice(data.values(main, "comment"), MAX_JSON_NODES):
        text = comment.get("text") if isinstance(comment, dict) else None
        if isinstance(text, str):
            yield from snippet_parts(text)


def _questions(data: StructuredData) -> Iterator[Part]:
    """Yield questions and their answers."""
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
                    yield from snippet_parts(text)


def _steps(data: StructuredData, thing: Thing) -> list[Part]:
    """Return the ingredients and steps of a recipe."""
    parts: list[Part] = []
    for name in ("recipeIngredient", "recipeInstructions"):
        for step in data.values(thing, name)[:200]:
            text = step.get("text") or step.get("name") if isinstance(step, dict) else step
            if isinstance(text, str):
                parts += [Part(part.text, "list_item", 1) for part in snippet_parts(text)]
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
