"""The gold set: pages of a corpus, and offsets of what readers marked in their main text.

`bench/quality/gold/items.jsonl` has no text of any page. A line is a `Gold`: the id of a row of the corpus, a hash of
its `main_text`, and offsets (code points, end exclusive) into that text.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from wiremill.contract.document import Block, Document
from wiremill.contract.enrichment import EntityKind  # noqa: TC001  (msgspec reads the annotations)
from worker.enrich.entities.model import shipped_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training import corpus

Span = tuple[int, int]
Half = Literal["tuning", "kept"]
Field = Literal["entities", "dates", "quotes", "figures", "keywords", "focus", "topics", "genre"]

FILE = Path(__file__).parents[1] / "gold" / "items.jsonl"
#: bytes of the hash of a main text
_HASH_BYTES = 6
#: A bullet at the start of a line. Only the source WCXB writes them; elsewhere a dash begins a line of dialogue.
_BULLET = re.compile(r"[-*•] +")
_WITH_BULLETS = "wcxb-dev"
_DAY_CHARACTERS = len("2022-11-28")
_OFFSET = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")


class _Marked(msgspec.Struct, kw_only=True, omit_defaults=True):
    #: Right if it is shown, but not missed if it is not.
    optional: bool = False


class GoldEntity(_Marked, kw_only=True, omit_defaults=True):
    """A person, organisation, place, work or event, with all its mentions."""

    #: Every kind that a reader accepts.
    kinds: list[EntityKind]
    spans: list[Span]
    #: ISO 3166-1 alpha-2 of a country; of a city, the country that it is in.
    country: str | None = None
    city: str | None = None


class GoldDate(_Marked, kw_only=True, omit_defaults=True):
    """A mention of a day, month or year."""

    span: Span
    #: ``2022-11-28``, ``2022-11``, ``2022``, ``2022-05-03/2022-05-05``; None if it cannot be resolved.
    value: str | None
    #: It says no more than that it is the day of publication.
    today: bool = False


class GoldQuote(_Marked, kw_only=True, omit_defaults=True):
    """A quotation without its marks."""

    span: Span
    #: Where the text names each speaker that a reader accepts; None: nobody.
    speakers: list[Span | None]


class GoldFigure(_Marked, kw_only=True, omit_defaults=True):
    """An amount of money, a percentage or a count."""

    span: Span
    kind: Literal["money", "percentage", "count"]
    #: A range has two.
    values: list[float]
    #: Money: the ISO 4217 codes that a reader accepts.
    units: list[str] = []
    #: Counts: where the counted noun stands.
    nouns: list[Span] = []


class Gold(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What readers marked in a page."""

    id: str
    hash: str
    #: ISO 639-1, as read.
    language: str
    entities: list[GoldEntity] = []
    dates: list[GoldDate] = []
    quotes: list[GoldQuote] = []
    figures: list[GoldFigure] = []
    keywords: list[Span] = []
    #: ISO 3166-1 alpha-2 or "none"; of these three all that a reader accepts, best first.
    focus: list[str] = []
    #: The first two digits of the codes of IPTC's top topics, or "none".
    topics: list[str] = []
    genre: list[str] = []
    #: The fields that are complete; None for all.
    done: list[Field] | None = None

    def has(self, field: Field) -> bool:
        """Return whether a field was annotated."""
        return self.done is None or field in self.done


class Case(NamedTuple):
    """A page of the gold set: its document, and what it should say, with offsets into the document's text."""

    gold: Gold
    document: Document
    group: str


def half_of(identity: str) -> Half:
    """Return the half that a page is in, by a hash of its id."""
    return "kept" if hashlib.blake2s(identity.encode()).digest()[0] & 1 else "tuning"


def hash_of(text: str) -> str:
    """Return the hash by which a changed main text is noticed."""
    return hashlib.blake2s(text.encode(), digest_size=_HASH_BYTES).hexdigest()


def group_of(language: str) -> str:
    """Return the group of a language: whether the tagger of entities was trained on it."""
    if language == "en":
        return "English"
    return "trained" if language in shipped_model().languages else "not trained"


def load(file: Path = FILE) -> list[Gold]:
    """Return the gold set.

    Raises:
        SystemExit: a line is not as it should be.
    """
    golds = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        try:
            golds.append(msgspec.json.decode(line, type=Gold))
        except msgspec.DecodeError as error:
            raise SystemExit(f"{file}, line {number}: {error}") from error
    return golds


def cases(golds: Iterable[Gold], rows: Sequence[corpus.Row]) -> list[Case]:
    """Return each page of the set with its document.

    Raises:
        SystemExit: the corpus lacks a page of the set, or has another text for it.
    """
    by_id = {row["id"]: row for row in rows}
    made = []
    for gold in golds:
        row = by_id.get(gold.id)
        if row is None:
            raise SystemExit(
                f"the corpus has no page {gold.id!r}, which the gold set names; use the corpus it was made from"
            )
        if (found := hash_of(row["main_text"] or "")) != gold.hash:
            raise SystemExit(
                f"page {gold.id!r}: the hash of its main_text is {found}, in the gold set {gold.hash}; "
                "the offsets do not fit this text: use the corpus that the set was made from"
            )
        document, lines = document_of(row)
        made.append(Case(_moved(gold, lines), document, group_of(gold.language)))
    return made


class Lines(NamedTuple):
    """Where the lines of a main text stand in a document's text."""

    #: Offsets of their starts in the main text, ascending.
    before: list[int]
    #: Offsets of the same in the document's text.
    after: list[int]

    def moved(self, span: Span) -> Span:
        """Return a span of the main text as one of the document's text."""
        start, last = (
            self.after[line] + offset - self.before[line]
            for offset in (span[0], span[1] - 1)
            for line in (max(0, bisect_right(self.before, offset) - 1),)
        )
        return start, last + 1


def document_of(row: corpus.Row) -> tuple[Document, Lines]:
    """Return the document that a perfect parse would make of a row, and where its lines come from.

    Blank lines and bullets are left out of the text, as parse leaves them out.
    """
    lines, blocks, texts, offset, length = Lines([], []), [], [], 0, 0
    for line in row["main_text"].split("\n"):
        text = line.strip()
        start = offset + len(line) - len(line.lstrip())
        bullet = _BULLET.match(text) if row["source"] == _WITH_BULLETS else None
        if bullet:
            text, start = text[bullet.end() :], start + bullet.end()
        if text:
            lines.before.append(start)
            lines.after.append(length)
            blocks.append(
                Block("list_item" if bullet else "paragraph", length, length + len(text), 1 if bullet else None)
            )
            texts.append(text)
            length += len(text) + 1
        offset += len(line) + 1
    published, precision = _published(row.get("published"))
    document = Document(
        url=row.get("url"),
        title=row.get("title"),
        text="\n".join(texts),
        blocks=blocks,
        authors=row.get("authors") or [],
        published=published,
        published_precision=precision,
        declared_language=row.get("language") or row.get("html_lang"),
        page_type=row.get("page_type"),
    )
    return document, lines


def _published(given: str | None) -> tuple[str | None, Literal["day", "second"] | None]:
    if not given:
        return None, None
    if len(given) == _DAY_CHARACTERS:
        return f"{given}T00:00:00Z", "day"
    return (given if _OFFSET.search(given) else f"{given}Z"), "second"


def _moved(gold: Gold, lines: Lines) -> Gold:
    """Return a page's annotations with offsets into its document's text."""
    move = lines.moved
    replace = msgspec.structs.replace
    return replace(
        gold,
        entities=[replace(one, spans=[move(span) for span in one.spans]) for one in gold.entities],
        dates=[replace(one, span=move(one.span)) for one in gold.dates],
        quotes=[
            replace(one, span=move(one.span), speakers=[span and move(span) for span in one.speakers])
            for one in gold.quotes
        ],
        figures=[replace(one, span=move(one.span), nouns=[move(span) for span in one.nouns]) for one in gold.figures],
        keywords=[move(span) for span in gold.keywords],
    )
