"""The short lines in which pages print their date and byline, and the dates in them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.strings import count_words, match_key
from worker.parse.fields.dates.labels import Label, printed_dates
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
#: containers around a line that may be a caption's.
_CAPTION_DEPTH: Final = 3
#: characters of a place or a label before the date with which a text opens ("BERLIN, 5 March 2024 - …").
_MAX_CHARS_BEFORE_OPENING_DATE: Final = 40
#: What may stand before such a date: a bracket, a place in capitals, a press release's label.
_OPENING: Final = re.compile(
    r"[(\[]?(?:[A-ZÀ-Þ][^\W\d_.]{1,20}(?:[ /-][A-ZÀ-Þ][^\W\d_.]{1,20}){0,2},? (?:vom |of |den )?)?[(]?"
)


class NearHeadline(NamedTuple):
    """The text near the headline, without captions of pictures."""

    #: The short lines under the headline and just above it.
    lines: list[str]
    #: The longer texts under it.
    paragraphs: list[str]


def near_headline(outline: Outline, title: str | None) -> NearHeadline:
    """Return the text near the headline."""
    texts = outline.texts
    top = _headline_at(outline, title)
    below = range(top, min(top + _SEGMENTS_BELOW, len(texts)))
    near = (*below, *range(max(0, top - _SEGMENTS_ABOVE), top))
    short = {index for index in near if count_words(texts[index]) <= _MAX_WORDS}
    return NearHeadline(
        [texts[index] for index in near if index in short and not _is_caption(outline, index, top)],
        [texts[index] for index in below if index not in short],
    )


def _is_caption(outline: Outline, index: int, headline: int) -> bool:
    """Tell whether a segment is the caption of a picture; a caption that has the headline in it is something else."""
    node = outline.containers[index]
    for _ in range(_CAPTION_DEPTH):
        if node < 0 or node <= outline.containers[headline] < outline.ends[node]:
            break
        if outline.tags[node] == "figcaption" or "caption" in outline.names[node].lower():
            return True
        node = outline.parents[node]
    return False


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


def first_date(lines: Sequence[str], conventions: DateConventions) -> Moment | None:
    """Return the first date in `lines`, one that stands out before others; the date of a change only if there is no other."""
    dates = [date for line in lines for date in printed_dates(line, conventions) if date.label is not Label.OTHER]
    chosen = (
        [date for date in dates if date.label is Label.PUBLISHED],
        [date for date in dates if date.label is Label.NONE and date.stands_out],
        [date for date in dates if date.label is Label.NONE],
        dates,
    )
    return next((found[0].moment for found in chosen if found), None)


def earlier_printed_date(
    lines: Iterable[str], published: Moment, conventions: DateConventions, *, certain: bool = False
) -> Moment | None:
    """Return the date printed near the headline if it is days before `published`, the declared one.

    A page can't print a date of publication before it is published, so the declared date is that of a change, or of a
    move to another system. A difference of one day comes from time zones. The date must stand out or have the label of a
    publication; to be `certain`, it must have the label or a time of day.
    """
    changed = False
    for line in lines:
        for found in printed_dates(line, conventions):
            moment, label = found.moment, found.label
            if label is Label.NONE and len(line) > _MAX_DATELINE_CHARS:
                continue
            if label is Label.MODIFIED:
                changed = True
            if label in {Label.MODIFIED, Label.OTHER} or (label is Label.NONE and (changed or not found.stands_out)):
                continue
            if moment.day >= published.day or (found.is_numeric and _exchanged(moment) == published.day):
                return None
            if certain and label is Label.NONE and moment.precision == "day":
                return None
            apart = date.fromisoformat(published.day) - date.fromisoformat(moment.day)
            return moment if apart.days > 1 else None
    return None


def _exchanged(moment: Moment) -> str:
    """Return the day with its month and day of the month exchanged, which a numeric date may mean."""
    year, month, day = moment.day.split("-")
    return f"{year}-{day}-{month}"


def labelled_date(lines: Iterable[str], label: Label, conventions: DateConventions) -> Moment | None:
    """Return the first date in `lines` with `label`."""
    found = (printed.moment for line in lines for printed in printed_dates(line, conventions) if printed.label is label)
    return next(found, None)


def only_date(texts: Sequence[str], conventions: DateConventions, *, is_article: bool) -> Moment | None:
    """Return the date that lines far from the headline agree on; different dates are those of teasers.

    First the dates with the label of a publication are asked, then the lines that are hardly more than a date, and in an
    article those that are nothing else.
    """
    labelled: dict[str, Moment] = {}
    alone: dict[str, Moment] = {}
    mostly: dict[str, Moment] = {}
    for text in texts:
        if not has_year(text) or count_words(text) > _MAX_WORDS:
            continue
        first = next(iter(printed_dates(text, conventions)), None)
        if first is None or first.label is Label.OTHER:
            continue
        if first.label is Label.PUBLISHED:
            labelled.setdefault(first.moment.day, first.moment)
        if len(text) <= _MAX_DATELINE_CHARS and count_words(text) <= _MAX_DATE_ONLY_WORDS:
            if is_article and first.chars == len(text):
                alone.setdefault(first.moment.day, first.moment)
            if 2 * first.chars >= len(text):
                mostly.setdefault(first.moment.day, first.moment)
    return next((next(iter(days.values())) for days in (labelled, mostly, alone) if len(days) == 1), None)


def opening_date(paragraphs: Iterable[str], conventions: DateConventions) -> Moment | None:
    """Return the date with which one of `paragraphs`, and only one, opens ("BERLIN, 5 March 2024 - …")."""
    found: Moment | None = None
    for text in paragraphs:
        head = text[: 2 * _MAX_CHARS_BEFORE_OPENING_DATE]
        if not has_year(head):
            continue
        for moment, start, _ in find_times(head, month_first=conventions.month_first, language=conventions.language):
            if _OPENING.fullmatch(head[:start]):
                if found is not None:
                    return None
                found = moment
            break
    return found


def first_post_time(texts: Sequence[str], conventions: DateConventions) -> Moment | None:
    """Return the first date with a time of day that is not that of joining. In a discussion it is the first post's."""
    for text in texts:
        if has_year(text) and count_words(text) <= _MAX_WORDS:
            for printed in printed_dates(text, conventions):
                if printed.moment.precision == "second" and printed.label is not Label.OTHER:
                    return printed.moment
    return None
