"""Names of months and weekdays, from CLDR, which Babel carries; compiled once for each language."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale
from babel.core import UnknownLocaleError

from worker.enrich.dates.rules import NO_RULES, RULES, DateRules
from worker.enrich.text.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Words before and after the name of a weekday that make it part of another name.
NOT_WEEKDAY_BEFORE = re.compile(r"(?:Black|Good|Cyber|Super|Ash|Holy|Palm|Easter|Giving|Fat|every|each|most|Bloody)\s$")
NOT_WEEKDAY_AFTER = re.compile(r"\s(?:Times|Mail|Express|Telegraph|Mirror|Night Live|Morning Herald|Post)\b")
#: What `DateNames.after_day` may begin with, apart from spaces.
AFTER_DAY_STARTS = frozenset(".snrteº°ª-ге")
_YEAR = r"(?:19|20)\d\d(?!\d)"


class DateNames(NamedTuple):
    """Names and patterns for the dates of one language."""

    rules: DateRules
    months: Mapping[str, int]
    #: The unabbreviated names of `months`, which need no day or year.
    whole_months: frozenset[str]
    weekdays: Mapping[str, int]
    #: The names of `months`, `weekdays` and `rules.relative_days`, for scripts without spaces.
    name: re.Pattern[str]
    unspaced: bool
    #: The names by their first word, the longest first, for all other scripts.
    first_words: Mapping[str, tuple[str, ...]]
    #: After the number of a day: the rest of "27 November 2022", with groups month and year.
    after_day: re.Pattern[str]
    #: After the name of a month: "27, 2022" with groups day and year, or "2022" with group alone.
    after_month: re.Pattern[str]
    before_month: re.Pattern[str] | None
    before_year: re.Pattern[str] | None
    future_cues: re.Pattern[str] | None
    past_cues: re.Pattern[str] | None
    next_cues: re.Pattern[str] | None
    last_cues: re.Pattern[str] | None


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _with_endings(names: Mapping[str, int], endings: tuple[str, ...]) -> dict[str, int]:
    if not endings:
        return dict(names)
    found: dict[str, int] = {}
    for name, number in names.items():
        stem = name[:-1] if name[-1] in "аяьйеуюиіє" else name
        for form in (name, *(stem + ending for ending in endings)):
            found.setdefault(form, number)
    return found


def _with_capitals(names: Mapping[str, int]) -> dict[str, int]:
    return {form: number for name, number in names.items() for form in (name, name[:1].upper() + name[1:])}


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


@cache
def date_names(language: str) -> DateNames:
    """Return the names of a language, given by its primary subtag; none for a language that CLDR lacks."""
    rules = RULES.get(language, NO_RULES)
    locale = _locale(language)
    whole: dict[str, int] = {}
    short: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    if locale is not None:
        for context in ("format", "stand-alone"):
            whole |= {name: number for number, name in locale.months[context]["wide"].items()}
            short |= {name.rstrip("."): number for number, name in locale.months[context]["abbreviated"].items()}
            weekdays |= {name: number for number, name in locale.days[context]["wide"].items()}
    # CJK months are numbers with 月 and handled as such. Names of one or two letters are ambiguous.
    whole = {name: number for name, number in whole.items() if not name[0].isdigit() and len(name) > 2}
    short = {name: number for name, number in short.items() if not name[0].isdigit() and len(name) > 2}
    whole = _with_capitals(_with_endings(whole, rules.case_endings) | rules.extra_months)
    months = _with_capitals(short) | whole
    weekdays = _with_capitals(_with_endings(weekdays, rules.case_endings) | rules.extra_weekdays)
    if language == "ar":
        # "الأحد" also means "the one": weekdays count only after the word for day.
        weekdays = {f"{day} {name}": number for name, number in weekdays.items() for day in ("يوم", "اليوم")}
    edge = "" if language in {"zh", "ja", "ko"} else r"(?!\w)"
    month = _alternatives(months) or "(?!)"
    day_first = (
        r"(?:\.|st\b|nd\b|rd\b|th\b|er\b|º|°|ª|-?го\b|-?е\b)?(?:\sof|\sde|\sdi|\sthe)?"
        rf"\s(?P<month>{month})(?!\w)\.?(?:,?\s(?:de\s|del\s)?(?P<year>{_YEAR}))?"
    )
    month_first = (
        rf"\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d\w%]|[:.,]\d)(?:,?\s(?P<year>{_YEAR}))?"
        if rules.month_first
        else "(?P<day>(?!))(?P<year>)"
    )
    names = {*months, *weekdays, *rules.relative_days}
    return DateNames(
        rules=rules,
        months=months,
        whole_months=frozenset(whole),
        weekdays=weekdays,
        name=re.compile(f"(?:{_alternatives(names) or '(?!)'}){edge}"),
        unspaced=not edge or language in {"th", "lo", "km", "my"},
        first_words=_by_first_word(names),
        after_day=re.compile(day_first),
        after_month=re.compile(rf"{month_first}|\.?,?\s(?:de\s|del\s|of\s)?(?P<alone>{_YEAR})"),
        before_month=_compiled(rules.before_month, r"(?<!\w)(?:{})[\s-](?:(?:of|the|early|late)\s)?$"),
        before_year=_compiled(rules.before_year, r"(?<!\w)(?:{})[\s-]$"),
        future_cues=_compiled(rules.future_cues, r"(?<!\w)(?:{})" + edge),
        past_cues=_compiled(rules.past_cues, r"(?<!\w)(?:{})" + edge) if edge else _compiled(rules.past_cues, "(?:{})"),
        next_cues=_compiled(rules.next_cues, r"(?i:{})" + edge),
        last_cues=_compiled(rules.last_cues, r"(?i:{})" + edge),
    )


def _by_first_word(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(names, key=len, reverse=True):
        words = split_words(name)
        if words:
            found[words[0]] = (*found.get(words[0], ()), name)
    return found


def _compiled(alternation: str, frame: str) -> re.Pattern[str] | None:
    return re.compile(frame.replace("{}", alternation)) if alternation else None
