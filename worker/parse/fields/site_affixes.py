"""Removal of the site's name from the beginning or end of titles."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.strings import match_key

if TYPE_CHECKING:
    from collections.abc import Collection

#: Separators between a headline and a site's name. (The number of spaces is bounded, because matching long runs of spaces
#: would be quadratic.)
SEPARATOR: Final = re.compile(
    r"\s{1,50}[-–—|·•»«:/>~\u2223\u2502\uff5c]++\s{1,50}|\s{0,50}[|»\u2502\uff5c]\s{0,50}|(?<=\S):\s+(?=\S)|\s{0,50}--++\s{0,50}"
)
#: Separators that are practically never part of a headline.
_STRONG_SEPARATOR: Final = re.compile(r"\s{0,50}[|»·•\u2502\uff5c]++\s{0,50}")
_WORD: Final = re.compile(r"[^\W_]{3,}")
#: The same for titles in which guillemets quote.
_NO_QUOTES_SEPARATOR: Final = re.compile(r"\s{0,50}[|·•\u2502\uff5c]++\s{0,50}")
_GUILLEMETS: Final = frozenset("«»")
_DASHES: Final = frozenset("-–—")
#: words of the name of a site that nothing but its place in the title tells.
_MAX_SITE_WORDS: Final = 4
_MIN_HEADLINE_WORDS: Final = 3
#: Separators of one title that are considered.
_MAX_SEPARATORS: Final = 12


def without_site(
    title: str,
    site_keys: Collection[str],
    slug_words: set[str] | None = None,
    *,
    home: bool = False,
    article: bool = True,
) -> str:
    """Return `title` without the names of the site at its ends.

    Of parts with a strong separator between them, only the one that shares most words with the URL (`slug_words`) is kept;
    of equal ones the first. The title of a `home` page may begin with the site's name, which is its subject.

    Args:
        title: as a source gives it.
        site_keys: the names of the site, as `match_key` returns them.
        slug_words: the words in the page's URL.
        home: whether it is the home page.
        article: whether it is an article.
    """
    separators = _separators(title)[:_MAX_SEPARATORS]
    if not separators:
        return title.strip()
    parts: list[tuple[int, int]] = []
    at = 0
    for separator in separators:
        parts.append((at, separator.start()))
        at = separator.end()
    parts.append((at, len(title)))
    first, last = 0, len(parts) - 1
    while last > first and _is_site(title[slice(*parts[last])], site_keys):
        last -= 1
    # A name before a colon is part of the title if the page is not an article ("Example: the design tool").
    while (
        first < last
        and not home
        and (article or separators[first][0] != ": ")
        and _is_site(title[slice(*parts[first])], site_keys)
    ):
        first += 1
    # Headline, forum, site; or site, name of a view, headline: separated alike, in one row.
    if last == len(parts) - 2 and last > first and separators[last][0] == separators[last - 1][0] != ": ":
        last -= 1
    elif first and first < last and separators[first - 1][0].strip() == "•" and last == len(parts) - 1:
        first += 1
    kept = title[parts[first][0] : parts[last][1]].strip()
    if first == last or home:
        return kept
    strong = _NO_QUOTES_SEPARATOR if _has_quotes(kept) else _STRONG_SEPARATOR
    pieces = [piece for piece in strong.split(kept) if match_key(piece) and not _is_site(piece, site_keys)]
    if not pieces:
        return kept
    best = max(pieces, key=lambda piece: shared_words(piece, slug_words))
    return best if shared_words(best, slug_words) > shared_words(pieces[0], slug_words) + 1 else pieces[0]


def _separators(title: str) -> list[re.Match[str]]:
    """Return what separates the parts of a title, which is neither a range's dash nor a quotation mark."""
    quotes = _has_quotes(title)
    return [
        each
        for each in SEPARATOR.finditer(title)
        if not _is_in_range(title, each) and not (quotes and each[0].strip() in _GUILLEMETS)
    ]


def _has_quotes(title: str) -> bool:
    """Tell whether a title has both guillemets, which are quotation marks then; one alone is a separator."""
    return "«" in title and "»" in title


def _is_in_range(title: str, separator: re.Match[str]) -> bool:
    """Tell whether a separator is the dash of a range of numbers or dates: "14. - 20. January"."""
    before = title[: separator.start()].rstrip(".")
    return before[-1:].isdigit() and title[separator.end() :][:1].isdigit() and separator[0].strip() in _DASHES


def without_unknown_site(title: str, site_keys: Collection[str]) -> str:
    """Return `title`, to which nothing else on the page can be compared, without what looks like the name of its site.

    That is the shorter of two parts, if it has few words, and no digits or question in it. A title with one of the known
    names of the site in it has no other.
    """
    separators = [each for each in _separators(title) if each[0].strip() != ":"]
    if not separators or len(separators) > _MAX_SEPARATORS:
        return title
    first, last = title[: separators[0].start()].strip(), title[separators[-1].end() :].strip()
    if any(_is_site(part, site_keys) for part in (first, last)):
        return title
    before, after = title[: separators[-1].start()].strip(), title[separators[0].end() :].strip()
    if _looks_like_site(last, before):
        return before
    # The first of several parts is rather the headline.
    return after if len(separators) == 1 and _looks_like_site(first, after) else title


def _looks_like_site(part: str, rest: str) -> bool:
    """Tell whether a `part` at an end of a title looks like the name of a site, compared with the `rest`."""
    words = part.split()
    return (
        0 < len(words) <= _MAX_SITE_WORDS
        and len(words) < len(rest.split()) >= _MIN_HEADLINE_WORDS
        and not rest[0].islower()
        and len(part) < len(rest)
        and part[0].isupper()
        and not part.endswith(("?", "!", ")", '"'))
        and not any(character.isdigit() for character in part)
    )


def words_of(text: str) -> list[str]:
    """Return the words of `text` with three letters or more, in lower case."""
    return _WORD.findall(text.lower())


def shared_words(text: str, words: set[str] | None) -> int:
    """Count the words that `text` has in common with `words`."""
    return len(words.intersection(words_of(text))) if words else 0


def is_host(text: str, site_keys: Collection[str]) -> bool:
    """Tell whether a heading is the site's host or name with hardly any text around it."""
    key = match_key(text)
    return any(len(name) >= 5 and name in key and len(key) - len(name) <= 4 for name in site_keys)


def _is_site(part: str, site_keys: Collection[str]) -> bool:
    """Tell whether a part of a title is a name of the site."""
    key = match_key(part)
    if not key or key in site_keys:
        return True
    # "Example News" for the site example.com, "The Example" for Example; but not a headline that mentions it.
    return part.count(" ") <= 4 and any(
        len(name) >= 4 and (name in key or (len(key) >= 4 and key in name)) for name in site_keys
    )
