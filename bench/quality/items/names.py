"""Entities, countries, cities and speakers, held against the gold set."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bench.quality.items.verdict import Verdict, overlap, touch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.quality.items.gold import Case, Gold, GoldEntity, Span
    from wiremill.contract.enrichment import Enrichment, Entity

_ARTICLE = re.compile(r"(?:the|The|THE) ")
#: A Turkish case ending, which an apostrophe separates from a name.
_TURKISH_ENDING = re.compile(r"['\u2019]\w+$")
#: Share of the characters of two quotations that both have, from which they are the same one.
_SAME_QUOTE = 0.8


def core(text: str, span: Span, language: str) -> Span:
    """Return a name's span without an English article before it or a Turkish ending behind it.

    Annotators and taggers both differ on these, and readers do not mind.
    """
    start, end = span
    if language == "en" and (article := _ARTICLE.match(text, start, end)):
        start = article.end()
    if language == "tr" and (ending := _TURKISH_ENDING.search(text[start:end])):
        end = start + ending.start()
    return start, end


class Names:
    """The names of a page as readers marked them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.gold = case.gold
        self._at: dict[Span, int] = {}
        self._by_start: list[tuple[int, int, int]] = []
        for number, entity in enumerate(self.gold.entities):
            for span in entity.spans:
                self._at[self.core(span)] = number
                self._by_start.append((*span, number))

    def core(self, span: Span) -> Span:
        """Return a span by which names are compared."""
        return core(self.case.document.text, span, self.gold.language)

    def at(self, span: Span) -> int | None:
        """Return the number of the entity that has a mention of just this span."""
        return self._at.get(self.core(span))

    def touching(self, span: Span) -> list[int]:
        """Return the numbers of the entities with a mention that overlaps a span."""
        return [number for start, end, number in self._by_start if touch(span, (start, end))]

    def forms(self, number: int) -> set[str]:
        """Return an entity's names as the text writes them, case folded."""
        text = self.case.document.text
        return {text[slice(*self.core(span))].casefold() for span in self.gold.entities[number].spans}


def judge_names(case: Case, found: Enrichment) -> Iterator[Verdict]:
    """Judge entities, their mentions, countries and cities."""
    if not case.gold.has("entities"):
        return
    names = Names(case)
    yield from _mentions(names, found)
    yield from _entities(names, found)
    yield from _countries(case.gold, found)
    yield from _cities(names, found)


def _mentions(names: Names, found: Enrichment) -> Iterator[Verdict]:
    gold, text = names.gold, names.case.document.text
    exact: set[Span] = set()
    near: list[tuple[Span, str]] = []
    for entity in found.entities:
        for mention in entity.mentions:
            span = (mention.start, mention.end)
            number = names.at(span)
            right = number is not None and entity.kind in gold.entities[number].kinds
            touched = [other for other in names.touching(span) if entity.kind in gold.entities[other].kinds]
            if right:
                exact.add(names.core(span))
            near.append((span, entity.kind))
            what = f"{text[slice(*span)]!r} as {entity.kind}, {_why(names, span, number)}"
            yield Verdict("shown", "mentions", right, what, span, entity.kind)
            yield Verdict("shown", "mentions, bounds aside", bool(touched), what, span)
    for one in gold.entities:
        if not one.optional:
            for span in one.spans:
                yield Verdict("wanted", "mentions", names.core(span) in exact, text[slice(*span)], span, one.kinds[0])
                met = any(touch(span, other) and kind in one.kinds for other, kind in near)
                yield Verdict("wanted", "mentions, bounds aside", met, text[slice(*span)], span)


def _why(names: Names, span: Span, number: int | None) -> str:
    if number is not None:
        return f"is {' or '.join(names.gold.entities[number].kinds)}"
    return "has other bounds" if names.touching(span) else "is no name"


def _entities(names: Names, found: Enrichment) -> Iterator[Verdict]:
    """Judge what an item lists: right if most mentions are of one entity, of that kind, not listed before."""
    gold = names.gold
    listed: set[int] = set()
    for entity in found.entities:
        spans = [(mention.start, mention.end) for mention in entity.mentions]
        numbers = Counter(number for span in spans if (number := names.at(span)) is not None)
        (number, count) = numbers.most_common(1)[0] if numbers else (-1, 0)
        named = count * 2 > len(spans) and entity.kind in gold.entities[number].kinds
        right = named and number not in listed
        what = f"{entity.name!r} as {entity.kind}, {count} of {len(spans)} mentions" + (
            ", listed before" if named and not right else ""
        )
        if named:
            listed.add(number)
        yield Verdict("shown", "entities", right, what, spans[0] if spans else None, entity.kind)
    for number, one in enumerate(gold.entities):
        if not one.optional:
            what = f"{names.case.document.text[slice(*one.spans[0])]!r} is {' or '.join(one.kinds)}"
            yield Verdict("wanted", "entities", number in listed, what, one.spans[0], one.kinds[0])


def _countries(gold: Gold, found: Enrichment) -> Iterator[Verdict]:
    meant: dict[str, list[GoldEntity]] = defaultdict(list)
    for one in gold.entities:
        if one.country:
            meant[one.country].append(one)
    shown = {country.code for country in found.countries}
    for code in sorted(shown):
        yield Verdict("shown", "countries", code in meant, code)
    for code, entities in meant.items():
        if not all(one.optional for one in entities):
            yield Verdict("wanted", "countries", code in shown, code)


def _cities(names: Names, found: Enrichment) -> Iterator[Verdict]:
    gold = names.gold
    by_id: dict[str, Entity] = {
        one.id: entity for entity in found.entities for one in entity.ids if one.dictionary == "geonames"
    }
    right: set[int] = set()
    for city in found.cities:
        entity = by_id.get(str(city.geonames_id))
        spans = [(mention.start, mention.end) for mention in entity.mentions] if entity else []
        numbers = {
            *(number for span in spans for number in names.touching(span)),
            *(number for number in range(len(gold.entities)) if city.name.casefold() in names.forms(number)),
        }
        same = {number for number in numbers if gold.entities[number].city == city.country}
        right |= same
        yield Verdict("shown", "cities", bool(same), f"{city.name} ({city.country})", spans[0] if spans else None)
    for number, one in enumerate(gold.entities):
        if one.city and not one.optional:
            what = f"{names.case.document.text[slice(*one.spans[0])]!r} ({one.city})"
            yield Verdict("wanted", "cities", number in right, what, one.spans[0])


def judge_quotes(case: Case, found: Enrichment) -> Iterator[Verdict]:
    """Judge quotations, and the speakers of those that are right."""
    gold = case.gold
    if not gold.has("quotes"):
        return
    text, names = case.document.text, Names(case)
    matched: set[int] = set()
    spoken: set[int] = set()
    for quote in found.quotes:
        span = (quote.start, quote.end)
        number = next(
            (number for number, one in enumerate(gold.quotes) if overlap(span, one.span) >= _SAME_QUOTE), None
        )
        yield Verdict("shown", "quotes", number is not None, repr(text[slice(*span)]), span)
        if number is None:
            continue
        matched.add(number)
        if quote.speaker is not None:
            right = _speaks(names, quote.speaker, gold.quotes[number].speakers)
            if right:
                spoken.add(number)
            yield Verdict("shown", "speakers", right, f"{quote.speaker!r} of {text[slice(*span)]!r}", span)
    for number, one in enumerate(gold.quotes):
        if not one.optional:
            yield Verdict("wanted", "quotes", number in matched, repr(text[slice(*one.span)]), one.span)
            if None not in one.speakers:
                yield Verdict("wanted", "speakers", number in spoken, repr(text[slice(*one.span)]), one.span)


def _speaks(names: Names, speaker: str, accepted: list[Span | None]) -> bool:
    """Return whether a name is that of an accepted speaker: as marked, or another name of the same person."""
    forms = set()
    for span in accepted:
        if span is not None:
            forms.add(names.case.document.text[slice(*span)].casefold())
            for number in names.touching(span):
                forms |= names.forms(number)
    return speaker.casefold() in forms
