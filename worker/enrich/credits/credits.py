"""Agency credits: statements that a text comes from a news agency.

Only places where credits are printed are searched: the first lines (``LONDON (AP) —``, ``Reuters: …``), the last lines
(``(Reuters)``, ``Source: AFP``), and phrases like "originally published by". An agency that is quoted ("told Reuters") is
not credited.
"""

# ruff: noqa: ERA001, RUF001, RUF003  (letters of other scripts are meant)

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from wiremill.contract.enrichment import Credit
from worker.enrich.credits.agencies import agencies_by_folded_name, agencies_by_spelling, spelling_pattern
from worker.enrich.text.words import WORD, split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: characters at the start and at the end of a text that are searched for credits
HEAD_CHARACTERS = 500
TAIL_CHARACTERS = 700
#: lines of these; a headline, a standfirst and a place may precede the dateline
HEAD_LINES = 4
TAIL_LINES = 5
#: credits of one text that are kept
MAX_CREDITS = 10

_DASH = r"[-–—‒―]"
#: Words that make a credit that of a picture instead of the text.
_PICTURE_CREDIT = re.compile(
    r"\b(?:photos?|fotos?|images?|bild(?:er)?|picture|video|фото|видео|imagen|immagine|zdjęcie|写真|图片|图)\b",
    re.IGNORECASE,
)


class _Patterns(NamedTuple):
    line_start: re.Pattern[str]
    line_end: re.Pattern[str]
    anywhere: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    name = f"(?:{spelling_pattern(ambiguous=True)})"
    long = f"(?:{spelling_pattern(ambiguous=False)})"
    # A name ends at the end of a word, except in scripts without spaces.
    edge, start = r"(?![A-Za-zÀ-ɏА-яЁё؀-ۿ0-9])", r"(?<![A-Za-zÀ-ɏА-яЁё؀-ۿ0-9])"
    brackets = rf"[(\[（【/]\s*(?:[\w. ]{{1,20}}[/,]\s*)?(?P<bracketed>{name}){edge}[^)\]）】/\n]{{0,40}}[)\]）】/]"
    # What precedes it in a dateline: places, and dates such as "27 de nov.", but no sentence in lower case.
    small = "de|del|la|el|al|of|upon|do|da|di|am|sur"
    item = rf"(?:\d{{1,2}}(?:\.|º|er)?\s(?:de\s)?\w{{2,12}}|(?:{small})\b|[^\W_a-zß-ÿа-яіїєґё][\w'’/]*)"
    # None begins within a word, or there were as many ways to read a long one as to cut it in eight.
    place = rf"(?:(?<![\w'’/]){item}[ .,;–-]{{0,3}}){{0,8}}"
    line_start = (
        # "LONDON, Nov 27 (Reuters) -", "(ANSA) - ROMA", "Berlin (dpa)", "МОСКВА. 27 ноября. /ТАСС/", "【新華社】"
        rf"{place}{brackets}"
        # "Berlin/dpa", "dpa/Berlin", "AFP/Reuters"
        rf"|(?:[A-ZÀ-Þ]\w+(?:[ -]\w+)?\s?/\s?)(?P<slashed>{name}){edge}"
        rf"|(?P<slashing>{name})\s?/\s?\w"
        # "Москва. 27 ноября. INTERFAX.RU -", "【東京共同】"
        rf"|{place}(?P<placed>{long}){edge}\s*{_DASH}\s"
        r"|[【（(]\w{1,6}(?P<cjk>共同|時事|ロイター|AFP|AP)[】）)]"
        # "Reuters: …", "TASS, November 27.", "KYODO NEWS -"
        rf"|(?P<led>{long}){edge}(?:\s*[:：]|\s+{_DASH}|\s*[,.]\s*\d{{1,2}}\b|\s*[,.]\s*[A-Z]\w+\.? \d{{1,2}}\b)"
        # "МОСКВА, 27 ноя - РИА Новости.", "MADRID, 27 Nov. (EUROPA PRESS) -" has brackets
        rf"|[^\n:]{{2,40}}\s{_DASH}\s(?P<dashed>{long}){edge}\s*[.,]"
        # "新华社北京11月27日电", "中新社…电"
        r"|(?P<wired>新华社|新華社|中新社|中新网|中央社|路透社|法新社|美联社)[^\n，。]{0,24}[电電]"
        # "By Reuters", "Von dpa", "Par AFP"
        rf"|(?:By|Von|Par|Por|Di|Door|Av|Source|Quelle|Fuente|Fonte|Źródło|Источник|Джерело|来源|來源|出典|"
        rf"Kaynak)\s*[:：]?\s*(?P<by>{long}){edge}\s*$"
    )
    line_end = (
        rf"[(\[（【]\s*(?:[^\n()\[\]（）【】]{{0,40}}[/,;|+–-]\s?|(?:with|mit|avec|con|c|"
        rf"з)\s)?(?P<ending>{name}){edge}(?:\s?[/,;|+–-][^\n()\[\]（）【】]{{0,40}})?\s*[)\]）】]\.?\s*$"
        rf"|(?:Source|Sources|Quelle|Quellen|Fuente|Fonte|Bron|Źródło|Источник|Джерело|Kaynak|Källa|Kilde|"
        rf"المصدر|来源|來源|出典|Text)\s*[:：]\s*(?:[^\n]{{0,30}}[/,]\s?)?(?P<source>{name}){edge}"
        rf"|(?:©|\(c\)|Copyright)\s*(?:(?:19|20)\d\d)?[,\s]*(?:by\s)?(?P<copyright>{name}){edge}"
        rf"|{_DASH}{{1,2}}\s?(?P<signed>{long}){edge}\s*$"
        rf"|/\s?(?P<shut>{name})\s?/\.?\s*$"
        rf"|^\s*(?P<alone>{long})\s*$"
    )
    anywhere = (
        rf"(?:originally|first|previously) (?:published|appeared|reported|posted) (?:by|on|in|"
        rf"at) (?P<published>{name}){edge}"
        rf"|(?P<contributed>{long}){edge}(?: \w+){{0,3}} contributed to this (?:report|story|article)"
        rf"|(?:With|Additional) (?:reporting|material|files|information) (?:by|"
        rf"from) (?:the )?(?P<material>{name}){edge}"
        rf"|(?:republished|reprinted) (?:with permission )?from (?P<reprinted>{name}){edge}"
    )
    return _Patterns(re.compile(line_start), re.compile(start + "(?:" + line_end + ")"), re.compile(anywhere))


#: The last line of Reuters stories. It does not name the agency, so it is not a credit with offsets.
_REUTERS_TAGLINE = re.compile(r"\(?Reporting (?:and writing )?by [A-Z][^\n]{2,160}[;.] ?(?:[Ww]riting|[Ee]diting) by ")

#: The phrases are searched for only around the first occurrence of each of these.
_HINTS = (
    "originally ",
    "first published",
    "first appeared",
    "previously published",
    "contributed to",
    "eporting by",
    "material from",
    "files from",
    "reprinted",
    "republished",
)


#: A word of each phrase: a text without any of them need not be searched for phrases.
_HINT_WORDS = frozenset(
    {"originally", "published", "appeared", "contributed", "reporting", "material", "files", "reprinted", "republished"}
)


def find_credits(
    text: str, authors: Sequence[str], words: frozenset[str] | None = None
) -> tuple[str | None, list[Credit]]:
    """Return the agency that a document is credited to, and the credits in the order of the text.

    The agency is that of the first credit; without credits, the first author that is an agency, or Reuters if the text
    ends like its stories.

    Args:
        text: the text.
        authors: as the page names them.
        words: those of the text, if they are known already.
    """
    found: dict[tuple[int, int], Credit] = {}
    for start, end, name in _find_spans(text, frozenset(split_words(text)) if words is None else words):
        if not any(start < other_end and other_start < end for other_start, other_end in found):
            found[start, end] = Credit(agencies_by_spelling()[name], start, end)
    ordered = [found[span] for span in sorted(found)][:MAX_CREDITS]
    if ordered:
        return ordered[0].agency, ordered
    for author in authors:
        agency_of_author = _author_agency(author)
        if agency_of_author is not None:
            return agency_of_author, []
    if (
        "eporting " in text[-TAIL_CHARACTERS:]
        and _REUTERS_TAGLINE.search(text, max(0, len(text) - TAIL_CHARACTERS)) is not None
    ):
        return "Reuters", []
    return None, []


def _author_agency(author: str) -> str | None:
    name = author.strip().casefold().removeprefix("by ").removesuffix(" staff").removesuffix(" news agency").strip()
    names = agencies_by_folded_name()
    if name in names:
        return names[name]
    # "Jane Doe, Reuters", "AFP/Reuters", "Jane Doe (AP)"
    for part in re.split(r"[/,|()\[\]]| - | for ", name):
        if part.strip() in names and part.strip() != name:
            return names[part.strip()]
    return None


@cache
def _spellings_by_first_word() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the spellings by their first word, and those that are written without spaces around them."""
    spaced: dict[str, tuple[str, ...]] = {}
    for name in agencies_by_spelling():
        match = WORD.match(name)
        # A name with an article is found by the rest of it, which is a spelling too.
        if match is not None and not (match[0].casefold() == "the" and name[4:] in agencies_by_spelling()):
            spaced[match[0]] = (*spaced.get(match[0], ()), name)
    return spaced, tuple(name for name in agencies_by_spelling() if name[0] >= "\u3000")


def _has_agency(part: str, *, likely: bool) -> bool:
    """Tell whether part of a text names any agency; `likely` if the text has the first word of a spelling."""
    spaced, unspaced = _spellings_by_first_word()
    if likely and any(name in part for word in spaced.keys() & set(split_words(part)) for name in spaced[word]):
        return True
    return not part.isascii() and any(map(part.__contains__, unspaced))


def _find_spans(text: str, words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    patterns = _patterns()
    likely = not words.isdisjoint(_spellings_by_first_word()[0])
    in_head, in_tail = (
        _has_agency(text[:HEAD_CHARACTERS], likely=likely),
        _has_agency(text[-TAIL_CHARACTERS:], likely=likely),
    )
    yield from _head_and_tail_credits(text, patterns, in_head=in_head, in_tail=in_tail)
    for hint in () if words.isdisjoint(_HINT_WORDS) else _HINTS:
        at = text.find(hint)
        if at >= 0:
            for match in patterns.anywhere.finditer(text, max(0, at - 100), at + 200):
                yield from _credited(match, 0, text)


def _head_and_tail_credits(
    text: str, patterns: _Patterns, *, in_head: bool, in_tail: bool
) -> Iterator[tuple[int, int, str]]:
    """Yield the credits of the first and last lines."""
    for start, line in _lines(text[:HEAD_CHARACTERS], 0, HEAD_LINES) if in_head else ():
        match = patterns.line_start.match(line)
        if match is not None:
            yield from _credited(match, start, line)
            break
    tail = max(0, len(text) - TAIL_CHARACTERS)
    last = list(_lines(text[tail:], tail, None))[-TAIL_LINES:] if in_tail else []
    for start, line in last:
        match = patterns.line_end.search(line)
        if match is not None:
            yield from _credited(match, start, line)


def _credited(match: re.Match[str], offset: int, line: str) -> Iterator[tuple[int, int, str]]:
    group = match.lastgroup
    if group is None or _PICTURE_CREDIT.search(line, max(0, match.start() - 20), match.end()) is not None:
        return
    start, end = match.span(group)
    yield offset + start, offset + end, match[group]


def _lines(text: str, offset: int, limit: int | None) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, each with its offset."""
    number = 0
    for line in text.split("\n"):
        if line.strip():
            number += 1
            if limit is not None and number > limit:
                return
            indent = len(line) - len(line.lstrip())
            yield offset + indent, line[indent:]
        offset += len(line) + 1
