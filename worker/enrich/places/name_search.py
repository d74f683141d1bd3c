"""Where names of a table stand in a text: one pass over the words that could begin one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.text.occurrences import occurrences
from worker.enrich.text.stems import INFLECTED_LANGUAGES, stems
from worker.enrich.text.words import WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from worker.enrich.text.indexed import IndexedText

#: words of the longest name that is looked for in a declining language
MAX_WORDS = 4
#: Hits of one name beyond this are not looked at.
MAX_HITS = 30


class Hit(NamedTuple):
    """A name of a table in a text."""

    start: int
    end: int
    #: As the table has it; in a declining language its stem.
    name: str
    table: int


class NameTable(NamedTuple):
    """Names to look for, and how long those are that share a first word (or letter), the longest first."""

    names: Collection[str]
    lengths: Mapping[str, tuple[int, ...]]
    #: The first words that have no capital letter.
    small: frozenset[str] = frozenset()
    #: The two characters with which names go on behind a first word; None where one ends there or after one character.
    behind: Mapping[str, frozenset[str] | None] = MappingProxyType({})


EMPTY_TABLE = NameTable((), {})


def name_table(names: Collection[str], *, by_letter: bool = False) -> NameTable:
    """Make a table of names, by first word or, for scripts without spaces, by first letter."""
    lengths: dict[str, set[int]] = {}
    behind: dict[str, set[str]] = {}
    for name in names:
        word = None if by_letter else WORD.match(name)
        first = name[0] if word is None else word[0]
        lengths.setdefault(first, set()).add(len(name))
        behind.setdefault(first, set()).add(name[len(first) : len(first) + 2])
    return NameTable(
        names,
        {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()},
        frozenset(start for start in lengths if not start[0].isupper()),
        {start: frozenset(found) if min(map(len, found)) == 2 else None for start, found in behind.items()},
    )


def find_exact(indexed: IndexedText, tables: Sequence[NameTable]) -> list[Hit]:
    """Find names by their first words; an earlier table wins over a later one."""
    text, capitals = indexed.text, indexed.capitals
    hits: list[Hit] = []
    firsts: set[str] = set()
    for one in tables:
        firsts |= capitals.keys() & one.lengths.keys()
        firsts |= indexed.vocabulary & one.small
    for word in firsts:
        starts = capitals[word] if word in capitals else occurrences(text, word)
        hits.extend(
            _at_word(text, word, starts, [(number, one) for number, one in enumerate(tables) if word in one.lengths])
        )
    return without_overlaps(hits)


def _at_word(text: str, word: str, starts: Iterable[int], tables: list[tuple[int, NameTable]]) -> Iterator[Hit]:
    seen, size = 0, len(word)
    # Few of the places of "The" or "New" go on as a name does.
    behind = [one.behind[word] for _, one in tables]
    anywhere = None in behind
    for start in starts:
        if start and text[start - 1].isalnum():
            continue
        following = text[start + size : start + size + 2]
        if not anywhere and not any(of is not None and following in of for of in behind):
            continue
        best: Hit | None = None
        for number, one in tables:
            for length in one.lengths[word]:
                end = start + length
                name = text[start:end]
                if name in one.names and not (name[-1].isalnum() and text[end : end + 1].isalnum()):
                    if best is None or end > best.end:
                        best = Hit(start, end, name, number)
                    break
        if best is not None:
            yield best
            seen += 1
            if seen == MAX_HITS:
                return


def find_unspaced(text: str, tables: Sequence[NameTable]) -> list[Hit]:
    """Find names in a text without spaces; the tables are by first letter."""
    hits: list[Hit] = []
    for start, letter in enumerate(text):
        if letter < "\u0e00":
            continue
        for number, one in enumerate(tables):
            # Korean has spaces: a name begins a word there, and particles follow it.
            if letter not in one.lengths or (
                "\uac00" <= letter <= "\ud7af" and start and "\uac00" <= text[start - 1] <= "\ud7af"
            ):
                continue
            for length in one.lengths[letter]:
                if (name := text[start : start + length]) in one.names and len(name) == length:
                    hits.append(Hit(start, start + length, name, number))
                    break
    return without_overlaps(hits)


def find_inflected(text: str, language: str, tables: Sequence[Collection[str]]) -> list[Hit]:
    """Find names by the stems of their words; the tables have them under those, joined by spaces."""
    cased = language in INFLECTED_LANGUAGES and language != "ar"
    tokens = [
        match.span()
        for match in WORD.finditer(text)
        if not cased or match[0][0].isupper() or text[match.start() - 1 : match.start()] == " "
    ]
    keys = [stems(text[start:end], language) for start, end in tokens]
    hits: list[Hit] = []
    for index, (start, _) in enumerate(tokens):
        if cased and not text[start].isupper():
            continue
        for first in keys[index]:
            best: Hit | None = None
            name = ""
            for count in range(min(MAX_WORDS, len(tokens) - index)):
                stop = tokens[index + count][1]
                if count and stop - start > 60:
                    break
                name = first if not count else f"{name} {keys[index + count][0]}"
                for number, names in enumerate(tables):
                    if name in names and (best is None or stop > best.end):
                        best = Hit(start, stop, name, number)
            if best is not None:
                hits.append(best)
                break
    return without_overlaps(hits)


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Keep of hits that overlap the first one, of those the longest, of those the one of the first table."""
    kept: list[Hit] = []
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.table)):
        if hit.start >= end:
            kept.append(hit)
            end = hit.end
    return kept
