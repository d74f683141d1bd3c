"""The entities of many texts: tagged at once, then each text's mentions grouped, weighed and linked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from wiremill.enrichment import Entity, Span
from worker.enrich.entities import grouping, linking
from worker.enrich.entities.mentions import Mention, again, mentions, whole
from worker.enrich.entities.model import shipped
from worker.enrich.entities.organisations import to_find
from worker.enrich.entities.tagger import Tagger
from worker.enrich.entities.tokens import tokens
from worker.enrich.territories import country_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.enrichment import City, Country

#: characters of a text that are read, as for places
LOOKED_AT: Final = 20_000
#: entities of a text that are kept, the most salient
MOST: Final = 100
#: characters after which a mention counts half as much: about two paragraphs
_HALF: Final = 1_000
#: What a mention counts for at the head of a sentence, where subjects stand, and what a name of the title does.
_SUBJECT: Final = 1.5
_TITLE: Final = 2.0
#: Decimals of a salience.
_DECIMALS: Final = 4


class Text(NamedTuple):
    """A text, and what has been found out about it."""

    text: str
    title: str
    #: Primary subtag.
    language: str
    countries: Sequence[Country] = ()
    cities: Sequence[City] = ()


@cache
def _tagger() -> Tagger:
    return Tagger(shipped())


def preload() -> None:
    """Load the model and the dictionaries now, so that processes forked later share them."""
    _tagger().labels([tokens("Vienna")], ["en"])
    to_find()


def find(texts: Sequence[Text]) -> list[list[Entity]]:
    """Return the entities of each text, the most salient first."""
    cut = [tokens(text.text[:LOOKED_AT]) for text in texts]
    labels = _tagger().labels(cut, [text.language for text in texts])
    return [_entities(text, mentions(text.text, of, found)) for text, of, found in zip(texts, cut, labels, strict=True)]


def _entities(text: Text, tagged: Sequence[Mention]) -> list[Entity]:
    found = again(text.text[:LOOKED_AT], _with_short_forms(text.text, _with_dictionary(text, tagged)))
    made: dict[tuple[str, str], tuple[Entity, float]] = {}
    for group in grouping.groups(text.text, found):
        entity, weight = _entity(text, group), _weight(text, group)
        # Two names that one id belongs to ("UK", "Britain") are one entity.
        key = (entity.kind, entity.ids[0].id if entity.ids else f" {entity.name} {group[0].start}")
        if key in made:
            other, more = made[key]
            entity, weight = _joined(other, entity), weight + more
        made[key] = entity, weight
    total = sum(weight for _, weight in made.values())
    ordered = sorted(made.values(), key=lambda pair: (-pair[1], pair[0].mentions[0].start))[:MOST]
    return [msgspec.structs.replace(entity, salience=round(weight / total, _DECIMALS)) for entity, weight in ordered]


def _with_dictionary(text: Text, tagged: Sequence[Mention]) -> list[Mention]:
    """Add organisations and countries that the tagger did not see; it has not learned every language."""
    body = text.text[:LOOKED_AT]
    found = list(tagged)
    taken = bytearray(len(body) + 1)
    for mention in found:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for name in to_find():
        if name in body:
            found.extend(Mention(start, start + len(name), "organisation") for start in whole(body, name, taken))
    codes = {country.code for country in text.countries}
    if codes:
        for name, code in country_names(text.language).items():
            if code in codes and len(name) > 1 and name in body:
                found.extend(Mention(start, start + len(name), "place") for start in whole(body, name, taken))
    for city in text.cities:
        if city.name in body:
            found.extend(Mention(start, start + len(city.name), "place") for start in whole(body, city.name, taken))
    return sorted(found)


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


def _entity(text: Text, group: Sequence[Mention]) -> Entity:
    names = list(dict.fromkeys(grouping.clean(text.text[mention.start : mention.end]) for mention in group))
    kind = group[0].kind
    # The fullest form; of those as long, the first.
    fullest = max(names, key=lambda name: (len(name.split()), not grouping.is_short(name)))
    link = None
    if kind == "place":
        link = linking.of_place(names, text.language, text.countries, text.cities)
    elif kind == "organisation":
        link = linking.of_organisation([fullest, *names])
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


def _weight(text: Text, group: Sequence[Mention]) -> float:
    """Return how much a text is about an entity: by how often it is named, how early, as a subject, in the title.

    The three are those that Dunietz and Gillick found to tell most ("A New Entity Salience Task with Millions of
    Training Examples", EACL 2014).
    """
    weight = sum((_SUBJECT if mention.first else 1.0) / (1 + mention.start / _HALF) for mention in group)
    names = {grouping.clean(text.text[mention.start : mention.end]) for mention in group}
    return weight * (_TITLE if any(name in text.title for name in names) else 1.0)
