"""The title: the headline as a reader sees it, without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.limits import MAX_FIELD_CHARS
from worker.parse.common.strings import match_key
from worker.parse.common.urls import path_of
from worker.parse.fields.headings import read_headings
from worker.parse.fields.site_affixes import SEPARATOR, is_host, shared_words, without_site, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wiremill.contract.document import OriginKind
    from worker.parse.common.provenance import Provenance
    from worker.parse.fields.headings import Heading
    from worker.parse.fields.sources import FieldSources

#: Share of right titles by how they were chosen, measured as in `provenance`.
_AGREED: Final = 0.9
_GIVEN: Final = 0.73
_HEADING: Final = 0.55
_LAST_RESORT: Final = 0.5
_ELLIPSIS: Final = ("...", "…")
#: Characters at the end of a heading that link to it, as documentation has them.
_ANCHOR: Final = re.compile(r"(?<![\s#¶§\u200b\uf0c1])[\s#¶§\u200b\uf0c1]++$|^[\s#¶§]+(?=\S)")
#: What follows a headline inside of its h1: a source in brackets, a number of comments.
_APPENDED: Final = re.compile(r"^\s*(?:[(\[]|\d+$)")
#: characters; a shorter headline occurs inside others by chance.
_MIN_KEY: Final = 12


class TitleCandidate(NamedTuple):
    """A title as one source gives it."""

    source: OriginKind
    text: str


def find_title(sources: FieldSources, provenance: Provenance) -> str | None:
    """Return the headline of the page."""
    head, data, path = sources.head, sources.data, path_of(sources.url)
    # The name of a list of questions is its first question's.
    is_faq = "FAQPage" in data.types and "QAPage" not in data.types
    given: list[tuple[OriginKind, str | None]] = [
        ("json-ld", data.text("headline") or (None if is_faq else data.text("name"))),
        ("opengraph", head.meta("og:title")),
        ("meta", head.meta("twitter:title", "dc.title", "citation_title", "parsely-title", "sailthru.title")),
        ("markup", head.title),
    ]
    chosen = choose_title(
        [TitleCandidate(source, text) for source, text in given if text],
        read_headings(sources.elements),
        sources.site_names,
        path,
        article=sources.is_article,
        home=bool(sources.url) and not path.strip("/"),
    )
    if chosen is None:
        return None
    title, confidence = chosen
    provenance.note("title", title.source, confidence)
    return title.text


def choose_title(
    candidates: Sequence[TitleCandidate],
    headings: Sequence[Heading],
    names: Iterable[str],
    path: str = "",
    *,
    article: bool = True,
    home: bool = False,
) -> tuple[TitleCandidate, float] | None:
    """Choose among the candidates and the h1 `headings`; return the choice and a confidence.

    What a heading and a candidate agree on wins. Next comes a heading that shares words with the URL or the candidates,
    since it is what readers see; last the most trusted candidate.

    Args:
        candidates: the titles that sources give, the most trusted first.
        headings: the h1 elements of the page.
        names: the names of the site.
        path: the path of the page's URL.
        article: whether it is an article, which is sure to have a headline.
        home: whether it is the home page.
    """
    site_keys = {match_key(name) for name in names if name}
    site_keys.discard("")
    slug_words = set(words_of(path))
    tops = _possible_headlines(headings, site_keys)
    raw_keys = [match_key(each.text) for each in candidates]
    tops = _without_work(tops, candidates, raw_keys, site_keys, slug_words)
    # Most sources give the same text: each text is taken apart once.
    bare = {
        text: without_site(text, site_keys, slug_words, home=home, article=article)
        for text in {each.text for each in candidates}
    }
    given = [TitleCandidate(each.source, bare[each.text]) for each in candidates]
    given = [each for each in given if _is_plausible(each.text, site_keys)]
    agreed = _agreed_heading(tops, given, raw_keys, labelled=not article)
    if agreed:
        return TitleCandidate("markup", _cut(agreed)), _AGREED
    top = tops[0] if tops else None
    if top and not top.endswith(_ELLIPSIS) and not _is_slogan(top, given, slug_words, article=article):
        return TitleCandidate("markup", _cut(top)), _HEADING
    votes = Counter(match_key(each.text) for each in given)
    backed = [each for each in given if votes[match_key(each.text)] > 1]
    for each in (*backed, *given):
        if not each.text.endswith(_ELLIPSIS):
            return TitleCandidate(each.source, _cut(each.text)), _GIVEN
    # What is left is a title that was cut short, or the site's name, the title of a home page.
    last = given[:1] or [each for each in candidates if match_key(each.text)][-1:]
    if last:
        return TitleCandidate(last[0].source, _cut(last[0].text)), _LAST_RESORT
    return (TitleCandidate("markup", _cut(top)), _LAST_RESORT) if top else None


def _possible_headlines(headings: Sequence[Heading], site_keys: set[str]) -> list[str]:
    """Return the texts of the headings that may be the headline, once each."""
    found: dict[str, str] = {}
    for heading in headings:
        text = _ANCHOR.sub("", heading.text)
        borders = [each for each in SEPARATOR.finditer(text) if match_key(text[each.end() :]) in site_keys]
        if borders:
            text = text[: borders[0].start()]
        if not heading.is_boilerplate and _is_plausible(text, site_keys) and not is_host(text, site_keys):
            found.setdefault(match_key(text), text)
    return list(found.values())


def _without_work(
    tops: list[str],
    candidates: Sequence[TitleCandidate],
    raw_keys: Sequence[str],
    site_keys: set[str],
    slug_words: set[str],
) -> list[str]:
    """Return the headings without that of the work (a book, a manual) that the page is part of.

    Such a heading is the last part of the title tag, and the URL shares more words with the first part. The name of the
    work is added to `site_keys`.
    """
    mark = match_key(tops[0]) if tops else ""
    for each, whole in zip(candidates, raw_keys, strict=True):
        if not mark or whole == mark or not whole.endswith(mark):
            continue
        for border in SEPARATOR.finditer(each.text):
            head = each.text[: border.start()]
            if match_key(each.text[border.end() :]) == mark and match_key(head) not in site_keys:
                if shared_words(head, slug_words) > shared_words(tops[0], slug_words):
                    site_keys.add(mark)
                    return tops[1:]
                return tops
    return tops


def _agreed_heading(
    tops: Sequence[str], given: Sequence[TitleCandidate], raw_keys: Sequence[str], *, labelled: bool
) -> str | None:
    """Return the heading that a candidate agrees with, in whole or in where it begins or ends.

    A heading that may be `labelled`, as in forums, has a word before the headline ("Solved"). A word before the headline
    of an article is part of it.
    """
    votes = {match_key(each.text): each.text for each in given}
    for top in tops[:5]:
        mark = match_key(top)
        for short, text in votes.items() if labelled else ():
            if len(short) > _MIN_KEY and mark != short and mark.endswith(short):
                label = top[: len(top) - len(text)]
                if label.count(" ") <= 2 and not any(sign.isdigit() for sign in label):
                    return text
        if mark in votes:
            return top
    for top in tops[:5]:
        mark = match_key(top)
        # A title tag often is the headline and more: the h1 shows where the headline ends.
        if len(mark) > _MIN_KEY and any(each.startswith(mark) or each.endswith(mark) for each in raw_keys):
            return top
        for short, text in votes.items():
            if len(short) > _MIN_KEY and mark.startswith(short) and _APPENDED.match(top[len(text) :]):
                return text
    return None


def _is_slogan(top: str, given: Sequence[TitleCandidate], slug_words: set[str], *, article: bool) -> bool:
    """Tell whether a heading that no candidate agrees with greets readers instead of naming the page.

    A slogan has few words in common with the title tag and the URL. Headlines of articles differ more from the title
    tag; one word in common is enough for them.
    """
    if not given:
        return False
    words = set(words_of(top))
    if not words:
        return False
    expected = slug_words.union(*(words_of(each.text) for each in given))
    common = len(words & expected) / len(words)
    if article:
        return common == 0
    return common < (0.75 if top.endswith((".", "*", "!")) else 0.5)


def _is_plausible(text: str, site_keys: set[str]) -> bool:
    mark = match_key(text)
    return len(mark) > 1 and mark not in site_keys and len(text) <= MAX_FIELD_CHARS


def _cut(text: str) -> str:
    return text[:MAX_FIELD_CHARS].strip()
