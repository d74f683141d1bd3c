"""Grouping of mentions by entity (coreference of names): full names and surnames, names and short forms."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.enrich.entities.mentions import Mention

#: A short form in brackets after a name: "Food and Agriculture Organization (FAO)".
_SHORT: Final = re.compile(r"\s?[(（]([^\W\d_][\w.-]{1,11})[)）]")
#: What separates the words of a name.
_SEPARATOR: Final = re.compile(r"[\s\-–/.]+")
#: letters that inflection may change at the end of a name
_ENDING: Final = 3
#: letters that inflected forms of a name share at least
_STEM: Final = 4
_POSSESSIVE: Final = re.compile(r"['’]s?$")


def group_mentions(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Group the mentions by entity, in the order of their first mentions; each group is in order."""
    names = [clean_name(text[mention.start : mention.end]) for mention in mentions]
    # The longest names first, so that a short name finds the longer ones that it may be short for.
    order = sorted(range(len(mentions)), key=lambda number: (-len(names[number].split()), number))
    #: Names that others may be short for, by kind and by prefixes of their first and last words.
    heads: dict[tuple[str, str], list[int]] = {}
    of: dict[int, int] = {}
    exact: dict[tuple[str, str], int] = {}
    for number in order:
        kind, name = mentions[number].kind, names[number]
        head = exact.get((kind, name.casefold()))
        if head is None:
            words = name.split()
            likely = heads.get((kind, _key(words[-1] if kind == "person" else words[0])), ())
            head = _head(number, mentions, names, likely)
            if head is None:
                head = number
                for key in {_key(words[0]), _key(words[-1])}:
                    heads.setdefault((kind, key), []).append(number)
            exact[kind, name.casefold()] = head
        of[number] = head
    _join_short(text, mentions, names, of)
    found: dict[int, list[Mention]] = {}
    for number, mention in enumerate(mentions):
        found.setdefault(of[number], []).append(mention)
    return list(found.values())


def _key(word: str) -> str:
    return word[:_STEM].casefold()


@lru_cache(maxsize=4096)  # a name is cleaned several times in a text, and occurs in other texts
def clean_name(name: str) -> str:
    """Return a name in one line, without a possessive ending."""
    line = " ".join(name.split())
    return _POSSESSIVE.sub("", line) or line


def _head(number: int, mentions: Sequence[Mention], names: Sequence[str], heads: Sequence[int]) -> int | None:
    """Return the mention that another is a shorter or inflected form of: the last such before it, or the first after it."""
    mention, words = mentions[number], names[number].split()
    before = after = None
    for head in heads:
        others = names[head].split()
        if mention.kind == "person":
            same = _part_of_name(words, others)
        else:
            same = len(words) == len(others) and all(map(differ_in_ending_only, words, others))
        if same:
            if mentions[head].start <= mention.start:
                if before is None or mentions[head].start > mentions[before].start:
                    before = head
            elif after is None or mentions[head].start < mentions[after].start:
                after = head
    return before if before is not None else after


def _part_of_name(words: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether words are the surname of a full name, its first name, or all but its middle names."""
    if len(words) == 1:
        return differ_in_ending_only(words[0], others[-1]) or (len(others) > 1 and words[0] == others[0])
    return differ_in_ending_only(words[0], others[0]) and differ_in_ending_only(words[-1], others[-1])


def differ_in_ending_only(one: str, other: str) -> bool:
    """Tell whether two words differ only in their endings ("Putina" and "Putin")."""
    if one == other:
        return True
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    shared = 0
    for left, right in zip(short, long, strict=False):
        if left != right:
            break
        shared += 1
    # A final vowel may change ("Moskva", "Moskvy"), but nothing longer.
    return shared >= _STEM and len(short) - shared <= 1 and len(long) - shared <= _ENDING


def _join_short(text: str, mentions: Sequence[Mention], names: Sequence[str], of: dict[int, int]) -> None:
    """Join organisations with their short forms: those in brackets after the name, and initials."""
    long = [number for number, mention in enumerate(mentions) if mention.kind != "person" and " " in names[number]]
    short: dict[str, list[int]] = {}
    for number, mention in enumerate(mentions):
        if mention.kind != "person" and is_short(names[number]):
            short.setdefault(names[number].replace(".", ""), []).append(number)
    for number in long:
        given = _SHORT.match(text, mentions[number].end)
        forms = {initials(names[number])} | (
            {given[1].replace(".", "")} if given is not None and is_short(given[1]) else set()
        )
        for form in sorted(forms):
            for other in short.get(form, ()):
                of[other] = of[number]


def short_form(text: str, name: str, end: int) -> str:
    """Return the short form in brackets after a name that ends at `end`, or "".

    Its letters have to occur in the name in order; otherwise it may be a party, a place or a score.
    """
    given = _SHORT.match(text, end)
    if given is None or not is_short(given[1]):
        return ""
    letters = iter(name.casefold())
    return given[1] if all(letter in letters for letter in given[1].casefold() if letter.isalpha()) else ""


def is_short(name: str) -> bool:
    """Tell whether a name looks like a short form: one word, mostly capitals."""
    letters = name.replace(".", "")
    return " " not in name and 2 <= len(letters) <= 10 and 2 * sum(map(str.isupper, letters)) > len(letters)


def initials(name: str) -> str:
    """Return the initials of the capitalised words of a name, as most short forms are."""
    return "".join(word[0] for word in _SEPARATOR.split(name) if word and word[0].isupper())
