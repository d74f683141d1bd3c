"""Mentions that dictionaries add to those of the tagger, which has not learned every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.entities import grouping, linking
from worker.enrich.entities.mentions import Mention, claim_whole_words
from worker.enrich.entities.organisations import organisation_names_by_key
from worker.enrich.text.indexed import MAX_CHARACTERS
from worker.enrich.text.words import split_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.enrichment import City, Country, EntityKind
    from worker.enrich.entities.tokens import Tokens


class TextWithPlaces(NamedTuple):
    """A text with the countries and cities that were found in it."""

    text: str
    title: str
    #: Primary subtag.
    language: str
    countries: Sequence[Country] = ()
    cities: Sequence[City] = ()
    #: Those of the text, if they are known already.
    words: frozenset[str] | None = None


def dictionary_keys(text: TextWithPlaces, tokens: Tokens) -> frozenset[str]:
    """Return the keys (`tokens.dictionary_key`) of all dictionary names that may occur in a text."""
    words = text.words if text.words is not None else frozenset(split_words(tokens.text))
    return words | frozenset(tokens.text) if tokens.of_characters else words


def with_dictionary(text: TextWithPlaces, keys: frozenset[str], tagged: Sequence[Mention]) -> list[Mention]:
    """Add the organisations, countries and cities that the tagger missed."""
    body = text.text[:MAX_CHARACTERS]
    known = organisation_names_by_key()
    # (`intersection` iterates over the dictionary, which is small; `&` would iterate over the set.)
    names = [name for key in keys.intersection(known) for name in known[key]]
    organisations = _whole_word_mentions(
        body, sorted(names, key=len, reverse=True), "organisation", bytearray(len(body) + 1)
    )
    if not (organisations or text.countries or text.cities):
        return list(tagged)
    # A known name replaces what the tagger found, except a longer name around it: the Security Council of the UN. In
    # scripts without capitals the tagger's bounds are not reliable enough for that.
    inside = bytearray(len(body) + 1)
    for mention in organisations:
        inside[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    kept = [
        mention
        for mention in tagged
        if not any(inside[mention.start : mention.end])
        or (mention.kind == "organisation" and body[mention.start].isupper() and _encloses(mention, organisations))
    ]
    taken = bytearray(len(body) + 1)
    for mention in kept:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    kept += [mention for mention in organisations if not any(taken[mention.start : mention.end])]
    for mention in organisations:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    codes = {country.code for country in text.countries}
    if codes:
        listed = linking.country_names_by_key(text.language)
        place_names = [name for key in keys.intersection(listed) for name, code in listed[key] if code in codes]
        kept += _whole_word_mentions(body, sorted(place_names, key=len, reverse=True), "place", taken)
    kept += _whole_word_mentions(body, [city.name for city in text.cities], "place", taken)
    return sorted(kept)


def _encloses(mention: Mention, others: Sequence[Mention]) -> bool:
    """Tell whether a mention is longer than each of the others that it overlaps."""
    overlapping = [one for one in others if one.start < mention.end and mention.start < one.end]
    return all(mention.start <= one.start and one.end <= mention.end and one[:2] != mention[:2] for one in overlapping)


def _whole_word_mentions(body: str, names: Sequence[str], kind: EntityKind, taken: bytearray) -> list[Mention]:
    return [
        Mention(start, start + len(name), kind)
        for name in names
        if name in body
        for start in claim_whole_words(body, name, taken)
    ]


def with_short_forms(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Add the short forms in brackets after the names of organisations."""
    starts = {mention.start for mention in found}
    more = list(found)
    for mention in found:
        if mention.kind == "organisation" and " " in text[mention.start : mention.end]:
            short = grouping.short_form(text, text[mention.start : mention.end], mention.end)
            start = text.find(short, mention.end) if short else -1
            if short and start not in starts:
                more.append(Mention(start, start + len(short), "organisation"))
                starts.add(start)
    return sorted(more)
