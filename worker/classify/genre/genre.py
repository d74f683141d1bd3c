"""The genre of a journalistic text, from what the page says about itself and from features of its text.

Each piece of evidence adds log odds, set by hand, to a genre, and a softmax over the sums gives the confidence. Text that
is not journalism has a score of its own: if that wins, or no genre stands out, there is none.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from worker.classify.genre.interview import interview_evidence
from worker.classify.genre.vocabulary import DEATH_PHRASES, LABELS, OPINION_PHRASES, RELEASE_PHRASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.contract.classification import Genre
    from wiremill.contract.document import Document, PageType

#: Below this no genre is returned.
MIN_CONFIDENCE: Final = 0.5
#: characters at the start and at the end of a text that are searched for boilerplate
EDGE_CHARACTERS: Final = 700
#: lines that are searched for speakers and times
MAX_LINES: Final = 400
#: Log odds before any evidence. An article is news about as often as not.
PRIOR: Final[dict[Genre | None, float]] = {
    None: 0.4,
    "news": 0.0,
    "opinion": -2.2,
    "analysis": -2.5,
    "live_blog": -3.0,
    "interview": -2.7,
    "press_release": -2.7,
    "obituary": -3.2,
    "review": -2.5,
    "sponsored": -3.0,
}
#: By schema.org type.
SCHEMA: Final[dict[str, tuple[Genre, float]]] = {
    "NewsArticle": ("news", 1.6),
    "ReportageNewsArticle": ("news", 2.5),
    "OpinionNewsArticle": ("opinion", 6.0),
    "AnalysisNewsArticle": ("analysis", 6.0),
    "BackgroundNewsArticle": ("analysis", 5.0),
    "AskPublicNewsArticle": ("interview", 2.0),
    "ReviewNewsArticle": ("review", 6.0),
    "Review": ("review", 3.0),
    "CriticReview": ("review", 5.0),
    "LiveBlogPosting": ("live_blog", 7.0),
    "AdvertiserContentArticle": ("sponsored", 7.0),
    "SatiricalArticle": ("opinion", 2.0),
}
#: Types that are not journalism, even if parse finds an article.
NO_JOURNALISM: Final = frozenset({"BlogPosting", "FAQPage", "HowTo", "Product", "Recipe", "TechArticle"})
#: Log odds of a label, by where it is.
SECTION, PATH, TITLE, TAG, LINE = 5.5, 5.5, 5.5, 1.0, 6.0
#: Genres that a line above or below the text may name; other labels such as "Background" are mostly headings.
LINE_GENRES: Final[frozenset[Genre]] = frozenset({"sponsored", "press_release", "opinion"})

#: (Spaces are counted, here and elsewhere: from each of a long run a search would go through all of it again.)
_SEPARATOR = re.compile(r"\s{0,50}[|:–—]\s|\s{1,50}-\s{1,50}|[:|]")
_NO_WORD = re.compile(r"[\W_]+")
_TIME = re.compile(r"\[?\d{1,2}(?::|\.|h)\d{2}\b")
_LIFE = re.compile(r"\(\s*(?:born\s+)?(?:1[89]\d\d|20[0-2]\d)\s*[-–—]\s*(?:19\d\d|20[0-9]\d)\s*\)")
_ABOUT = re.compile(
    r"^(?:about|über|à propos d[e']|acerca de|sobre|informazioni su|over|om|o firmie|o společnosti|hakkında"
    r"|о компании)\s.{2,60}$"
)
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|my|ich|je|j'ai|mon|yo|mi|io|eu|meu|jag|jeg|ja|я|мой)\b")


def find_genre(document: Document, page_type: PageType | None) -> tuple[Genre | None, float]:
    """Return the genre of a document with its confidence, (None, 0.0) if it is not journalism or no genre stands out.

    Args:
        document: the parsed page.
        page_type: that of the document; only an article has a genre.
    """
    if page_type != "article" or document.no_content_reason is not None:
        return None, 0.0
    scores = dict(PRIOR)
    for kind, log_odds in _evidence(document):
        scores[kind] += log_odds
    best = max(scores, key=lambda kind: scores[kind])
    confidence = 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())
    if best is None or confidence < MIN_CONFIDENCE:
        return None, 0.0
    return best, round(confidence, 3)


def _evidence(document: Document) -> Iterator[tuple[Genre | None, float]]:
    for name in dict.fromkeys(document.schema_types):
        if name in SCHEMA:
            yield SCHEMA[name]
        elif name in NO_JOURNALISM:
            yield None, 1.5
    yield from _labels(document)
    yield from _text(document)
    if document.agency:
        yield "news", 2.0
    if document.published_precision == "second":
        yield "news", 0.4


def _labels(document: Document) -> Iterator[tuple[Genre, float]]:
    """Yield the genres that section, path, title and tags name, each once for each place."""
    found: dict[tuple[Genre, float], None] = {}
    if document.section:
        for part in re.split(r"[/|>,;]", document.section):
            _add(found, part, SECTION)
    try:
        path = urlsplit(document.canonical_url or document.url or "").path
    except ValueError:
        path = ""
    # The last part is the headline, whose words name subjects.
    for part in unquote(path).strip("/").split("/")[:-1][:5]:
        _add(found, part, PATH)
    title = document.title or ""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1:
        _add(found, parts[0], TITLE)
        _add(found, parts[-1], TITLE)
    for tag in document.tags[:20]:
        _add(found, tag, TAG)
    for kind, points in found:
        yield kind, points if kind != "news" else min(points, 1.2)


def _add(found: dict[tuple[Genre, float], None], label: str, points: float) -> None:
    kind = LABELS.get(_NO_WORD.sub(" ", label.casefold()).strip())
    if kind is not None:
        found[kind, points] = None


def _text(document: Document) -> Iterator[tuple[Genre | None, float]]:
    text = document.text
    head, foot = text[:EDGE_CHARACTERS].casefold(), text[-EDGE_CHARACTERS:].casefold()
    lines = [line.strip() for line in text.split("\n", MAX_LINES)[:MAX_LINES] if line.strip()]
    for line in (*lines[:3], *lines[-2:]):
        kind = LABELS.get(_NO_WORD.sub(" ", line.casefold()).strip()) if len(line) < 40 else None
        if kind in LINE_GENRES:
            yield kind, LINE
    releases = sum(phrase in head or phrase in foot for phrase in RELEASE_PHRASES)
    about = any(_ABOUT.match(line.casefold()) for line in lines[-6:])
    if releases:
        yield "press_release", min(6.0, 3.5 * releases) + (1.5 if about else 0.0)
    elif about and "news" not in foot:
        yield "press_release", 1.0
    title = f" {(document.title or '').casefold()} "
    dead = any(phrase in title for phrase in DEATH_PHRASES)
    if _LIFE.search(head) or (document.title and _LIFE.search(document.title)):
        yield "obituary", 6.0 if dead else 2.0
    elif dead:
        yield "obituary", 2.0
    if any(phrase in foot or phrase in head for phrase in OPINION_PHRASES):
        yield "opinion", 3.0
    times = sum(_TIME.match(line) is not None for line in lines if line[0] in "[0123456789")
    if times >= 5 and times * 12 >= len(lines):
        yield "live_blog", 5.5
    news = document.agency is not None or any(name.endswith("NewsArticle") for name in document.schema_types)
    headings = {text[block.start : block.end].strip() for block in document.blocks if block.kind == "heading"}
    yield from interview_evidence([line for line in lines if line not in headings], news=news)
    persons = len(_FIRST_PERSON.findall(head))
    if persons >= 4:
        # News is written in the third person; a text in the first is a column or not journalism.
        yield "news", -1.2
        yield "opinion", 0.5
