"""The entities of many texts: tagged at once, then each text's mentions grouped, weighed and linked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from wiremill.enrichment import Entity, Span
from worker.enrich.entities import grouping, linking
from worker.enrich.entities.mentions import Mention, claim_whole_words, correct_by_titles, decode_mentions, with_repeats
from worker.enrich.entities.model import shipped_model
from worker.enrich.entities.organisations import organisation_names_by_key
from worker.enrich.entities.tagger import Tagger
from worker.enrich.entities.tokens import tokenise
from worker.enrich.text.indexed import MAX_CHARACTERS
from worker.enrich.text.words import split_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.enrichment import City, Country, EntityKind
    from worker.enrich.entities.tokens import Tokens

#: entities of a text that are kept, the most salient
MAX_ENTITIES: Final = 100
#: characters after which a mention counts half as much: about two paragraphs
_HALF_WEIGHT_CHARACTERS: Final = 1_000
#: What a mention counts for at the head of a sentence, where subjects stand, and what a name of the title does.
_SENTENCE_START_WEIGHT: Final = 1.5
_TITLE_WEIGHT: Final = 2.0
#: Decimals of a salience.
_DECIMALS: Final = 4


class TextWithPlaces(NamedTuple):
    """A text, and what has been found out about it."""

    text: str
    title: str
    #: Primary subtag.
    language: str
    countries: Sequence[Country] = ()
    cities: Sequence[City] = ()
    #: Its words as `worker.enrich.text.words.split` gives them, where they are known already.
    words: frozenset[str] | None = None


@cache
def _tagger() -> Tagger:
    return Tagger(shipped_model())


def preload() -> None:
    """Load the model and the dictionaries now, so that processes forked later share them."""
    _tagger().labels([tokenise("Vienna")], ["en"])
    organisation_names_by_key()


def find_entities(texts: Sequence[TextWithPlaces]) -> list[list[Entity]]:
    """Return the entities of each text, the most salient first."""
    cut = [tokenise(text.text[:MAX_CHARACTERS]) for text in texts]
    labels = _tagger().labels(cut, [text.language for text in texts])
    return [
        _entities(text, _keys(text, of), decode_mentions(of, found))
        for text, of, found in zip(texts, cut, labels, strict=True)
    ]


def _keys(text: TextWithPlaces, cut: Tokens) -> frozenset[str]:
    """Return what names of dictionaries that stand in a text are kept under, and more."""
    words = text.words if text.words is not None else frozenset(split_words(cut.text))
    return words | frozenset(cut.text) if cut.of_characters else words


def _entities(text: TextWithPlaces, keys: frozenset[str], tagged: Sequence[Mention]) -> list[Entity]:
    body = text.text[:MAX_CHARACTERS]
    known = _with_dictionary(text, keys, correct_by_titles(body, tagged, keys))
    found = with_repeats(body, _with_short_forms(body, known))
    made: dict[tuple[str, str], tuple[Entity, float]] = {}
    for group in grouping.group_mentions(text.text, found):
        entity, weight = _entity(text, group), _weight(text, group)
        # Two names that one id belongs to ("UK", "Britain") are one entity.
        key = (entity.kind, entity.ids[0].id if entity.ids else f" {entity.name} {group[0].start}")
        if key in made:
            other, more = made[key]
            entity, weight = _joined(other, entity), weight + more
        made[key] = entity, weight
    total = sum(weight for _, weight in made.values())
    ordered = sorted(made.values(), key=lambda pair: (-pair[1], pair[0].mentions[0].start))[:MAX_ENTITIES]
    return [msgspec.structs.replace(entity, salience=round(weight / total, _DECIMALS)) for entity, weight in ordered]


def _with_dictionary(text: TextWithPlaces, keys: frozenset[str], tagged: Sequence[Mention]) -> list[Mention]:
    """Add organisations, countries and cities that the tagger did not see; it has not learned every language."""
    body = text.text[:MAX_CHARACTERS]
    known = organisation_names_by_key()
    # (A set that is asked for what it shares with a dictionary walks the dictionary, which is small; `&` walks the set.)
    names = [name for key in keys.intersection(known) for name in known[key]]
    organisations = _standing(body, sorted(names, key=len, reverse=True), "organisation", bytearray(len(body) + 1))
    if not (organisations or text.countries or text.cities):
        return list(tagged)
    # What is known outdoes what is guessed, but for a longer name around it: the Security Council of the UN. Scripts
    # without capitals give the tagger's bounds too little to go by.
    inside = bytearray(len(body) + 1)
    for mention in organisations:
        inside[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    kept = [
        mention
        for mention in tagged
        if not any(inside[mention.start : mention.end])
        or (mention.kind == "organisation" and body[mention.start].isupper() and _around(mention, organisations))
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
        of = [name for key in keys.intersection(listed) for name, code in listed[key] if code in codes]
        kept += _standing(body, sorted(of, key=len, reverse=True), "place", taken)
    kept += _standing(body, [city.name for city in text.cities], "place", taken)
    return sorted(kept)


def _around(mention: Mention, others: Sequence[Mention]) -> bool:
    """Tell whether a mention is longer than all of the others that touch it."""
    touching = [one for one in others if one.start < mention.end and mention.start < one.end]
    return all(mention.start <= one.start and one.end <= mention.end and one[:2] != mention[:2] for one in touching)


def _standing(body: str, names: Sequence[str], kind: EntityKind, taken: bytearray) -> list[Mention]:
    return [
        Mention(start, start + len(name), kind)
        for name in names
        if name in body
        for start in claim_whole_words(body, name, taken)
    ]


def _with_short_forms(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Add the short forms that the text gives in brackets after an organisation's name."""
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


def _entity(text: TextWithPlaces, group: Sequence[Mention]) -> Entity:
    names = list(dict.fromkeys(grouping.clean_name(text.text[mention.start : mention.end]) for mention in group))
    kind = group[0].kind
    # The fullest form; of those as long, the first.
    fullest = max(names, key=lambda name: (len(name.split()), not grouping.is_short(name)))
    link = None
    if kind == "place":
        link = linking.link_place(names, text.language, text.countries, text.cities)
    elif kind == "organisation":
        link = linking.link_organisation([fullest, *names])
    # A place has its dictionary's name; the others keep the text's, for they go by many that are right.
    name = link.name if link is not None and kind == "place" else fullest
    return Entity(
        kind=kind,
        name=name,
        aliases=[other for other in names if other != name],
        mentions=[Span(mention.start, mention.end) for mention in group],
        ids=[link.id] if link is not None else [],
    )


def _joined(one: Entity, other: Entity) -> Entity:
    aliases = [name for name in (*one.aliases, other.name, *other.aliases) if name != one.name]
    return Entity(
        kind=one.kind,
        name=one.name,
        aliases=list(dict.fromkeys(aliases)),
        mentions=sorted((*one.mentions, *other.mentions), key=lambda span: span.start),
        ids=one.ids,
    )


def _weight(text: TextWithPlaces, group: Sequence[Mention]) -> float:
    """Return how much a text is about an entity: by how often it is named, how early, as a subject, in the title.

    The three are those that Dunietz and Gillick found to tell most ("A New Entity Salience Task with Millions of
    Training Examples", EACL 2014).
    """
    weight = sum(
        (_SENTENCE_START_WEIGHT if mention.first else 1.0) / (1 + mention.start / _HALF_WEIGHT_CHARACTERS)
        for mention in group
    )
    names = {grouping.clean_name(text.text[mention.start : mention.end]) for mention in group}
    return weight * (_TITLE_WEIGHT if any(name in text.title for name in names) else 1.0)
