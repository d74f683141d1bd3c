"""What enrich costs a text, finder by finder, and how much each finds in every language.

python -m bench.quality.facts --corpus FOLDER      # with truth.jsonl.gz
"""

from __future__ import annotations

import gzip
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from bench.lib import report
from wiremill.contract.document import Document
from worker.enrich import enrich, preload
from worker.enrich.credits import find_credits, find_dateline
from worker.enrich.dates import find_dates
from worker.enrich.entities import TextWithPlaces, find_entities
from worker.enrich.keywords import find_keywords, summarise
from worker.enrich.numbers import find_figures
from worker.enrich.places import find_focus, find_places
from worker.enrich.quotes import find_quotes, people_among
from worker.enrich.text import fingerprint, index_document, measure_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")
#: Texts that are handed to enrich at once, as the worker does.
BATCH = 64
FOUND = ("dates", "countries", "cities", "entities", "focus", "quotes", "keywords", "summary", "figures", "credits")


def main() -> None:
    """Measure, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with truth.jsonl.gz")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    preload()
    documents = load(options.corpus)
    enrich(documents[:100])
    figures: dict[str, Any] = {"texts": len(documents)}
    figures |= {f"{name}, ms": spent for name, spent in least(documents, options.rounds).items()}
    figures |= counts(documents)
    report.publish("Facts", figures, goals={"all of enrich, ms": "at most 4 together with classify"}, to=options.json)


def load(folder: Path) -> list[Document]:
    """Return the main texts of a corpus as documents."""
    with gzip.open(folder / "truth.jsonl.gz") as lines:
        rows = [msgspec.json.decode(line) for line in lines]
    return [
        Document(
            text=row.get("main_text") or "",
            title=row.get("title"),
            url=row.get("url"),
            published=f"{(row.get('published') or '2024-01-01')[:10]}T00:00:00Z",
            declared_language=row.get("language") or row.get("html_lang"),
        )
        for row in rows
    ]


def least(documents: list[Document], rounds: int) -> dict[str, float]:
    """Return the least CPU of several rounds for each finder, in ms a text."""
    best: dict[str, float] = {}
    made = enrich(documents)
    texts = [
        TextWithPlaces(one.text, one.title or "", index_document(one).language, of.countries, of.cities)
        for one, of in zip(documents, made, strict=True)
    ]
    for _ in range(rounds):
        spent: defaultdict[str, float] = defaultdict(float)
        named = (one.entities for one in made)
        for document in documents:
            marks = [time.process_time()]
            indexed = index_document(document)
            fingerprint(document.text, indexed.words)
            measure_length(document.text, indexed.words, indexed.script)
            marks.append(time.process_time())
            find_credits(document.text, document.authors)
            marks.append(time.process_time())
            places = find_places(indexed)
            marks.append(time.process_time())
            dates = find_dates(indexed)
            marks.append(time.process_time())
            dateline = find_dateline(indexed, dates)
            find_focus(indexed, places, dateline, title=document.title, url=document.url)
            find_quotes(indexed, people_among(next(named)))
            keywords = find_keywords(indexed, document.title)
            summarise(indexed, keywords, dateline, title=document.title)
            find_figures(indexed, [(date.start, date.end) for date in dates])
            marks.append(time.process_time())
            names = ("words and reading", "credits", "places", "dates", "facts")
            for name, begun, ended in zip(names, marks, marks[1:], strict=False):
                spent[name] += ended - begun
        spent["entities"] = time.process_time()
        for batch in batches(texts):
            find_entities(batch)
        spent["entities"] = time.process_time() - spent["entities"]
        spent["all of enrich"] = time.process_time()
        for batch in batches(documents):
            enrich(batch)
        spent["all of enrich"] = time.process_time() - spent["all of enrich"]
        for name, seconds in spent.items():
            each = seconds * 1000 / len(documents)
            best[name] = min(best.get(name, each), each)
    return best


def batches(of: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield parts of `BATCH`."""
    for start in range(0, len(of), BATCH):
        yield of[start : start + BATCH]


def counts(documents: list[Document]) -> dict[str, str]:
    """Return how much each finder finds, a line a declared language."""
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for document, found in zip(documents, enrich(documents), strict=True):
        language = (document.declared_language or "?")[:2].lower()
        totals[language]["texts"] += 1
        for name in FOUND:
            totals[language][name] += len(getattr(found, name))
        totals[language]["speakers"] += sum(one.speaker is not None for one in found.quotes)
        totals[language]["datelines"] += found.dateline is not None
    return {
        f"found, {language}": ", ".join(f"{count} {name}" for name, count in counted.items() if count)
        for language, counted in sorted(totals.items(), key=lambda pair: -pair[1]["texts"])
    }


if __name__ == "__main__":
    main()
