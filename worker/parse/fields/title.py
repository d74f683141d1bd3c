"""The title: the headline as a reader sees it, without the site's name."""

# ruff: noqa: RUF001  # signs of many languages that look like others are what is meant here
from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.limits import MAX_FIELD_CHARS
from worker.parse.common.provenance import TITLE_AGREED, TITLE_GIVEN, TITLE_HEADING, TITLE_LAST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wiremill.document import OriginKind

#: What parts a headline from a site's name.
_SEPARATOR: Final = re.compile(r"\s+[-–—|·•»«:/>~\u2223\uff5c]+\s+|\s*[|»\uff5c]\s*|(?<=\S):\s+(?=\S)|\s*--+\s*")
#: Separators that are practically never part of a headline.
_STRONG: Final = re.compile(r"\s*[|»·•\uff5c]+\s*")
_ELLIPSIS: Final = ("...", "…")
#: Signs that link to a heading, as documentation has them at its end.
_ANCHOR: Final = re.compile(r"[\s#¶§\u200b\uf0c1]+$|^[\s#¶§]+(?=\S)")
#: What follows a headline inside of its h1: a source in brackets, a number of comments.
_APPENDED: Final = re.compile(r"^\s*(?:[(\[]|\d+$)")
_SIGNS: Final = re.compile(r"[\W_]+")
_WORD: Final = re.compile(r"[^\W_]{3,}")


class Candidate(NamedTuple):
    """A title as one source gives it."""

    origin: OriginKind
    text: str


class Heading(NamedTuple):
    """The text of an h1, and whether what is around it says that it is none of the page's (a logo, a dialog)."""

    text: str
    aside: bool = False


def key(text: str) -> str:
    """Return the letters and digits of `text` in one case: what makes two titles the same."""
    return _SIGNS.sub("", text.casefold())


def choose_title(
    candidates: Sequence[Candidate],
    headings: Sequence[Heading],
    names: Iterable[str],
    slug: str = "",
    *,
    article: bool = True,
    home: bool = False,
) -> tuple[Candidate, float] | None:
    """Choose among what the sources say (in order of trust) and the h1 `headings`; `names` are the site's names.

    What a heading and a source agree on wins; else a heading that the address speaks for (`slug` is its path), which is
    what readers see; else the most trusted source. An `article` is sure to have a headline; `home` is the home page.
    Returns the choice and a confidence.
    """
    known = {key(name) for name in names if name}
    known.discard("")
    told = set(_WORD.findall(slug.lower()))
    tops = _tops(headings, known)
    raw = [key(each.text) for each in candidates]
    tops = _without_work(tops, candidates, raw, known, told)
    # Most sources say the same.
    bare = {
        text: without_site(text, known, told, home=home, article=article) for text in {each.text for each in candidates}
    }
    given = [Candidate(each.origin, bare[each.text]) for each in candidates]
    given = [each for each in given if _plausible(each.text, known)]
    agreed = _agreed(tops, given, raw, labelled=not article)
    if agreed:
        return Candidate("markup", _cut(agreed)), TITLE_AGREED
    top = tops[0] if tops else None
    if top and not top.endswith(_ELLIPSIS) and not _is_slogan(top, given, told, article=article):
        return Candidate("markup", _cut(top)), TITLE_HEADING
    votes = Counter(key(each.text) for each in given)
    backed = [each for each in given if votes[key(each.text)] > 1]
    for each in (*backed, *given):
        if not each.text.endswith(_ELLIPSIS):
            return Candidate(each.origin, _cut(each.text)), TITLE_GIVEN
    # What is left: a title that was cut short, or the site's name, which a home page has for its title.
    last = given[:1] or [each for each in candidates if key(each.text)][-1:]
    if last:
        return Candidate(last[0].origin, _cut(last[0].text)), TITLE_LAST
    return (Candidate("markup", _cut(top)), TITLE_LAST) if top else None


def without_site(
    title: str, known: set[str], told: set[str] | None = None, *, home: bool = False, article: bool = True
) -> str:
    """Return `title` without the parts at its ends that are names of the site.

    Of parts with a strong separator between them one is left: that with most of the words that the address has (`told`),
    the first where they are even. A `home` page may begin with the site's name, which is what it is about.
    """
    borders = list(_SEPARATOR.finditer(title))[:12]
    if not borders:
        return title.strip()
    parts: list[tuple[int, int]] = []
    at = 0
    for border in borders:
        parts.append((at, border.start()))
        at = border.end()
    parts.append((at, len(title)))
    first, last = 0, len(parts) - 1
    while last > first and _is_site(title[slice(*parts[last])], known):
        last -= 1
    # Before a colon a name is part of the title where that is none of an article ("Example: the design tool").
    while (
        first < last
        and not home
        and (article or borders[first][0] != ": ")
        and _is_site(title[slice(*parts[first])], known)
    ):
        first += 1
    # The headline, its forum and the site, or the site, the name of a view and the headline: of one kind, in one row.
    if last == len(parts) - 2 and last > first and borders[last][0] == borders[last - 1][0] != ": ":
        last -= 1
    elif first and first < last and borders[first - 1][0].strip() == "•" and last == len(parts) - 1:
        first += 1
    kept = title[parts[first][0] : parts[last][1]].strip()
    if first == last or home:
        return kept
    pieces = [piece for piece in _STRONG.split(kept) if key(piece) and not _is_site(piece, known)]
    if not pieces:
        return kept
    best = max(pieces, key=lambda piece: _shared(piece, told))
    return best if _shared(best, told) > _shared(pieces[0], told) + 1 else pieces[0]


def _tops(headings: Sequence[Heading], known: set[str]) -> list[str]:
    """Return the texts of the headings that may be the headline, once each."""
    found: dict[str, str] = {}
    for heading in headings:
        text = _ANCHOR.sub("", heading.text)
        borders = [each for each in _SEPARATOR.finditer(text) if key(text[each.end() :]) in known]
        if borders:
            text = text[: borders[0].start()]
        if not heading.aside and _plausible(text, known) and not _is_host(text, known):
            found.setdefault(key(text), text)
    return list(found.values())


def _without_work(
    tops: list[str], candidates: Sequence[Candidate], raw: Sequence[str], known: set[str], told: set[str]
) -> list[str]:
    """Return the headings without that of the work (a book, a manual) whose page this is; its name becomes `known`.

    Such a heading is the last part of the title tag, and the address speaks for the first part.
    """
    mark = key(tops[0]) if tops else ""
    for each, whole in zip(candidates, raw, strict=True):
        if not mark or whole == mark or not whole.endswith(mark):
            continue
        for border in _SEPARATOR.finditer(each.text):
            head = each.text[: border.start()]
            if key(each.text[border.end() :]) == mark and key(head) not in known:
                if _shared(head, told) > _shared(tops[0], told):
                    known.add(mark)
                    return tops[1:]
                return tops
    return tops


def _agreed(tops: Sequence[str], given: Sequence[Candidate], raw: Sequence[str], *, labelled: bool) -> str | None:
    """Return the heading that a source agrees on, or agrees on where it begins or ends.

    Where `labelled`, as in forums, a heading may have a word before the headline; that before an article's is part of it.
    """
    votes = {key(each.text): each.text for each in given}
    for top in tops[:5]:
        mark = key(top)
        # The h1 may be the headline with a label before it ("News", "Solved"), which one source leaves out.
        for short, text in votes.items() if labelled else ():
            if len(short) > 12 and mark != short and mark.endswith(short):
                label = top[: len(top) - len(text)]
                if label.count(" ") <= 2 and not any(sign.isdigit() for sign in label):
                    return text
        if mark in votes:
            return top
    for top in tops[:5]:
        mark = key(top)
        # A title tag often is the headline and more: the h1 says where the headline ends.
        if len(mark) > 12 and any(each.startswith(mark) or each.endswith(mark) for each in raw):
            return top
        for short, text in votes.items():
            if len(short) > 12 and mark.startswith(short) and _APPENDED.match(top[len(text) :]):
                return text
    return None


def _is_slogan(top: str, given: Sequence[Candidate], told: set[str], *, article: bool) -> bool:
    """Tell whether a heading that no source knows greets readers instead of naming the page.

    It has few words in common with the title tag and the address. Headlines of articles are varied in the title tag more
    freely; they are believed as long as anything speaks for them.
    """
    if not given:
        return False
    words = set(_WORD.findall(top.lower()))
    if not words:
        return False
    told = told.union(*(_WORD.findall(each.text.lower()) for each in given))
    common = len(words & told) / len(words)
    if article:
        return common == 0
    return common < (0.75 if top.endswith((".", "*", "!")) else 0.5)


def _shared(text: str, told: set[str] | None) -> int:
    return len(told.intersection(_WORD.findall(text.lower()))) if told else 0


def _is_site(part: str, known: set[str]) -> bool:
    mark = key(part)
    if not mark:
        return True
    if mark in known:
        return True
    # "Example News" for the site example.com, "The Example" for Example; but not a headline that mentions it.
    return part.count(" ") <= 4 and any(
        len(name) >= 4 and (name in mark or (len(mark) >= 4 and mark in name)) for name in known
    )


def _is_host(text: str, known: set[str]) -> bool:
    """Tell whether a heading is the site's host or its name with next to nothing around it."""
    mark = key(text)
    return any(len(name) >= 5 and name in mark and len(mark) - len(name) <= 4 for name in known)


def _plausible(text: str, known: set[str]) -> bool:
    mark = key(text)
    return len(mark) > 1 and mark not in known and len(text) <= MAX_FIELD_CHARS


def _cut(text: str) -> str:
    return text[:MAX_FIELD_CHARS].strip()
