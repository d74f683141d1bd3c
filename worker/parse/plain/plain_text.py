"""The article in a plain-text page: scraped text with leftovers of the page around it.

The article is the longest run of prose. Runs end at lone bullets and rules, dates, and clusters of short lines. Single
paragraphs between separators are teasers of other pages, and so are headlines with dates.
"""

# ruff: noqa: E501, RUF001  # a list of words; look-alike characters of many scripts are intended
from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.blocks import Part
from worker.parse.common.strings import match_key, strip_controls
from worker.parse.fields.authors.names import person_names
from worker.parse.fields.site_affixes import without_site
from worker.parse.plain.lines import Line, LineKind, read_line, unwrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.parse.fields.dates.moment import Moment

#: lines looked at; more than any article has, few enough to be quick.
_MAX_LINES: Final = 20_000
#: words of a headline.
_HEADLINE_WORDS: Final = range(3, 31)
_BYLINE: Final = re.compile(
    r"""^\W*(?:(?:(?:written|story|text|report(?:ed|ing)?|words|posted|published)\s+)?(?:by|von|par|por|door|di|av|af|autor(?:in|es|a|ka)?|author|auteur|autore|szerző|yazan|yazar|kirjoittaja|kirjoittanut|
    författare|forfatter|skribent|tekst|tekst:|opracował[a]?|napsal[a]?|írta|de\ la\ redacción|συντάκτης|автор|авторка|текст|بقلم|كتب|كتبت|نویسنده|نوشته|מאת|लेखक|โดย|tác\ giả|oleh|penulis|text)\b(?:\s*+:\s++|\s++)\S|
    (?:作者|记者|記者|文|撰文|编辑|編輯|執筆|筆者|取材・文|文・写真|글|기자)\s*[:：／/|]\s*\S|(?:本报|本報)?(?:记者|記者)\s+\S|\S{2,6}\s*(?:기자)\W*$)""",
    re.IGNORECASE | re.VERBOSE,
)
#: From this character on (Kana, Chinese) there are no spaces between words.
_UNSPACED: Final = "\u3040"
_LETTERS: Final = re.compile(r"[^\W\d_]+")


class PlainText(NamedTuple):
    """The parts and fields of a plain-text page."""

    title: str | None
    parts: list[Part]
    published: Moment | None
    #: Whether the date is above the text, where articles print it.
    dated_above: bool
    authors: list[str]
    leftovers: bool
    separated: bool


@dataclass(slots=True)
class _Run:
    """Consecutive lines of prose, with short lines in between."""

    first: int
    last: int
    words: int = 0
    prose: int = 0
    #: The lines between this run and the one before it.
    gap: Sequence[Line] = field(default_factory=list)


def read_plain(text: str, *, site: str = "", month_first: bool = False) -> PlainText:
    """Read a plain-text page; `site` is the name of the site in its host."""
    lines = [read_line(line, month_first=month_first) for line in unwrap(strip_controls(text))[:_MAX_LINES]]
    runs = _runs(lines)
    if not runs:
        return _without_prose(lines, site)
    chosen = max(range(len(runs)), key=lambda index: (runs[index].words, -index))
    start, end = _extended(runs, chosen)
    first, last = runs[start].first, runs[end].last
    above, below = lines[:first], lines[last + 1 :]
    title, body = _title(above, lines[first : last + 1], site)
    parts = [part for index in range(len(body)) if (part := _part(body, index))]
    moment, dated_above = _published(above, body, below)
    return PlainText(
        title, parts, moment, dated_above, _authors(above, body, below), bool(below or len(above) > 1), separated=True
    )


def _runs(lines: Sequence[Line]) -> list[_Run]:
    runs: list[_Run] = []
    gap_from = 0
    for index, line in enumerate(lines):
        if line.kind is not LineKind.PROSE:
            continue
        gap = lines[gap_from:index]
        if not runs or _ends_run(gap):
            runs.append(_Run(index, index, gap=gap))
        run = runs[-1]
        run.last, run.words, run.prose = index, run.words + line.words, run.prose + 1
        gap_from = index + 1
    return runs


def _ends_run(gap: Sequence[Line]) -> bool:
    """Tell whether the lines between two of prose end a run: a separator, a date, or a cluster of short lines."""
    kinds = [line.kind for line in gap]
    return LineKind.SEPARATOR in kinds or LineKind.DATE in kinds or kinds.count(LineKind.FRAGMENT) > 2


def _extended(runs: Sequence[_Run], chosen: int) -> tuple[int, int]:
    """Extend the chosen run by its neighbours behind a mere rule, as between the scenes of a story."""
    start = end = chosen
    while end + 1 < len(runs) and _continues(runs, end + 1):
        end += 1
    while start > 0 and _continues(runs, start) and runs[start - 1].words * 5 >= runs[start].words:
        start -= 1
    return start, end


def _continues(runs: Sequence[_Run], index: int) -> bool:
    """Tell whether run `index` continues the one before it.

    A single paragraph after a separator is a teaser if another follows likewise, or if the separator is a lone bullet.
    Two paragraphs and more continue the text.
    """
    run = runs[index]
    kinds = {line.kind for line in run.gap}
    if kinds != {LineKind.SEPARATOR}:
        return LineKind.DATE not in kinds and LineKind.SEPARATOR not in kinds and run.prose >= 3
    if run.prose >= 2:
        return True
    bullet = all(len(line.text) == 1 for line in run.gap)
    repeated = index + 1 < len(runs) and runs[index + 1].prose == 1
    return not bullet and not repeated


def _part(body: Sequence[Line], index: int) -> Part | None:
    line = body[index]
    if line.kind is LineKind.PROSE:
        return Part(line.text)
    if line.kind is LineKind.ITEM:
        return Part(re.sub(r"^[-*•·‣▪●○–—]\s+", "", line.text), "list_item", 1)
    if line.kind is LineKind.FRAGMENT:
        # A short line before prose is a heading; before another short line its role is unknown.
        follows = index + 1 < len(body) and body[index + 1].kind is LineKind.PROSE
        is_heading = follows and line.words <= 15 and not line.text.endswith((":", ","))
        return Part(line.text, "heading", 2) if is_heading else Part(line.text)
    return None


def _title(above: Sequence[Line], body: Sequence[Line], site: str) -> tuple[str | None, Sequence[Line]]:
    """Choose the headline among the short lines above the text: close to it, long enough, with words in common."""
    body_words = {word for line in body[:6] for word in _tokens(line.text)}
    best: tuple[float, str] | None = None
    for distance, line in enumerate(reversed(above[-40:])):
        if line.kind is not LineKind.FRAGMENT or _BYLINE.match(line.text):
            continue
        words = _tokens(line.text)
        shared = sum(word in body_words for word in words) / len(words) if words else 0.0
        fits = 1.0 if line.words in _HEADLINE_WORDS else 0.2
        score = fits + 1.5 * shared + min(line.words, 10) / 10 - min(distance, 20) / 40
        if best is None or score > best[0]:
            best = score, line.text
    if best and best[0] >= 0.8:
        return without_site(best[1], {match_key(site)} - {""}), body
    # A headline that ends like a sentence ("Is this the end?") is a short first line before much longer ones.
    if not above and len(body) > 2 and body[0].words <= 16 and body[1].words >= 1.5 * body[0].words:
        return body[0].text.removesuffix("."), body[1:]
    return None, body


def _tokens(text: str) -> list[str]:
    """Return the words of over three letters in `text`; pairs of characters in scripts without spaces."""
    found: list[str] = []
    for word in _LETTERS.findall(text.lower()):
        if word[0] >= _UNSPACED:
            found += (a + b for a, b in pairwise(word))
        elif len(word) > 3:
            found.append(word)
    return found


def _published(above: Sequence[Line], body: Sequence[Line], below: Sequence[Line]) -> tuple[Moment | None, bool]:
    for line in above:
        if line.moment:
            return line.moment, True
    for line in body:
        if line.kind is LineKind.DATE and line.moment:
            return line.moment, False
    # Below the text, dates after a label ("Related") or a headline are those of other articles.
    for before, line in pairwise((body[-1], *below)):
        if line.kind is LineKind.NOISE:
            break
        if line.kind is LineKind.DATE and line.moment:
            is_headline = before.kind in {LineKind.FRAGMENT, LineKind.ITEM} and before.words >= 4
            return (None if is_headline else line.moment), False
    return None, False


def _authors(above: Sequence[Line], body: Sequence[Line], below: Sequence[Line]) -> list[str]:
    """Return the names in the first line that is a byline."""
    for line in (*above, *body, *below[:5]):
        if line.words <= 12 and _BYLINE.match(line.text):
            found = person_names([line.text])
            if found:
                return found
    return []


def _without_prose(lines: Sequence[Line], site: str) -> PlainText:
    """Read a page of short lines (a list, a poem): the first one is the title, the others but for noise the text."""
    kept = [line for line in lines if line.kind in {LineKind.FRAGMENT, LineKind.ITEM}]
    moment = next((line.moment for line in lines if line.moment), None)
    title = None
    if len(kept) > 1 and kept[0].words in _HEADLINE_WORDS:
        title = without_site(kept[0].text, {match_key(site)} - {""})
        kept = kept[1:]
    parts = [part for index in range(len(kept)) if (part := _part(kept, index))]
    return PlainText(title, parts, moment, False, _authors(lines, (), ()), len(kept) < len(lines) - 1, separated=False)  # noqa: FBT003
