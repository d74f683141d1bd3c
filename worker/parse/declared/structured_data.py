"""Structured data: schema.org descriptions of the page in JSON-LD."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from worker.parse.common.lenient_json import Json, decode_json
from worker.parse.common.limits import MAX_JSON_NODES
from worker.parse.common.strings import one_line, word_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Thing: TypeAlias = "dict[str, Json]"

#: Types of the thing that is the page itself, in order of preference.
_MAIN_TYPES: Final = (
    word_set(
        "newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle",
        "reviewnewsarticle askpublicnewsarticle liveblogposting blogposting article techarticle scholarlyarticle",
        "socialmediaposting advertisercontentarticle satiricalarticle report newsarticle",
    ),
    word_set(
        "qapage question discussionforumposting recipe review product event jobposting howto book course",
    ),
    frozenset(
        ["videoobject", "podcastepisode", "imagegallery", "medicalwebpage", "faqpage", "softwareapplication", "movie"]
    ),
    frozenset(["webpage", "itempage", "collectionpage", "aboutpage", "profilepage", "creativework"]),
)


@dataclass(slots=True)
class StructuredData:
    """The things that a page's JSON-LD describes, in order, and the one that is the page itself."""

    things: list[Thing] = field(default_factory=list)
    main: Thing | None = None
    types: list[str] = field(default_factory=list)
    #: Things by their @id, to follow references.
    by_id: dict[str, Thing] = field(default_factory=dict)
    invalid: bool = False

    def resolve(self, value: Json) -> Json:
        """Follow a bare reference (``{"@id": …}``) to the thing it names."""
        if isinstance(value, dict) and len(value) <= 2:
            thing_id = value.get("@id")
            if isinstance(thing_id, str):
                return self.by_id.get(thing_id, value)
        return value

    def text(self, *names: str) -> str | None:
        """Return the first of the main thing's properties `names` as one line of text."""
        return self.text_of(self.main, *names)

    def text_of(self, thing: Thing | None, *names: str) -> str | None:
        """Return the first of the properties `names` of `thing` as one line of text."""
        for name in names if thing else ():
            for value in self.values(thing, name):
                found = value
                if isinstance(value, dict):
                    found = value.get("name") or value.get("@value") or value.get("url")
                if isinstance(found, str):
                    kept = one_line(html.unescape(found))
                    if kept:
                        return kept
        return None

    def body(self) -> str | None:
        """Return the main thing's text as it stands, with its line breaks."""
        for name in ("articleBody", "text", "reviewBody"):
            for value in self.values(self.main, name):
                if isinstance(value, str) and value.strip():
                    return value
        return None

    def values(self, thing: Thing | None, name: str) -> list[Json]:
        """Return the values of property `name` of `thing`, references followed."""
        if thing is None:
            return []
        value = thing.get(name)
        found = value if isinstance(value, list) else [value]
        return [self.resolve(each) for each in found if each is not None]


def read_json_ld(blocks: Sequence[str]) -> StructuredData:
    """Read the JSON-LD `blocks` of a page; a block that is not JSON is skipped and sets `invalid`."""
    data = StructuredData()
    seen_types: dict[str, None] = {}
    for block in blocks:
        try:
            value = decode_json(block)
        except ValueError:
            data.invalid = True
            continue
        for thing in _things(value):
            data.things.append(thing)
            thing_id = thing.get("@id")
            if isinstance(thing_id, str) and len(thing) > len(data.by_id.get(thing_id, {})):
                data.by_id[thing_id] = thing
            seen_types |= dict.fromkeys(types_of(thing))
            if len(data.things) >= MAX_JSON_NODES:
                break
    data.types = list(seen_types)
    data.main = _main_thing(data.things)
    return data


def types_of(thing: Thing) -> list[str]:
    """Return the schema.org types of `thing` without their prefix."""
    value = thing.get("@type")
    found = value if isinstance(value, list) else [value]
    return [each.rsplit("/", 1)[-1].removeprefix("schema:")[:80] for each in found if isinstance(each, str) and each]


def _things(value: Json) -> Iterator[Thing]:
    """Yield the things described, top down; looks into lists, @graph, mainEntity and parts only."""
    stack: list[Json] = [value]
    visited = 0
    while stack and visited < MAX_JSON_NODES:
        visited += 1
        current = stack.pop()
        if isinstance(current, list):
            stack.extend(reversed(current))
        elif isinstance(current, dict):
            if "@type" in current or "headline" in current:
                yield current
            for name in ("hasPart", "mainEntityOfPage", "mainEntity", "@graph"):
                inner = current.get(name)
                if isinstance(inner, (dict, list)):
                    stack.append(inner)


def _main_thing(things: list[Thing]) -> Thing | None:
    best: Thing | None = None
    best_rank = len(_MAIN_TYPES)
    for thing in things:
        kinds = {kind.lower() for kind in types_of(thing)}
        for rank, names in enumerate(_MAIN_TYPES[:best_rank]):
            if not kinds.isdisjoint(names):
                best, best_rank = thing, rank
                break
    return best
