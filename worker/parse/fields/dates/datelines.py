"""The short lines in which pages print their date and byline, and the dates in them."""

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

#: words; a longer line is prose, whose dates are those of its story.
_MAX_WORDS: Final = 16
#: segments below and above the headline that are looked at.
_SEGMENTS_BELOW: Final = 14
_SEGMENTS_ABOVE: Final = 4
#: characters by which the headline may be longer or shorter than the title: punctuation and spaces.
_TITLE_TOLERANCE: Final = 12
#: characters; a longer line with a date is about more than the publication of the page.
_MAX_DATELINE_CHARS: Final = 60
#: words of a line that is a date and hardly anything else.
_MAX_DATE_ONLY_WORDS: Final = 8
#: The label of the date of a change.
_MODIFIED: Final = re.compile(
    r"updat|modif|edited|revis|reviewed|aktualisi|geändert|stand:|actuali|mis à jour|mise à jour|aggiorn|atuali|bijgewerkt|"
    r"uppdater|oppdater|opdater|päivitet|zaktuali|aktuali|frissít|güncel|обновл|изменен|оновлен|актуализ|ενημ|עודכן|تحديث|"
    r"محدث|به‌روز|अपडेट|আপডেট|cập nhật|diperbarui|อัปเดต|更新|수정|업데이트|최종",
    re.IGNORECASE,
)


#: The label of the date on which an author joined a forum.
_JOINED: Final = re.compile(
    r"join(?:ed|\s?date)|member since|regist(?:ered|riert|rado|rato|rato il|rovan)|mitglied seit|beigetreten|inscri(?:t|ption)|"
    r"miembro desde|iscritto|geregistreerd|lid sinds|rejestracja|dołączył|зарегистрирован|регистрация|üyelik|注册|註冊|登録|가입",
    re.IGNORECASE,
)


def lines_near_headline(outline: Outline, title: str | None) -> list[str]:
    """Return the short lines under the headline and just above it."""
    texts = outline.texts
    top = _headline_at(outline, title)
    near = (*texts[top : top + _SEGMENTS_BELOW], *texts[max(0, top - _SEGMENTS_ABOVE) : top])
    return [text for text in near if count_words(text) <= _MAX_WORDS]


def _headline_at(outline: Outline, title: str | None) -> int:
    """Return the index of the segment that is the headline, else of the first heading of the page."""
    texts, contexts = outline.texts, outline.contexts
    anchor = None
    wanted = match_key(title) if title else ""
    if title and wanted:
        least, most = len(title) - _TITLE_TOLERANCE, len(title) + _TITLE_TOLERANCE
        for index in [index for index, text in enumerate(texts) if least < len(text) < most and text[0].isalnum()]:
            is_heading = contexts[index].kind == "heading"
            if (anchor is None or is_heading) and match_key(texts[index]) == wanted:
                anchor = index
                # Breadcrumbs repeat the headline; a heading is preferred.
                if is_heading:
                    break
    if anchor is None:
        tops = (index for index, context in enumerate(contexts) if context.level == 1 and context.kind == "heading")
        anchor = next(tops, 0)
    return anchor


def first_date(lines: Iterable[str], conventions: DateConventions) -> Moment | None:
    """Return the first date in `lines`; the date of a change only if there is no other."""
    changed: Moment | None = None
    for line in lines:
        found = _first_date_in(line, conventions)
        if found is None:
            continue
        if not _MODIFIED.search(line):
            return found
        changed = changed or found
    return changed


def earlier_printed_date(lines: Iterable[str], published: Moment, conventions: DateConventions) -> Moment | None:
    """Return the date printed near the headline if it is days before `published`, the declared one.

    A page can't print a date of publication before it is published, so the declared date is that of a change, or of a
    move to another system. A difference of one day comes from time zones.
    """
    for line in lines:
        if len(line) <= _MAX_DATELINE_CHARS and (found := _first_date_in(line, conventions)):
            if _MODIFIED.search(line) or found.day >= published.day:
                return None
            apart = date.fromisoformat(published.day) - date.fromisoformat(found.day)
            return found if apart.days > 1 else None
    return None


def only_date(texts: Sequence[str], conventions: DateConventions) -> Moment | None:
    """Return the date that all lines which are hardly more than a date agree on.

    It serves pages whose date is far from the headline. Different dates are those of teasers.
    """
    days: dict[str, Moment] = {}
    for text in texts:
        if len(text) <= _MAX_DATELINE_CHARS and has_year(text) and count_words(text) <= _MAX_DATE_ONLY_WORDS:
            for moment, start, end in find_times(
                text, month_first=conventions.month_first, language=conventions.language
            ):
                if 2 * (end - start) >= len(text):
                    days.setdefault(moment.day, moment)
                break
            if len(days) > 1:
                return None
    return next(iter(days.values()), None)


def first_post_time(texts: Sequence[str], conventions: DateConventions) -> Moment | None:
    """Return the first date with a time of day that is not of an author's joining: in a discussion, the first post's."""
    for text in texts:
        if has_year(text) and not _JOINED.search(text) and count_words(text) <= _MAX_WORDS:
            for moment, _, _ in find_times(text, month_first=conventions.month_first, language=conventions.language):
                if moment.precision == "second":
                    return moment
    return None


def _first_date_in(line: str, conventions: DateConventions) -> Moment | None:
    if has_year(line):
        for moment, _, _ in find_times(line, month_first=conventions.month_first, language=conventions.language):
            return moment
    return find_relative(line, conventions.fetched_at, conventions.language) if conventions.fetched_at else None
