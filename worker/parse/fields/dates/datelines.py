"""Lines of text where pages print their date and byline, and the date in them."""

# signs of many languages that look like others are what is meant here
from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from worker.parse.common.strings import count_words, match_key
from worker.parse.fields.dates.relative import find_relative
from worker.parse.fields.dates.times import find_times, has_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from worker.parse.fields.dates.conventions import DateConventions
    from worker.parse.fields.dates.moment import Moment
    from worker.parse.tree.outline import Outline

#: words; a longer line is prose, whose dates are those of what it tells.
_LONGEST: Final = 16
#: segments looked at under the headline and above it.
_BELOW: Final = 14
_ABOVE: Final = 4
#: characters by which the headline may be longer or shorter than the title, by signs and spaces.
_VARIED: Final = 12
#: characters; a longer line with a date tells of more than when the page was published.
_SHORT: Final = 60
#: words; a line that is a date and hardly anything else.
_DATE_ONLY: Final = 8
#: A label that says that the date is that of a change.
_CHANGED: Final = re.compile(
    r"updat|modif|edited|revis|reviewed|aktualisi|geändert|stand:|actuali|mis à jour|mise à jour|aggiorn|atuali|bijgewerkt|"
    r"uppdater|oppdater|opdater|päivitet|zaktuali|aktuali|frissít|güncel|обновл|изменен|оновлен|актуализ|ενημ|עודכן|تحديث|"
    r"محدث|به‌روز|अपडेट|আপডেট|cập nhật|diperbarui|อัปเดต|更新|수정|업데이트|최종",
    re.IGNORECASE,
)


def lines_near_headline(page: Outline, title: str | None) -> list[str]:
    """Return the short lines under the headline and just above it."""
    texts = page.texts
    top = _headline_at(page, title)
    near = (*texts[top : top + _BELOW], *texts[max(0, top - _ABOVE) : top])
    return [text for text in near if count_words(text) <= _LONGEST]


def _headline_at(page: Outline, title: str | None) -> int:
    """Return the index of the segment that is the headline, else of the first heading of the page."""
    texts, contexts = page.texts, page.contexts
    anchor = None
    wanted = match_key(title) if title else ""
    if title and wanted:
        least, most = len(title) - _VARIED, len(title) + _VARIED
        for index in [index for index, text in enumerate(texts) if least < len(text) < most and text[0].isalnum()]:
            is_heading = contexts[index].kind == "heading"
            if (anchor is None or is_heading) and match_key(texts[index]) == wanted:
                anchor = index
                # The headline stands in breadcrumbs too; it is a heading where there is one.
                if is_heading:
                    break
    if anchor is None:
        tops = (index for index, context in enumerate(contexts) if context.level == 1 and context.kind == "heading")
        anchor = next(tops, 0)
    return anchor


def first_date(lines: Iterable[str], reading: DateConventions) -> Moment | None:
    """Return the first date in `lines`; one that a label calls that of a change only where there is no other."""
    changed: Moment | None = None
    for line in lines:
        found = _first(line, reading)
        if found is None:
            continue
        if not _CHANGED.search(line):
            return found
        changed = changed or found
    return changed


def earlier_printed_date(lines: Iterable[str], published: Moment, reading: DateConventions) -> Moment | None:
    """Return the date printed at the headline where it is days before `published`, which a machine gives.

    What is printed as published can't be of later: the machine's date is that of a move to another system, or of a
    change. A day apart is a matter of zones.
    """
    for line in lines:
        if len(line) <= _SHORT and (found := _first(line, reading)):
            if _CHANGED.search(line) or found.day >= published.day:
                return None
            apart = date.fromisoformat(published.day) - date.fromisoformat(found.day)
            return found if apart.days > 1 else None
    return None


def only_date(texts: Sequence[str], reading: DateConventions) -> Moment | None:
    """Return the day that lines which are hardly more than a date agree on.

    For pages whose date stands apart from the headline. Several days are those of teasers.
    """
    days: dict[str, Moment] = {}
    for text in texts:
        if len(text) <= _SHORT and has_year(text) and count_words(text) <= _DATE_ONLY:
            for moment, start, end in find_times(text, month_first=reading.month_first, language=reading.language):
                if 2 * (end - start) >= len(text):
                    days.setdefault(moment.day, moment)
                break
            if len(days) > 1:
                return None
    return next(iter(days.values()), None)


def first_post_time(texts: Sequence[str], reading: DateConventions) -> Moment | None:
    """Return the first time of day with its date: in a discussion that of the first post, where people joined on days."""
    for text in texts:
        if has_year(text) and count_words(text) <= _LONGEST:
            for moment, _, _ in find_times(text, month_first=reading.month_first, language=reading.language):
                if moment.precision == "second":
                    return moment
    return None


def _first(line: str, reading: DateConventions) -> Moment | None:
    if has_year(line):
        for moment, _, _ in find_times(line, month_first=reading.month_first, language=reading.language):
            return moment
    return find_relative(line, reading.fetched_at, reading.language) if reading.fetched_at else None
