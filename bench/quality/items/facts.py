"""Dates, figures, keywords, focus, topics, genre and language, held against the gold set."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from bench.quality.items.names import Names
from bench.quality.items.verdict import Verdict, touch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.quality.items.gold import Case, GoldFigure
    from wiremill.contract.classification import Classification
    from wiremill.contract.enrichment import Enrichment, Figure

NONE = "none"
_WORD = re.compile(r"\w+")
#: Kana and Chinese characters, which are written without spaces between words.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def judge_dates(case: Case, found: Enrichment) -> Iterator[Verdict]:
    """Judge dates, and once more without those that only point at the day of publication."""
    if not case.gold.has("dates"):
        return
    text, right = case.document.text, set()
    for date in found.dates:
        span = (date.start, date.end)
        there = [number for number, one in enumerate(case.gold.dates) if touch(span, one.span)]
        same = {number for number in there if date.date in _values(case.gold.dates[number].value)}
        right |= same
        meant = " or ".join(str(case.gold.dates[number].value) for number in there) or "no date"
        what = f"{text[slice(*span)]!r} as {date.date}, is {meant}"
        yield Verdict("shown", "dates", bool(same), what, span)
        if not any(case.gold.dates[number].today for number in there):
            yield Verdict("shown", "dates but today", bool(same), what, span)
    for number, one in enumerate(case.gold.dates):
        if one.value and not one.optional:
            yield Verdict("wanted", "dates", number in right, f"{text[slice(*one.span)]!r} is {one.value}", one.span)
            if not one.today:
                yield Verdict("wanted", "dates but today", number in right, "", one.span)


def _values(value: str | None) -> set[str]:
    return {value, *value.split("/")} if value else set()


def judge_figures(case: Case, found: Enrichment) -> Iterator[Verdict]:
    """Judge figures: kind, value, and unit."""
    if not case.gold.has("figures"):
        return
    text, right = case.document.text, set()
    for figure in found.figures:
        span = (figure.start, figure.end)
        there = [number for number, one in enumerate(case.gold.figures) if touch(span, one.span)]
        same = {number for number in there if _same(text, figure, case.gold.figures[number])}
        right |= same
        what = f"{text[slice(*span)]!r} as {figure.kind} {figure.value:g} {figure.unit or ''}"
        yield Verdict("shown", "figures", bool(same), what, span, figure.kind)
    for number, one in enumerate(case.gold.figures):
        if not one.optional:
            yield Verdict("wanted", "figures", number in right, repr(text[slice(*one.span)]), one.span, one.kind)


def _same(text: str, figure: Figure, gold: GoldFigure) -> bool:
    if figure.kind != gold.kind or not any(math.isclose(figure.value, value, rel_tol=1e-6) for value in gold.values):
        return False
    if gold.kind == "money":
        return figure.unit in gold.units
    unit = (figure.unit or "").casefold()
    nouns = [text[slice(*span)].casefold() for span in gold.nouns]
    # a noun may be given with or without its adjectives
    return not unit or not nouns or any(unit in noun or noun in unit for noun in nouns)


def judge_keywords(case: Case, found: Enrichment) -> Iterator[Verdict]:
    """Judge keywords, generously: one is right that has, or is part of, a marked keyword or name."""
    if not case.gold.has("keywords"):
        return
    text, names = case.document.text, Names(case)
    forms = {text[slice(*span)].casefold() for span in case.gold.keywords}
    named = {form for number in range(len(case.gold.entities)) for form in names.forms(number)}
    for keyword in found.keywords:
        word = keyword.text.casefold()
        right = any(_within(word, form) or _within(form, word) for form in forms | named)
        yield Verdict("shown", "keywords", right, repr(keyword.text))
    shown = [keyword.text.casefold() for keyword in found.keywords]
    for form in sorted(forms):
        yield Verdict(
            "wanted", "keywords", any(_within(form, word) or _within(word, form) for word in shown), repr(form)
        )


def _within(part: str, whole: str) -> bool:
    """Return whether a phrase is in another, word by word; in scripts without spaces, character by character."""
    if _UNSPACED.search(part):
        return part in whole
    return f" {' '.join(_WORD.findall(part))} " in f" {' '.join(_WORD.findall(whole))} "


def judge_page(case: Case, found: Enrichment, classified: Classification) -> Iterator[Verdict]:
    """Judge what is said of the page as a whole: focus, topics, genre, language."""
    gold = case.gold
    tops = [topic.code[len("medtop:") :][:2] for topic in classified.topics if topic.broader is None]
    for field, accepted, shown in (
        ("focus", gold.focus, [one.code for one in found.focus[:1]]),
        ("topics", gold.topics, tops),
        ("genre", gold.genre, [classified.genre] if classified.genre else []),
    ):
        if not gold.has(field):  # type: ignore[arg-type]
            continue
        for one in shown:
            yield Verdict("shown", field, one in accepted, f"{one}, is {' or '.join(accepted)}")
        if NONE not in accepted:
            yield Verdict("wanted", field, any(one in accepted for one in shown), " or ".join(accepted))
    if classified.language:
        right = classified.language.split("-")[0] == gold.language
        yield Verdict("shown", "language", right, f"{classified.language}, is {gold.language}")
    yield Verdict("wanted", "language", (classified.language or "").split("-")[0] == gold.language, gold.language)
