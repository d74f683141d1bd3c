"""Entities: the texts of a batch are tagged at once, then the mentions of each text are grouped, weighed and linked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from wiremill.contract.enrichment import Entity, Span
from worker.enrich.entities import grouping, linking
from worker.enrich.entities.dictionary import dictionary_keys, with_dictionary, with_short_forms
from worker.enrich.entities.mentions import correct_by_titles, decode_mentions, with_repeats
from worker.enrich.entities.model import shipped_model
from worker.enrich.entities.organisations import organisation_names_by_key
from worker.enrich.entities.tagger import Tagger
from worker.enrich.entities.tokens import tokenise
from worker.enrich.text.indexed import MAX_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.enrich.entities.dictionary import TextWithPlaces
    from worker.enrich.entities.mentions import Mention

#: entities of one text, the most salient
MAX_ENTITIES: Final = 100
#: characters from the start at which a mention counts half: about two paragraphs
_HALF_WEIGHT_CHARACTERS: Final = 1_000
#: Weights of a mention at the start of a sentence, where subjects are, and of a name in the title.
_SENTENCE_START_WEIGHT: Final = 1.5
_TITLE_WEIGHT: Final = 2.0
#: decimals of a salience
_DECIMALS: Final = 4


@cache
def _tagger() -> Tagger:
    return Tagger(shipped_model())


def preload() -> None:
    """Load the model and the dictionaries now, so that processes forked later share them."""
    _tagger().labels([tokenise("Vienna")], ["en"])
    organisation_names_by_key()


def find_entities(texts: Sequence[TextWithPlaces]) -> list[list[Entity]]:
    """Return the entities of each text, the most salient first."""
    tokens = [tokenise(text.text[:MAX_CHARACTERS]) for text in texts]
    labels = _tagger().labels(tokens, [text.language for text in texts])
    return [
        _entities(text, dictionary_keys(text, text_tokens), decode_mentions(text_tokens, text_labels))
        for text, text_tokens, text_labels in zip(texts, tokens, labels, strict=True)
    ]


def _entities(text: TextWithPlaces, keys: frozenset[str], tagged: Sequence[Mention]) -> list[Entity]:
    body = text.text[:MAX_CHARACTERS]
    known = with_dictionary(text, keys, correct_by_titles(body, tagged, keys))
    found = with_repeats(body, with_short_forms(body, known))
    made: dict[tuple[str, str], tuple[Entity, float]] = {}
    for group in grouping.group_mentions(text.text, found):
        entity, weight = _entity(text, group), _weight(text, group)
        # Names with the same id ("UK", "Britain") are one entity.
        key = (entity.kind, entity.ids[0].id if entity.ids else f" {entity.name} {group[0].start}")
        if key in made:
            other, more = made[key]
            entity, weight = _joined(other, entity), weight + more
        made[key] = entity, weight
    total = sum(weight for _, weight in made.values())
    ordered = sorted(made.values(), key=lambda pair: (-pair[1], pair[0].mentions[0].start))[:MAX_ENTITIES]
    return [msgspec.structs.replace(entity, salience=round(weight / total, _DECIMALS)) for entity, weight in ordered]


def _entity(text: TextWithPlaces, group: Sequence[Mention]) -> Entity:
    names = list(dict.fromkeys(grouping.clean_name(text.text[mention.start : mention.end]) for mention in group))
    kind = group[0].kind
    # The name with the most words; of several, the first.
    fullest = max(names, key=lambda name: (len(name.split()), not grouping.is_short(name)))
    link = None
    if kind == "place":
        link = linking.link_place(names, text.language, text.countries, text.cities)
    elif kind == "organisation":
        link = linking.link_organisation([fullest, *names])
    # A place takes the name of the dictionary; others keep that of the text, since they have several proper names.
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
    """Return the weight of an entity in a text: by how often and how early it is named, as a subject, and in the title.

    The features are the most informative ones of Dunietz and Gillick ("A New Entity Salience Task with Millions of
    Training Examples", EACL 2014).
    """
    weight = sum(
        (_SENTENCE_START_WEIGHT if mention.first else 1.0) / (1 + mention.start / _HALF_WEIGHT_CHARACTERS)
        for mention in group
    )
    names = {grouping.clean_name(text.text[mention.start : mention.end]) for mention in group}
    return weight * (_TITLE_WEIGHT if any(name in text.title for name in names) else 1.0)
