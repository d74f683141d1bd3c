"""Samples of each language, of all lengths that pages show: headlines, sentences, paragraphs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.languages.corpus import Text

#: Samples of each language; where there is less text, it is cut more often, up to `REPEATED` times.
WANTED = 2200
REPEATED = 8
#: English is written everywhere, about everything, and quoted in all languages; so it gets more.
MORE = {"en": 3}
#: characters; a third of the samples have a headline's length, a third a sentence's, a third more
LENGTHS = ((12, 60), (50, 160), (150, 420))


def cut(texts: Iterable[Text], seed: int) -> list[tuple[str, str]]:
    """Return (tag, sample) pairs, cut at random places from the texts of each language, each source in turn."""
    random = np.random.default_rng(seed)
    pools: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for text in texts:
        pools[text.tag][text.source].append(text.text)
    return [(tag, sample) for tag in sorted(pools) for sample in _of_language(tag, pools[tag], random)]


def _of_language(tag: str, pool: dict[str, list[str]], random: np.random.Generator) -> list[str]:
    sources = sorted(pool)
    letters = {source: sum(map(len, pool[source])) for source in sources}
    # The square root keeps a big source from drowning the others.
    share = np.array([letters[source] ** 0.5 for source in sources])
    count = min(WANTED * MORE.get(tag, 1), REPEATED * sum(letters.values()) // 150)
    samples = []
    joined = {source: _joined(pool[source], random) for source in sources}
    for number, pick in enumerate(random.choice(len(sources), count, p=share / share.sum())):
        text = joined[sources[pick]]
        low, high = LENGTHS[number % len(LENGTHS)]
        length = int(random.integers(low, high))
        start = int(random.integers(0, max(1, len(text) - length)))
        sample = text[start : start + length]
        if " " in sample[:20] and start:
            sample = sample[sample.index(" ") + 1 :]
        if " " in sample[-20:]:
            sample = sample[: sample.rindex(" ")]
        samples.append(sample)
    return samples


def _joined(texts: Sequence[str], random: np.random.Generator) -> str:
    return " ".join(texts[place] for place in random.permutation(len(texts)))
