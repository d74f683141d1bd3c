"""The title: the headline as a reader sees it, without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.limits import MAX_FIELD_CHARS
from worker.parse.common.strings import match_key, one_line, word_set
from worker.parse.common.urls import path_of
from worker.parse.fields.headings import read_headings
from worker.parse.fields.site_affixes import (
    SEPARATOR,
    is_host,
    shared_words,
    without_site,
    without_unknown_site,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wiremill.contract.document import OriginKind
    from worker.parse.common.provenance import Provenance
    from worker.parse.fields.headings import Heading
    from worker.parse.fields.sources import FieldSources
    from worker.parse.tree.outline import Outline

#: Share of right titles by the way they were chosen, measured as in `provenance`.
_AGREED_CONFIDENCE: Final = 0.9
_CANDIDATE_CONFIDENCE: Final = 0.73
_HEADING_CONFIDENCE: Final = 0.55
_LAST_RESORT_CONFIDENCE: Final = 0.5
_ELLIPSIS: Final = ("...", "…")
#: Characters at the end of a heading that link to it, as in documentation.
_ANCHOR: Final = re.compile(r"(?<![\s#¶§\u200b\uf0c1])[\s#¶§\u200b\uf0c1]++$|^[\s#¶§]+(?=\S)")
#: What stood between a headline and its label.
_JOINT: Final = re.compile(r"^[\s:|·•\u2013\u2014-]+")
#: Text after the headline inside its h1: a source in brackets, a number of comments.
_APPENDED: Final = re.compile(r"^\s*(?:[(\[]|\d+$)")
#: Headings below h1 that may be the headline; it is near the top of the page.
_MAX_SUBHEADINGS: Final = 20
#: words; a part of a URL with at least as many is made from a headline.
_MIN_SLUG_WORDS: Final = 3
#: characters; a shorter headline occurs inside others by chance.
_MIN_KEY_CHARS: Final = 12


#: Titles, as `match_key` returns them, of pages that nobody named.
_PAGE_KEYS: Final = word_set(
    "home homepage untitled untitleddocument newpage startseite accueil inicio início home1 главная index",
)


class TitleCandidate(NamedTuple):
    """A title as one source gives it."""

    source: OriginKind
    text: str


def find_title(sources: FieldSources, provenance: Provenance) -> str | None:
    """Return the headline of the page."""
    head, data, path = sources.head, sources.data, path_of(sources.url)
    # The name of an FAQ page is that of its first question.
    is_faq = "FAQPage" in data.types and "QAPage" not in data.types
    given: list[tuple[OriginKind, str | None]] = [
        ("json-ld", data.text("headline") or (None if is_faq else data.text("name"))),
        ("opengraph", head.meta("og:title")),
        ("meta", head.meta("twitter:title", "dc.title", "citation_title", "parsely-title", "sailthru.title")),
        ("markup", head.title),
    ]
    headings = read_headings(sources.elements, sources.base)
    provenance.consider("title", given[:-1])
    provenance.consider("title", given[-1:], "title element")
    provenance.consider("title", (("markup", heading.text) for heading in headings), "h1")
    provenance.consider("title", (("markup", text) for text in _subheadings(sources.outline)), "subheading")
    chosen = choose_title(
        [TitleCandidate(source, text) for source, text in given if text],
        headings,
        sources.site_names,
        path,
        article=sources.is_article,
        home=bool(sources.url) and not path.strip("/"),
        subheadings=_subheadings(sources.outline),
    )
    if chosen is None:
        return None
    title, confidence = chosen
    provenance.note("title", title.source, confidence)
    return title.text


def _subheadings(outline: Outline) -> Iterator[str]:
    """Yield the texts of the first headings below h1."""
    found = (
        text
        for text, context in zip(outline.texts, outline.contexts, strict=True)
        if context.kind == "heading" and context.level is not None and context.level > 1
    )
    return islice(found, _MAX_SUBHEADINGS)


def choose_title(
    candidates: Sequence[TitleCandidate],
    headings: Sequence[Heading],
    names: Iterable[str],
    path: str = "",
    *,
    article: bool = True,
    home: bool = False,
    subheadings: Iterable[str] = (),
) -> tuple[TitleCandidate, float] | None:
    """Choose among the candidates and the h1 `headings`; return the choice and a confidence.

    Text on which a heading and a candidate agree wins. Next comes a heading that shares words with the URL or the
    candidates, because readers see it; last comes the most trusted candidate.

    Args:
        candidates: the titles that sources give, the most trusted first.
        headings: the h1 elements of the page.
        names: the names of the site.
        path: the path of the page's URL.
        article: whether it is an article, which always has a headline.
        home: whether it is the home page.
        subheadings: the texts of its headings below h1; read only if no h1 agrees with a candidate.
    """
    site_keys = {match_key(name) for name in names if name}
    site_keys.discard("")
    slug_words = set(words_of(path))
    site_keys |= {match_key(heading.text) for heading in headings if heading.is_site_name} - {""}
    raw_keys = [match_key(each.text) for each in candidates]
    headlines = _possible_headlines(headings, site_keys, raw_keys)
    headlines = _without_work_title(headlines, candidates, raw_keys, site_keys, slug_words)
    # Most sources give the same text, so each text is processed once.
    texts = {each.text for each in candidates}
    is_alone = len(texts) == 1 and not headings and not home
    bare = {
        text: without_site(
            without_unknown_site(text, site_keys) if is_alone else text,
            site_keys,
            slug_words,
            home=home,
            article=article,
        )
        for text in texts
    }
    given = [TitleCandidate(each.source, bare[each.text]) for each in candidates]
    given = [each for each in given if _is_plausible(each.text, site_keys)]
    agreed = _agreed_heading(headlines, given, raw_keys, labelled=not article)
    if agreed:
        return TitleCandidate("markup", _shortened(agreed)), _AGREED_CONFIDENCE
    # The h1 of some blogs and portals is their own name, or they have none.
    has_no_h1 = all(heading.is_site_name or match_key(heading.text) in site_keys for heading in headings)
    if has_no_h1 or any(heading.is_site_name for heading in headings):
        agreed = _agreed_subheading(subheadings, given, raw_keys, site_keys)
    if agreed:
        return TitleCandidate("markup", _shortened(agreed)), _CANDIDATE_CONFIDENCE
    headline = headlines[0] if headlines else None
    if headline and not headline.endswith(_ELLIPSIS) and not _is_slogan(headline, given, path, article=article):
        return TitleCandidate("markup", _shortened(headline)), _HEADING_CONFIDENCE
    votes = Counter(match_key(each.text) for each in given)
    backed = [each for each in given if votes[match_key(each.text)] > 1]
    for each in (*backed, *given):
        if not each.text.endswith(_ELLIPSIS):
            return TitleCandidate(each.source, _shortened(each.text)), _CANDIDATE_CONFIDENCE
    # The rest are truncated titles, and the site's name, which is the title of a home page.
    last = given[:1] or [each for each in candidates if match_key(each.text)][-1:]
    if last:
        return TitleCandidate(last[0].source, _shortened(last[0].text)), _LAST_RESORT_CONFIDENCE
    return (TitleCandidate("markup", _shortened(headline)), _LAST_RESORT_CONFIDENCE) if headline else None


def _possible_headlines(headings: Sequence[Heading], site_keys: set[str], raw_keys: Sequence[str]) -> list[str]:
    """Return the texts of the headings that may be the headline, once each."""
    found: dict[str, str] = {}
    for heading in headings:
        text = _ANCHOR.sub("", _without_labels(heading, raw_keys))
        separators = [each for each in SEPARATOR.finditer(text) if match_key(text[each.end() :]) in site_keys]
        if separators:
            text = text[: separators[0].start()]
        if not heading.is_boilerplate and _is_plausible(text, site_keys) and not is_host(text, site_keys):
            found.setdefault(match_key(text), text)
    return list(found.values())


def _without_labels(heading: Heading, raw_keys: Sequence[str]) -> str:
    """Return the text of a heading without the labels in it, unless the page declares a title that has them."""
    if heading.unlabelled is None:
        return heading.text
    whole, key = match_key(heading.text), match_key(heading.unlabelled)
    if key not in raw_keys and any(each.startswith(whole) for each in raw_keys):
        return heading.text
    return _JOINT.sub("", heading.unlabelled)


def _without_work_title(
    headlines: list[str],
    candidates: Sequence[TitleCandidate],
    raw_keys: Sequence[str],
    site_keys: set[str],
    slug_words: set[str],
) -> list[str]:
    """Return the headings without the title of the work (a book, a manual) that the page is part of.

    Such a heading is the last part of the title tag, and the URL shares more words with the first part. The name of the
    work is added to `site_keys`.
    """
    key = match_key(headlines[0]) if headlines else ""
    for each, whole in zip(candidates, raw_keys, strict=True):
        if not key or whole == key or not whole.endswith(key):
            continue
        for separator in SEPARATOR.finditer(each.text):
            if separator[0] == ": ":
                continue
            head = each.text[: separator.start()]
            if match_key(each.text[separator.end() :]) == key and match_key(head) not in site_keys:
                if shared_words(head, slug_words) > shared_words(headlines[0], slug_words):
                    site_keys.add(key)
                    return headlines[1:]
                return headlines
    return headlines


def _agreed_heading(
    headlines: Sequence[str], given: Sequence[TitleCandidate], raw_keys: Sequence[str], *, labelled: bool
) -> str | None:
    """Return the heading that a candidate agrees with, entirely or at its beginning or end.

    A heading that may be `labelled`, as in forums, has a word before the headline ("Solved"). A word before the headline
    of an article is part of it.
    """
    votes = {match_key(each.text): each.text for each in given}
    for headline in headlines[:5]:
        key = match_key(headline)
        for short, text in votes.items() if labelled else ():
            if len(short) > _MIN_KEY_CHARS and key != short and key.endswith(short):
                label = headline[: len(headline) - len(text)]
                if label.count(" ") <= 2 and not any(character.isdigit() for character in label):
                    return text
        if key in votes:
            return headline
    for headline in headlines[:5]:
        key = match_key(headline)
        # A title tag often is the headline and more: the h1 shows where the headline ends.
        if len(key) > _MIN_KEY_CHARS and any(each.startswith(key) or each.endswith(key) for each in raw_keys):
            return headline
        for short, text in votes.items():
            if len(short) > _MIN_KEY_CHARS and key.startswith(short) and _APPENDED.match(headline[len(text) :]):
                return text
    return None


def _agreed_subheading(
    subheadings: Iterable[str], given: Sequence[TitleCandidate], raw_keys: Sequence[str], site_keys: set[str]
) -> str | None:
    """Return the heading below h1 that a candidate agrees with: the h1 of some blogs and portals is their name."""
    keys = {match_key(each.text) for each in given}
    for text in subheadings:
        key = match_key(text)
        if len(key) <= _MIN_KEY_CHARS:
            continue
        is_beginning = key not in raw_keys and any(each.startswith(key) for each in raw_keys)
        is_rest = any(each.endswith(key) and each.removesuffix(key) in site_keys for each in raw_keys)
        if key in keys or is_beginning or is_rest:
            return one_line(text)
    return None


def _is_slogan(headline: str, given: Sequence[TitleCandidate], path: str, *, article: bool) -> bool:
    """Tell whether a heading that no candidate agrees with greets readers instead of naming the page.

    A slogan has few words in common with the title tag and the URL. Headlines of articles differ more from the title
    tag; one word in common is enough for them.
    """
    if not given:
        return False
    words = set(words_of(headline))
    keys = {match_key(each.text) for each in given}
    if not words:
        # "€10", "기사 상세": too short for words in common, so one text must hold the other.
        key = match_key(headline)
        return len(keys) < len(given) and not any(key in each or each in key for each in keys)
    # The folders of an article's URL are sections ("/sport/football/"), whose names stand in headings as well.
    parts = [part for part in map(words_of, path.split("/")) if not article or len(part) >= _MIN_SLUG_WORDS]
    expected = set().union(*parts, *(words_of(each.text) for each in given))
    common = len(words & expected) / len(words)
    if article:
        # A lone title tag may be in another language.
        return common == 0 and len(given) > 1
    return common < (0.75 if headline.endswith((".", "*", "!")) else 0.5)


def _is_plausible(text: str, site_keys: set[str]) -> bool:
    key = match_key(text)
    return len(key) > 1 and key not in site_keys and key not in _PAGE_KEYS and len(text) <= MAX_FIELD_CHARS


def _shortened(text: str) -> str:
    return text[:MAX_FIELD_CHARS].strip()
