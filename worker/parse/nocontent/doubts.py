"""Signs that the main text of an article is a teaser of it, or is that of other pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.flags import Flag
from worker.parse.common.strings import count_words, match_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.parse.declared.declarations import Declared
    from worker.parse.fields.fields import Fields
    from worker.parse.tree.outline import Outline

#: words; a longer text is no teaser, even if more was declared.
_TEASER_WORDS: Final = 250
#: How many times as long the declared text is, and the words that it has at least.
_DECLARED_RATIO: Final = 2.5
_DECLARED_WORDS: Final = 150
#: Headings of the text that are links, from which on it is a list of teasers, and the words that each has at most.
_LINKED_HEADINGS: Final = 3
_LINKED: Final = 0.8
_WORDS_A_TEASER: Final = 30
#: Share of the words in links from which on a text is one of links.
_LINK_SHARE: Final = 0.6
#: words; a shorter text of an article that only subscribers may read, or that is hardly longer than its description, is a
#: teaser.
_CLOSED_WORDS: Final = 150
_MIN_DESCRIPTION_WORDS, _DESCRIPTION_WORDS = 15, 80
_DESCRIPTION_RATIO: Final = 1.5
#: Letters of a word of a title by which it is looked for, and the words that a title needs.
_STEM: Final = 4
_TITLE_WORDS: Final = 4
#: words; a shorter text may be about a title without its words.
_MIN_WORDS: Final = 60
#: words; a longer text is the page's own, even if it links much or its title has other words.
_SHORT_WORDS: Final = 400
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_NUMBER: Final = re.compile(r"\d{1,6}", re.ASCII)
#: Titles and texts in scripts without spaces are not compared.
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")


def find_doubts(
    declared: Declared, outline: Outline, segments: Sequence[int], fields: Fields, *, text: str
) -> list[Flag]:
    """Return the flags of an article with this `text`, which consists of these `segments` of the outline."""
    words = count_words(text)
    if not words:
        return []
    found = []
    if _is_teaser(declared, fields, text, words):
        found.append(Flag.TEXT_TEASER)
    if _consists_of_links(outline, segments, words) or _is_about_else(text, fields.title, words):
        found.append(Flag.TEXT_OF_OTHER_PAGES)
    return found


def _is_teaser(declared: Declared, fields: Fields, text: str, words: int) -> bool:
    """Tell whether the text is the beginning of an article that is longer, by what the page declares."""
    if words < _TEASER_WORDS and _declared_words(declared) > max(_DECLARED_WORDS, _DECLARED_RATIO * words):
        return True
    if words < _CLOSED_WORDS and fields.access in {"paywalled", "registration"}:
        return True
    description = match_key(fields.description or "")
    if not _MIN_DESCRIPTION_WORDS <= words < _DESCRIPTION_WORDS or not description:
        return False
    key = match_key(text)
    return len(key) <= _DESCRIPTION_RATIO * len(description) and (description in key or key in description)


def _declared_words(declared: Declared) -> int:
    """Return the number of words that the article says that it has, or that its text in JSON-LD has."""
    data = declared.data
    numbers = [str(value) for value in data.values(data.main, "wordCount")]
    counted = [int(number) for number in numbers if _NUMBER.fullmatch(number)]
    body = data.text("articleBody")
    return max([*counted, count_words(body) if body else 0])


def _consists_of_links(outline: Outline, segments: Sequence[int], words: int) -> bool:
    """Tell whether the text is mostly links, or headings that are links with little under each."""
    if words > _SHORT_WORDS:
        return False
    in_links = sum(outline.linked[index] * count_words(outline.texts[index]) for index in segments)
    linked = sum(outline.contexts[index].kind == "heading" and outline.linked[index] > _LINKED for index in segments)
    return in_links >= _LINK_SHARE * words or (linked >= _LINKED_HEADINGS and words / linked <= _WORDS_A_TEASER)


def _is_about_else(text: str, title: str | None, words: int) -> bool:
    """Tell whether no word of the title is in the text."""
    if not title or not _MIN_WORDS <= words <= _SHORT_WORDS or _UNSPACED.search(title):
        return False
    stems = {word[:_STEM].casefold() for word in _WORD.findall(title)}
    text = text.casefold()
    return len(stems) >= _TITLE_WORDS and not any(stem in text for stem in stems)
