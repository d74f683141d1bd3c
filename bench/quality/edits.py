"""Edits that make a near-duplicate of an article, as editors, agencies' customers and templates make them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    #: Words of the article, words of an article of the same language, chance; the words of the edited one out.
    Edit = Callable[[list[str], list[str], random.Random], list[str]]

#: A word with what follows it up to the next; Han, kana and letters of Thai, Lao, Burmese and Khmer make words of two and five.
_PIECE = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{1,2}\W*|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{1,5}\W*"
    r"|[^\s\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+\s*"
)


def pieces(text: str) -> list[str]:
    """Cut a text into words, each with the spaces and marks behind it."""
    return _PIECE.findall(text)


def truncated(words: list[str], _other: list[str], chance: random.Random) -> list[str]:
    """Keep the first 40 to 80 %."""
    return words[: int(len(words) * chance.uniform(0.4, 0.8))]


def new_lead(words: list[str], other: list[str], chance: random.Random) -> list[str]:
    """Replace the first 10 to 20 %, at least 20 words, by as much of another article."""
    size = max(20, int(len(words) * chance.uniform(0.1, 0.2)))
    return other[:size] + words[size:]


def boilerplate(words: list[str], other: list[str], _chance: random.Random) -> list[str]:
    """Put 20 words of another text before, and 60 behind."""
    return other[:20] + words + other[20:80]


def changed(words: list[str], other: list[str], chance: random.Random) -> list[str]:
    """Replace one word in ten, anywhere, by a word of another article."""
    return [chance.choice(other) if chance.random() < 0.1 else word for word in words]


EDITS: dict[str, Edit] = {
    "truncated": truncated,
    "new lead": new_lead,
    "boilerplate": boilerplate,
    "10 % changed": changed,
}


def make(edit: Edit, text: str, others: Sequence[str], chance: random.Random) -> str:
    """Return the edited text; `others` are texts of the same language, the text itself perhaps among them."""
    words = pieces(text)
    other = pieces(chance.choice([each for each in others if each != text] or [text[::-1]]))
    return "".join(edit(words, other, chance))
