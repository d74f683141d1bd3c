"""Mentions of entities in a text: those that the tagger labelled, and further occurrences of the same names."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.enrich.text.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from wiremill.contract.enrichment import EntityKind
    from worker.enrich.entities.tokens import Tokens

#: The type of a label, by `(number + 1) // 2`.
_KINDS: Final[tuple[EntityKind | None, ...]] = (None, "person", "organisation", "place", None)
_MISC: Final = 4
#: characters; anything longer is not a name
MAX_CHARACTERS: Final = 120
#: characters; shorter names are not searched for beyond the tagger's mentions
_MIN_REPEATED: Final = 4
#: Beginnings of words in names of events, in the languages of the training data.
_EVENT: Final = re.compile(
    r"(?:\b(?:war|cup|olympi|championship|games|festival|summit|conference|world series|grand prix|open|revolution|"
    r"uprising|election|krieg|weltmeister|meisterschaft|konferenz|copa|taça|mundial|guerra|olimpíada|jogos|krig|"
    r"mesterskap|mästerskap|mesterskab|háború|világbajnok|olimpia|bajnokság|fesztivál|sota|olympialais|kisa|"
    r"rat\b|prvenstv|kup\b|vojna|majstrovst|festiv|război|campionat|война|чемпионат|олимпи|фестиваль|кубок|саммит|"
    r"соғыс|чемпионат|олимпиада|фестивал)|戦争|大会|五輪|オリンピック|ワールドカップ|カップ|祭|会議|战争|奥运)",
    re.IGNORECASE,
)
_NO_VOTES: Final[dict[EntityKind, int]] = {}
_QUOTES: Final = '"“”„«»‘’「」『』《》〈〉'


#: Titles before people's names, which are not part of them. Without `\\b` at its start, since `re` finds alternatives that
#: begin with a letter many times as fast.
_TITLE: Final = re.compile(
    r"(?:President|Premier|Prime Minister|Minister|Chancellor|Senator|Sen\.|Rep\.|Gov\.|Governor|Mayor|Pope|King|Queen|"
    r"Prince|Princess|Sheikh|Ayatollah|General|Gen\.|Secretary|Spokes(?:wo)?man|Spokesperson|spokes(?:wo)?man|spokesperson|Mr|Mr\.|Mrs\.?|"
    r"Ms\.?|Dr\.?|Sir|Präsident|Kanzler|Presidente|Président|Ministre|Ministro)\s+"
)
#: First words of titles.
_TITLE_WORDS: Final = frozenset(
    "President Premier Prime Minister Chancellor Senator Sen Rep Gov Governor Mayor Pope King Queen Prince Princess Sheikh "  # noqa: SIM905
    "Ayatollah General Gen Secretary Spokesman Spokeswoman Spokesperson spokesman spokeswoman spokesperson Mr Mrs Ms Dr Sir "
    "Präsident Kanzler Presidente Président Ministre Ministro".split()
)
_FULL_NAME: Final = re.compile(r"[A-ZÀ-ÞŠŽČ][\w’'-]+(?: [A-ZÀ-ÞŠŽČ][\w’'-]+){1,2}(?!\w)")


class Mention(NamedTuple):
    """A name in a text."""

    start: int
    end: int
    kind: EntityKind
    #: Whether it begins a sentence.
    first: bool = False


def decode_mentions(tokens: Tokens, labels: NDArray[np.int64]) -> list[Mention]:
    """Return the labelled names, in order.

    A name labelled MISC is an event if one of its words says so, or a work if it is in quotation marks. Otherwise it is a
    nationality, product, law or language, and is left out.
    """
    text = tokens.text
    named = np.flatnonzero(labels)
    if not len(named):
        return []
    of = labels[named]
    begins = np.zeros(len(labels), bool)
    begins[tokens.sentences] = True
    opens = begins[named]
    # A name continues in the next token if that has the (even) inside label of its type and does not begin a sentence.
    on = np.zeros(len(named), bool)
    on[1:] = (named[1:] == named[:-1] + 1) & (of[1:] % 2 == 0) & ((of[:-1] + 1) // 2 * 2 == of[1:]) & ~opens[1:]
    first = np.flatnonzero(~on)
    last = np.append(first[1:], len(named)) - 1
    found: list[Mention] = []
    for start, end, label, opening in zip(
        tokens.starts[named[first]].tolist(),
        tokens.ends[named[last]].tolist(),
        of[first].tolist(),
        opens[first].tolist(),
        strict=True,
    ):
        number = (label + 1) // 2
        kind = _KINDS[number] if number != _MISC else _of_other(text, start, end)
        if kind is not None and end - start <= MAX_CHARACTERS and any(map(str.isalnum, text[start:end])):
            found.append(Mention(start, end, kind, opening))
    return found


def _of_other(text: str, start: int, end: int) -> EntityKind | None:
    if _EVENT.search(text, start, end) is not None:
        return "event"
    quoted = text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES
    return "work" if start and end < len(text) and quoted else None


def correct_by_titles(text: str, found: Sequence[Mention], words: frozenset[str]) -> list[Mention]:
    """Correct people by titles: a title is not part of a name, and a full name after a title is a person's.

    Args:
        text: the text.
        found: its mentions.
        words: those of the text; only titles among them are searched for.
    """
    kept = list(found)
    end = 0
    for start in sorted(start for word in words & _TITLE_WORDS for start in occurrences(text, word)):
        title = _TITLE.match(text, start) if start >= end else None
        if title is None:
            continue
        end = title.end()
        if text[start - 1 : start].isalnum():
            continue
        name = _FULL_NAME.match(text, title.end())
        inside = [one for one in kept if one.start < title.end() < one.end]
        for one in inside:
            if one.kind == "person":
                kept[kept.index(one)] = one._replace(start=title.end())
        if name is None or inside:
            continue
        touching = [one for one in kept if one.start < name.end() and name.start() < one.end]
        # Mentions that extend beyond the name, and those of people, are kept.
        if all(one.kind != "person" and one.end <= name.end() for one in touching):
            kept = [one for one in kept if one not in touching]
            kept.append(Mention(name.start(), name.end(), "person"))
    return sorted(kept)


def with_repeats(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with further occurrences of the same names, in order.

    A name with different kinds gets its most frequent one, so that informative sentences help the others. The last name of
    a person whose full name is in the text is that person everywhere.
    """
    votes: dict[str, dict[EntityKind, int]] = {}
    for mention in found:
        of = votes.setdefault(text[mention.start : mention.end], {})
        of[mention.kind] = of.get(mention.kind, 0) + 1
    kinds = {name: max(of, key=lambda kind: of[kind]) for name, of in votes.items()}
    for name in [name for name, kind in kinds.items() if kind == "person" and " " in name]:
        kinds[name.split()[-1]] = "person"
    settled = [
        mention if mention.kind == (kind := kinds[text[mention.start : mention.end]]) else mention._replace(kind=kind)
        for mention in found
    ]
    taken = bytearray(len(text) + 1)
    for mention in settled:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for name in sorted(kinds, key=lambda name: (-len(name), name)):
        # A word in lower case was once taken for a name: it is not repeated.
        seen = sum(votes.get(name, _NO_VOTES).values())
        if len(name) >= _MIN_REPEATED and not name[0].islower() and text.count(name) > seen:
            settled.extend(
                Mention(start, start + len(name), kinds[name]) for start in claim_whole_words(text, name, taken)
            )
    return sorted(settled)


def claim_whole_words(text: str, name: str, taken: bytearray) -> list[int]:
    """Return the offsets of a name as whole words where no character is `taken` yet, and mark them as taken."""
    found: list[int] = []
    start, size = text.find(name), len(name)
    spaced = name[0] < "\u0e00"
    while start >= 0:
        end = start + size
        apart = not spaced or not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        if apart and not any(taken[start:end]):
            found.append(start)
            taken[start:end] = b"\1" * size
        start = text.find(name, end)
    return found
