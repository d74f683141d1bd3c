"""Search for the names of a table in a text: one pass over the words that could begin one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.text.occurrences import occurrences
from worker.enrich.text.stems import INFLECTED_LANGUAGES, stems
from worker.enrich.text.words import WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from worker.enrich.text.indexed import IndexedText

#: words of the longest name that is searched for in an inflected language
MAX_WORDS = 4
#: hits of one name, after which the search for it stops
MAX_HITS = 30


class Hit(NamedTuple):
    """An occurrence of a table's name in a text."""

    start: int
    end: int
    #: As the table has it; in an inflected language its stems.
    name: str
    #: Index of the table.
    table: int


class NameTable(NamedTuple):
    """Names to search for, by first word or, in scripts without spaces, by first letter."""

    names: Collection[str]
    #: First word to the lengths of the names that begin with it, the longest first.
    lengths: Mapping[str, tuple[int, ...]]
    #: First words without a capital letter.
    lower_case: frozenset[str] = frozenset()
    #: First word to the two characters after it in each name; None if a name has fewer.
    next_characters: Mapping[str, frozenset[str] | None] = MappingProxyType({})


EMPTY_TABLE = NameTable((), {})


def name_table(names: Collection[str], *, by_letter: bool = False) -> NameTable:
    """Make a table of names, by first word or by first letter."""
    lengths: dict[str, set[int]] = {}
    next_characters: dict[str, set[str]] = {}
    for name in names:
        word = None if by_letter else WORD.match(name)
        first = name[0] if word is None else word[0]
        lengths.setdefault(first, set()).add(len(name))
        next_characters.setdefault(first, set()).add(name[len(first) : len(first) + 2])
    return NameTable(
        names,
        {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()},
        frozenset(start for start in lengths if not start[0].isupper()),
        {start: frozenset(found) if min(map(len, found)) == 2 else None for start, found in next_characters.items()},
    )


def find_exact(indexed: IndexedText, tables: Sequence[NameTable]) -> list[Hit]:
    """Find names by their first words; an earlier table has precedence over a later one."""
    text, capitals = indexed.text, indexed.capitals
    hits: list[Hit] = []
    firsts: set[str] = set()
    for one in tables:
        firsts |= capitals.keys() & one.lengths.keys()
        firsts |= indexed.vocabulary & one.lower_case
    for word in firsts:
        starts = capitals[word] if word in capitals else occurrences(text, word)
        hits.extend(
            _hits_at(text, word, starts, [(number, one) for number, one in enumerate(tables) if word in one.lengths])
        )
    return without_overlaps(hits)


def _hits_at(text: str, word: str, starts: Iterable[int], tables: list[tuple[int, NameTable]]) -> Iterator[Hit]:
    found, size = 0, len(word)
    # Few occurrences of "The" or "New" are followed by the rest of a name.
    continuations = [one.next_characters[word] for _, one in tables]
    any_follows = None in continuations
    for start in starts:
        if start and text[start - 1].isalnum():
            continue
        following = text[start + size : start + size + 2]
        if not any_follows and not any(pairs is not None and following in pairs for pairs in continuations):
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
            found += 1
            if found == MAX_HITS:
                return


def find_unspaced(text: str, tables: Sequence[NameTable]) -> list[Hit]:
    """Find names in a text without spaces; the tables are by first letter."""
    hits: list[Hit] = []
    for start, letter in enumerate(text):
        if letter < "\u0e00":
            continue
        for number, one in enumerate(tables):
            # Korean has spaces: a name begins a word, and particles are attached to it.
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
    """Find names by the stems of their words; the tables have those stems, joined by spaces."""
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
    """Of overlapping hits keep the first; of several at one offset the longest, then the one of the earliest table."""
    kept: list[Hit] = []
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.table)):
        if hit.start >= end:
            kept.append(hit)
            end = hit.end
    return kept
