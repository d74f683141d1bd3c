"""The dateline: where and when a text was filed, as printed at its start.

``ORENBURG, Nov 28 (Reuters) —``, ``BERLIN, 3. März (dpa)``, ``(ANSA) - ROMA, 27 NOV -``, ``МОСКВА, 28 ноя - РИА Новости``, ``新华社北京11月28日电``,
``[東京 3日 ロイター]``, ``(서울=연합뉴스)``, ``القاهرة (رويترز) -``.
"""

# ruff: noqa: RUF001, RUF002  (letters of other scripts are meant)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wiremill.contract.enrichment import Dateline
from worker.enrich.credits.agencies import agencies_by_folded_name
from worker.enrich.places.country_names import country_names
from worker.enrich.places.gazetteer import gazetteer
from worker.enrich.text.indexed import CAPITALS
from worker.enrich.text.words import MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.enrichment import DateMention
    from worker.enrich.places.gazetteer import GazetteerCity
    from worker.enrich.text.indexed import IndexedText

#: lines that are searched, since a headline and a standfirst may precede it; and characters of each
MAX_LINES = 4
MAX_LINE_CHARACTERS = 120

_DASH = r"(?:--|[-–—―])"
_DATE = r"\d{1,2}(?:\.|er|º)?(?:\s(?:de|di))?\s[^\W\d_]{3,12}\.?(?:\s(?:de\s)?\d{4})?|[^\W\d_]{3,12}\.?\s\d{1,2}(?:,?\s\d{4})?|\d{1,2}\.\d{1,2}\.(?:\d{4})?"
_NAME = rf"[{CAPITALS}][\w.'’]*(?:[ -](?:(?:de|del|am|of|la|el|do|da|upon|sur|den)\s)?[{CAPITALS}][\w.'’]*){{0,3}}"
_BRACKETS = r"[(/\[]\s?(?P<agency>[^)/\]\n]{2,40})[)/\]]\.?"
_CASED = re.compile(
    rf"(?:\((?P<leading>[^)\n]{{2,30}})\)\s?{_DASH}?\s?)?(?P<place>{_NAME})(?:,\s?(?P<region>[{CAPITALS}][\w.]*(?:\s[{CAPITALS}][\w.]*)?(?=,|\s(?!\d))))?"
    rf"(?:[,.]?\s?(?P<date>{_DATE}))?,?\.?\s?(?:{_BRACKETS})?(?:\s?\.?\s?(?P<dash>{_DASH}|\.-)|\s(?P<bare>[{CAPITALS}][\w.]{{2,15}}(?:\s[{CAPITALS}]\w+)?)\s{_DASH}|[.:]?)(?=\s|$)"
)
#: Scripts with spaces but without capitals: recognised by an agency in brackets.
_UNCASED = re.compile(
    rf"(?P<place>[\w{MARKS}]+(?:\s[\w{MARKS}]+){{0,2}}?)[,،]?(?:\s(?P<date>\d{{1,2}}\s[\w{MARKS}]+(?:\s\d{{4}})?))?\s?{_BRACKETS}"
)
_CHINESE = re.compile(
    r"[(（【]?(?:新华社|新華社|中新社|中新网|中新網|中央社|路透社|法新社|美联社)(?P<place>[\u4e00-\u9fff]{2,8}?)(?P<date>(?:\d{1,2}月)?\d{1,2}日)(?:[电電讯]|[（(])"
)
_JAPANESE = re.compile(
    r"[\[［【（(]?(?P<place>[\u4e00-\u9fff\u30a0-\u30ff]{2,10}?)[ \u3000]?(?P<date>(?:[\d０-９]{1,2}月)?[\d０-９]{1,2}日)?[ \u3000]*(?:共同|時事|ロイター|AFP|AP)(?:[\]］】）) \u3000=＝-])"
)
_KOREAN = re.compile(r"[(\[](?P<place>[\uac00-\ud7a3]{2,8})=(?:연합뉴스|뉴시스|뉴스1)[^)\]\n]{0,12}[)\]]")
_BRACKET_OR_DASH = re.compile(r"[(\[/–—―-]")
_CJK_PATTERNS = {"zh": _CHINESE, "ja": _JAPANESE, "ko": _KOREAN}


def find_dateline(indexed: IndexedText, dates: Sequence[DateMention]) -> Dateline | None:
    """Return the dateline of a text, None if it has none.

    Args:
        indexed: the text.
        dates: the dates that it mentions.
    """
    text = indexed.text
    start = 0
    for _ in range(MAX_LINES):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        found = _match_line(indexed, dates, start, min(end, start + MAX_LINE_CHARACTERS))
        if found is not None:
            return found
        start = end + 1
        if start >= len(text):
            break
    return None


def _match_line(indexed: IndexedText, dates: Sequence[DateMention], start: int, end: int) -> Dateline | None:
    text, language = indexed.text, indexed.language
    pattern = _CJK_PATTERNS.get(language)
    sure = pattern is not None
    if pattern is None:
        pattern = _CASED if indexed.capitals else _UNCASED
    # A dateline has an agency in brackets or a dash; few other lines have either.
    if not sure and _BRACKET_OR_DASH.search(text, start, end) is None:
        return None
    match = pattern.match(text, start, end)
    if match is None:
        return None
    place = match["place"].strip(" .,-")
    groups = match.groupdict()
    country = _country(place, groups.get("region"), language)
    if not sure:
        agency = any(map(_is_agency, (groups.get("agency"), groups.get("leading"), groups.get("bare"))))
        dash = bool(groups.get("dash") or groups.get("bare"))
        # Either an agency, or a dash after a known place that is in capitals or has a date.
        if not agency and not (dash and country is not None and (place.isupper() or groups.get("date"))):
            return None
        if agency and country is None and not (dash or place.isupper() or groups.get("date")):
            return None
    day = next((one.date for one in dates if start <= one.start < match.end() and one.precision == "day"), None)
    return Dateline(place=_title_case(place), country=country, date=day, start=start, end=match.end())


def _is_agency(name: str | None) -> bool:
    if not name:
        return False
    names = agencies_by_folded_name()
    return any(part.strip(" .").casefold() in names for part in (name, *re.split(r"[/,–—-]| and | und ", name)))


def _title_case(place: str) -> str:
    """Return a name in capitals in title case."""
    return "-".join(part.title() for part in place.split("-")) if place.isupper() and len(place) > 3 else place


def _country(place: str, region: str | None, language: str) -> str | None:
    """Return the country of a place by the region after it, or else that of the biggest city of its name."""
    names = country_names(language)
    tables = gazetteer()
    wanted = names.get(region or "") or ("US" if region in tables.states else None)
    title = _title_case(place)
    cities: Sequence[GazetteerCity] = ()
    for source in (tables.latin, tables.spaced, tables.unspaced):
        cities = source.cities.get(title) or source.cities.get(place) or cities
    fitting = next((one for one in cities if one.countrycode == wanted), None)
    if fitting is not None or wanted is not None:
        return wanted
    return cities[0].countrycode if cities else names.get(title)
