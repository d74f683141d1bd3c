"""What topics are given to texts by models that have not seen their source, their language, or themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from training.topics.corpus import chance
from training.topics.learn import scaled
from training.topics.samples import Samples, learned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: Sources that hold labelled texts; the others hold words.
WORDS: Final = frozenset({"lexicon", "iptc_definitions"})
#: Sources that are held out together: of one publisher, or small and in different languages, so that none helps another.
SOURCES: Final = (
    ("huffpost_36k", "huffpost_v3_head"),
    ("wikipedia_current_events",),
    ("masakhanews",),
    ("sib200",),
    (
        "kurdistan_university_news",
        "myanmar_news",
        "persian_fars_varzesh3_namnak",
        "sncd_somali",
        "times_of_india_headlines",
        "tgcontest_gold",
    ),
)
#: Languages are held out in so many groups.
LANGUAGE_GROUPS: Final = 4
#: Of the texts so many are held out for the figure on unseen parts.
PART: Final = 0.1


class Held(NamedTuple):
    """Scores of texts that were held out."""

    #: Places in the samples.
    places: NDArray[np.intp]
    #: Shape (texts, 17).
    scores: NDArray[np.float32]
    #: What was held out with each: ``part``, ``source`` or ``language``.
    kind: str
    samples: Samples


def held_out(samples: Samples) -> list[Held]:
    """Return the scores of unseen sources and of unseen parts: what sureness is learned from."""
    return [*by_source(samples), by_part(samples)]


def by_part(samples: Samples) -> Held:
    """Hold out a tenth of each source; of translations, all of a sentence."""
    drawn = np.array([chance(f"part {row.sentence or row.id}") < PART for row in samples.rows])
    return _held(samples, drawn & ~_among(samples, WORDS), drawn, "part")


def by_source(samples: Samples) -> Iterator[Held]:
    """Hold out each source."""
    for sources in SOURCES:
        chosen = _among(samples, frozenset(sources))
        yield _held(samples, chosen, chosen, "source")


def by_language(samples: Samples) -> Iterator[Held]:
    """Hold out all texts of a language, of all sources, the lexicons and definitions too; sentences of the texts as well."""
    languages = sorted({row.language for row in samples.rows})
    for group in range(LANGUAGE_GROUPS):
        held = frozenset(languages[group::LANGUAGE_GROUPS]) - {"en"} | (
            frozenset({"en"}) if group == 0 else frozenset()
        )
        chosen = np.array([row.language in held for row in samples.rows])
        # One in three sentences, in all languages, so that no translation of what is scored is seen.
        sentences = np.array([bool(row.sentence) and chance(row.sentence) < 1 / 3 for row in samples.rows])
        alone = np.array([not row.sentence for row in samples.rows])
        yield _held(samples, chosen & (alone | sentences) & ~_among(samples, WORDS), chosen | sentences, "language")


def _among(samples: Samples, sources: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([row.source in sources for row in samples.rows])


def _held(samples: Samples, scored: NDArray[np.bool_], unseen: NDArray[np.bool_], kind: str) -> Held:
    scores, rare = learned(samples, np.flatnonzero(~unseen))
    places = np.flatnonzero(scored)
    return Held(places, scaled(samples.features[places], rare) @ scores, kind, samples)
