"""Figures of a text: amounts of money, percentages, and counts.

A number next to the sign, code or word of a currency is an amount of money; next to a percent sign or word, a percentage;
before a noun, a count. Dates, times, phone numbers, scores, versions and labels ("Article 5") are not figures, and neither
is anything in doubt.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wiremill.contract.enrichment import Figure
from worker.enrich.dates.names import date_names
from worker.enrich.numbers import currencies, multipliers
from worker.enrich.numbers.count_words import ADJECTIVES, COUNTED, LABELLED, UNITS
from worker.enrich.numbers.number_format import SPACES, parse_number
from worker.enrich.text.prefilter import fold_case
from worker.enrich.text.stopwords import stopwords
from worker.enrich.text.words import MARKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from worker.enrich.text.indexed import IndexedText

#: figures of one text; a text with more is a table of numbers
MAX_FIGURES = 50
#: characters of a counted noun
MAX_NOUN_CHARACTERS = 30

_PERCENT = re.compile(
    r"[ \u00a0\u202f]?(?:[%％٪]|(?:percent(?:age points?)?|per cent|pct|prozent\w*|pour ?cent|por ciento|por cento|per cento|procent\w*|prosent\w*|"
    r"prosentti\w*|százalék\w*|процент\w*|відсотк\w*|на сто|τοις εκατό|persen|phần trăm|في المئة|بالمئة|في المائة|بالمائة|درصد|فیصد|אחוז\w*|प्रतिशत|"
    r"फीसदी|শতাংশ)(?!\w)|パーセント|퍼센트)",
    re.IGNORECASE,
)
_PERCENT_BEFORE = re.compile(r"(?:[%٪]|yüzde|百分之) ?$", re.IGNORECASE)
#: After a number: what shows that it is a time, score, ratio, range, version or ordinal.
_NOT_COUNT_AFTER = re.compile(
    r"[:/×°\u2032\u2033'\"+*=_@#]|[.,]?\d|[-–—]\d|(?:st|nd|rd|th|er|e|º|ª|-?го|-?й|-?я|-?е)\b| ?(?:am|pm|a\.m|p\.m|uhr|h)\b",
    re.IGNORECASE,
)
_NOT_COUNT_BEFORE = re.compile(r"[\w:/#№.,+@=§&°-]")
_NOUN = re.compile(rf"[ \u00a0](?:of )?([^\W\d_][\w{MARKS}'’-]*(?: [^\W\d_][\w{MARKS}-]*)?)")
#: Chinese, Japanese and Korean: the counter after the number, and in Chinese the noun after that.
_CJK_NOUN = re.compile(
    r"(多?名(?:[\u4e00-\u9fff]{2})?|人|个|個|位(?:[\u4e00-\u9fff]{2})?|件|台|回|校|社|か国|カ国|国|家(?:[\u4e00-\u9fff]{2})?|명|개|대|건|곳|辆|架|艘|棟|戸|本|頭|匹)"
)
_CJK = frozenset({"zh", "ja", "ko"})
_YEARS = range(1900, 2100)
#: The last characters of currency signs and codes.
_SIGN_ENDS = frozenset("".join(sign[-1] for sign in currencies.SIGNS) + "".join(code[-1] for code in currencies.CODES))


def find_figures(indexed: IndexedText, taken: Collection[tuple[int, int]]) -> list[Figure]:
    """Return the figures of a text in its order, at most `MAX_FIGURES`.

    Args:
        indexed: the text.
        taken: start and end of each date; dates are not figures.
    """
    found: list[Figure] = []
    for figure in _figures(indexed, taken):
        found.append(figure)
        if len(found) == MAX_FIGURES:
            break
    return found


def _figures(indexed: IndexedText, taken: Collection[tuple[int, int]]) -> Iterator[Figure]:
    text = indexed.text
    dated = {place for start, end in taken for place in range(start, end)}
    at = 0
    for start, digits_end in indexed.numbers:
        if start < at or start in dated:
            continue
        end, value = parse_number(text, start, digits_end, indexed.language)
        at = end
        if value is None:
            continue
        following = text[end : end + 1]
        if following in {"%", "％", "٪"} or (
            following not in {"", "\n", ".", ")"} and (match := _PERCENT.match(text, end)) is not None
        ):
            stop = end + 1 if following in {"%", "％", "٪"} else match.end()  # type: ignore[union-attr]
            yield Figure(kind="percentage", value=value, start=start, end=stop)
            at = stop
            continue
        if start and (
            text[start - 1] in "%٪" or text[max(0, start - 6) : start].lower().endswith(("yüzde ", "百分之"))
        ):
            before = _PERCENT_BEFORE.search(text, max(0, start - 7), start)
            yield Figure(kind="percentage", value=value, start=start if before is None else before.start(), end=end)
            continue
        figure = _money_or_count(indexed, start, end, value)
        if figure is not None:
            yield figure
            at = figure.end


def _money_or_count(  # noqa: C901  (a ladder of what is next to a number)
    indexed: IndexedText, start: int, end: int, value: float
) -> Figure | None:
    text, language = indexed.text, indexed.language
    before = None
    if start and (text[start - 1] in _SIGN_ENDS or text[start - 1] in SPACES):
        before = currencies.BEFORE.search(text, max(0, start - 5), start)
    multiplied = False
    following = fold_case(text[end : end + currencies.MAX_CHARACTERS])
    if text[end : end + 1] not in {"", "\n", ",", ")", ";", ":"}:
        # One or two multipliers: "2.5 billion", "3 lakh crore", "10万".
        for _ in range(2):
            if multipliers.MULTIPLIER_PREFILTER.match(following) is None:
                break
            match = multipliers.MULTIPLIER.match(text, end)
            if match is None or (match[0] in {"m", "b", "k", "M", "bi"} and before is None):
                break
            value *= multipliers.multiplier_value(match, language)
            end = match.end()
            following = fold_case(text[end : end + currencies.MAX_CHARACTERS])
            multiplied = True
    if before is not None:
        code = currencies.SIGNS[before["sign"]] if before["sign"] else before["code"]
        return Figure(kind="money", value=value, unit=_local_currency(code, language), start=before.start(), end=end)
    if text[end : end + 1] in {"", "\n", ",", ")", ";", ":"}:
        return None
    sign = currencies.AFTER.match(text, end)
    if sign is not None:
        code = currencies.SIGNS[sign["sign"]] if sign["sign"] else sign["code"]
        # In "$5 7 $9" the sign belongs to the number after it.
        if not text[sign.end() : sign.end() + 1].isdecimal():
            return Figure(kind="money", value=value, unit=_local_currency(code, language), start=start, end=sign.end())
    word = currencies.WORD.match(text, end) if currencies.WORD_PREFILTER.match(following) is not None else None
    if word is not None:
        return Figure(
            kind="money", value=value, unit=currencies.code_of_word(word, language), start=start, end=word.end()
        )
    return _count(indexed, start, end, value, multiplied=multiplied)


def _is_label(text: str, start: int) -> bool:
    """Tell by the text before a number whether it is a label ("Article 5") or part of something longer."""
    if text[start - 1] == " ":
        return fold_case(text[max(0, start - 9) : start - 1]).endswith(LABELLED)
    return _NOT_COUNT_BEFORE.match(text, start - 1) is not None


def _local_currency(code: str, language: str) -> str:
    """Return the currency of a sign that several share, in a language."""
    return "CNY" if code == "JPY" and language == "zh" else code


def _count(  # noqa: C901, PLR0911  (a ladder of what is no count)
    indexed: IndexedText, start: int, end: int, value: float, *, multiplied: bool
) -> Figure | None:
    """Return the count of the noun after a number, None if there is none."""
    text, language = indexed.text, indexed.language
    if language in _CJK:
        counter = _CJK_NOUN.match(text, end)
        if counter is None or (start and text[start - 1] in "第-–:.0123456789"):
            return None
        return Figure(kind="count", value=value, unit=counter[1].removeprefix("多"), start=start, end=counter.end())
    if not multiplied:
        if _NOT_COUNT_AFTER.match(text, end) is not None or (start and _is_label(text, start)):
            return None
        # A year, or a number that begins its line ("1. …").
        if (value in _YEARS and end - start == 4) or start == 0 or text[start - 1] == "\n":
            return None
    match = _NOUN.match(text, end)
    if match is None:
        return None
    words = match[1].split(" ")
    names, common = date_names(language), stopwords(language)
    first = words[0]
    if first in names.months or first in names.weekdays or (first[0].isupper() and language != "de"):
        return None
    low = first.lower()
    if low in COUNTED or not (low in common or low in UNITS):
        noun = first
        stop = match.start(1) + len(first)
        # "34 young people": the noun follows an adjective only if the adjective is known.
        if len(words) > 1 and low in ADJECTIVES and words[1].lower() not in common | UNITS:
            noun, stop = match[1], match.end(1)
    elif len(words) > 1 and low in ADJECTIVES and not (words[1].lower() in common and words[1].lower() not in COUNTED):
        noun, stop = match[1], match.end(1)
    else:
        return None
    if len(noun) > MAX_NOUN_CHARACTERS or len(noun) < 2:
        return None
    return Figure(kind="count", value=value, unit=noun, start=start, end=stop)
