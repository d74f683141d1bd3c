"""Chosen segments that are no text: the headline, the lines of date and byline, and what forums print beside posts."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from worker.parse.common.strings import count_words, match_key, unescape_twice_escaped, word_set
from worker.parse.fields.authors.credit_lines import is_credit_line, joins_name_and_date, labels_text
from worker.parse.fields.dates.conventions import DateConventions
from worker.parse.fields.dates.labels import Label, printed_dates
from worker.parse.fields.dates.times import find_times

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wiremill.contract.document import PageType
    from worker.parse.fields.fields import Fields
    from worker.parse.tree.outline import Outline

#: Pages of one text each; None, where the type is not known.
_WITH_CREDITS: Final = frozenset({"article", "documentation", None})
#: Segments from the first one on among which an article has its date and byline; from the last one on among which the
#: history of a paper stands.
_HEAD_SEGMENTS: Final = 8
_END_SEGMENTS: Final = 4
#: words; a segment with more is prose, and ends the head of an article.
_PROSE_WORDS: Final = 24
#: Printed and declared dates of one text differ by so much where their zones do.
_SAME_DAY: Final = timedelta(days=1)
#: The class of what a member of a forum adds to each post.
_SIGNATURE: Final = re.compile(r"(?:^|[\s_-])signature(?:$|[\s_-])", re.IGNORECASE)
#: Elements around a segment in which its class is looked for.
_SIGNATURE_LEVELS: Final = 3
#: What a forum prints of a member: a label of up to three words, and a number.
_FIGURE: Final = re.compile(r"((?:[^\W\d]{2,20} ){0,2}[^\W\d]{2,20}) ?[:\uff1a] ?[\d.,]{1,12}")
#: Labels of figures that need not stand beside several posts, as others do ("Score: 120" may be what a post says).
_MEMBER_LABELS: Final = word_set(
    "posts messages threads topics replies likes karma reputation beiträge themen mensajes temas messaggi berichten сообщения",
    "сообщений wiadomości inlägg",
)
#: The line of a post's author and date: the name of an account after a label.
_POST_LINE: Final = re.compile(
    r"(?:(?:post(?:ed)?|written|geschrieben|verfasst|beitrag|publié|écrit|escrito|publicado)\s)?(?:by|von|par|por|da)\s\S{2,30}\s",
    re.IGNORECASE,
)
#: words of the line with the name and the date of a post.
_POST_LINE_WORDS: Final = 14


def find_leftovers(
    outline: Outline, chosen: Sequence[int], fields: Fields, page_type: PageType | None
) -> dict[int, str]:
    """Return the indexes of the `chosen` segments that are no text, each with what it is.

    A leading headline is left out on every page, lines of date and byline where a page is one text (listings need them), and in
    a forum what it prints beside posts.
    """
    found: dict[int, str] = {}
    if page_type == "forum":
        repeated = _repeated_labels(outline)
        found = {index: "beside a post" for index in chosen if _is_of_forum(outline, index, repeated)}
    elif page_type in _WITH_CREDITS:
        lines = {*_credit_lines(outline, chosen[:_HEAD_SEGMENTS], fields)}
        lines |= {*_credit_lines(outline, chosen[: -_END_SEGMENTS - 1 : -1], fields)}
        found = dict.fromkeys(lines, "line of date and byline") if len(lines) < len(chosen) else found
    return found | find_headline(outline, [index for index in chosen if index not in found], fields)


def find_headline(outline: Outline, chosen: Sequence[int], fields: Fields) -> dict[int, str]:
    """Return the index of the first of the `chosen` segments, with what it is, if it is the headline."""
    is_headline = len(chosen) > 1 and _is_headline(outline, chosen[0], fields.title)
    return {chosen[0]: "headline is the title"} if is_headline else {}


def _is_headline(outline: Outline, index: int, title: str | None) -> bool:
    """Tell whether a segment is the headline, which is in `Document.title`."""
    context = outline.contexts[index]
    if not title or context.kind != "heading":
        return False
    key, heading_key = match_key(title), match_key(unescape_twice_escaped(outline.texts[index]))
    # An h1 may have a label before the headline ("Opinion"), or the site's name after it.
    is_longer = context.level == 1 and key and (heading_key.startswith(key) or heading_key.endswith(key))
    return heading_key == key or bool(is_longer)


def _credit_lines(outline: Outline, indexes: Sequence[int], fields: Fields) -> list[int]:
    """Return those of `indexes` that are lines of date and byline, up to the first prose."""
    site_names = [fields.site_name] if fields.site_name else []
    found = []
    for index in indexes:
        text, context = outline.texts[index], outline.contexts[index]
        if count_words(text) > _PROSE_WORDS:
            break
        if context.kind in {"code", "table", "quote"} or (context.kind == "heading" and text[:1].isdigit()):
            continue  # a date as the heading of a part
        if is_credit_line(text, authors=fields.authors, site_names=site_names) and not _is_of_other_day(text, fields):
            found.append(index)
    return found


def _is_of_other_day(text: str, fields: Fields) -> bool:
    """Tell whether a line is a date of what the text is about: that of an event, a deadline, a match.

    It has no byline, no label of a date of a text, and only dates that are not those of publication and modification.
    """
    known = [date.fromisoformat(moment.day) for moment in (fields.published, fields.modified) if moment]
    dates = list(find_times(text))
    if not known or not dates:
        return False
    # Which number of a date is the month is not known here.
    read = [*dates, *find_times(text, month_first=True)]
    if any(abs(date.fromisoformat(moment.day) - day) <= _SAME_DAY for moment, _, _ in read for day in known):
        return False
    rest = text
    for _, start, end in reversed(dates):
        rest = f"{rest[:start]} {rest[end:]}"
    return not (any(map(labels_text, rest.split())) or is_credit_line(rest, authors=fields.authors))


def _repeated_labels(outline: Outline) -> set[str]:
    """Return the labels of figures that the page has several times, in lower case."""
    labels = Counter(figure[1].lower() for text in outline.texts if (figure := _FIGURE.fullmatch(text)))
    return {label for label, count in labels.items() if count > 1}


def _is_of_forum(outline: Outline, index: int, repeated: Collection[str]) -> bool:
    """Tell whether a segment is a signature, a member's figures, or the line of a post's author and date."""
    node = outline.containers[index]
    for _ in range(_SIGNATURE_LEVELS):
        if node <= 0:
            break
        if _SIGNATURE.search(outline.names[node]):
            return True
        node = outline.parents[node]
    text = outline.texts[index]
    if count_words(text) > _POST_LINE_WORDS:
        return False
    if figure := _FIGURE.fullmatch(text):
        return figure[1].lower() in repeated or figure[1].lower() in _MEMBER_LABELS
    dates = printed_dates(text, DateConventions())
    if len(dates) != 1 or dates[0].chars == len(text):
        return False
    is_labelled = dates[0].label in {Label.OTHER, Label.MODIFIED}
    return 2 * dates[0].chars >= len(text) if is_labelled else _is_post_line(text)


def _is_post_line(text: str) -> bool:
    """Tell whether a text is a name after its label, and a date; with nothing between that a sentence would have there."""
    label = _POST_LINE.match(text)
    start = next((start for _, start, _ in find_times(text)), None)
    return label is not None and start is not None and joins_name_and_date(text[label.end() : start])
