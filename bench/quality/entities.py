"""Measure the tagger of entities on sentences that it was not trained on, its links, and what a page costs.

    python -m bench.quality.entities --data DIR [--pages DIR] [--model FILE] [--json FILE]

DIR holds ``ner/*.jsonl.gz`` (tokens and tags of four types), ``linking/*.jsonl.gz`` (names with Wikidata ids) and
``gazetteers/`` (to translate ISO codes and cities into those ids). An entity counts where type and bounds are right.
Sentences held apart are those that ``scripts/train-entities`` holds apart. ``--pages`` times the whole of it over texts
of pages.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from bench.lib.report import environment, parser, publish_tables
from bench.lib.tables import Table
from training.entities.corpus import TYPES, Sentence, read, spans
from wiremill.contract.document import Document
from worker.enrich import enrich, preload
from worker.enrich.entities import TextWithPlaces, find_entities
from worker.enrich.entities.model import SHIPPED_FILE, load
from worker.enrich.entities.tagger import Tagger
from worker.enrich.entities.tokens import tokens_of_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wiremill.contract.enrichment import Enrichment

    #: Right, found, there to find.
    Counts = list[int]

#: The languages whose mean is the goal.
GOAL = ("hu", "fi", "sv", "da", "hr", "sk", "pt", "sr", "nb", "kk", "ja")
BATCH = 64


def tagged(tagger: Tagger, sentences: list[Sentence]) -> Iterator[tuple[Sentence, set[tuple[int, int, str]]]]:
    """Tag sentences in batches; types that a source does not have are left out of what is found."""
    own: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        own[sentence.source] |= {kind for _, _, kind in spans(sentence.labels)}
    for start in range(0, len(sentences), BATCH * 16):
        batch = sentences[start : start + BATCH * 16]
        cut = [tokens_of_words(one.words) for one in batch]
        for one, labels in zip(batch, tagger.labels(cut, [one.language for one in batch]), strict=True):
            yield one, {span for span in spans(labels.tolist()) if span[2] in own[one.source]}


def f1(counts: Counts) -> float:
    """Return the harmonic mean of precision and recall."""
    right, found, there = counts
    return 2 * right / max(1, found + there)


def of_sources(tagger: Tagger, folder: Path) -> list[Table]:
    """Return the tables of sources and of the goal's languages."""
    by_source: dict[tuple[str, str], dict[str, Counts]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    by_language: dict[str, Counts] = defaultdict(lambda: [0, 0, 0])
    sentences = [sentence for sentence in read(folder) if sentence.test]
    size: dict[tuple[str, str], int] = defaultdict(int)
    for sentence, found in tagged(tagger, sentences):
        gold = set(spans(sentence.labels))
        size[sentence.source, sentence.language] += 1
        for kind in TYPES:
            here, there = ({span for span in of if span[2] == kind} for of in (found, gold))
            for counts in (by_source[sentence.source, sentence.language][kind], by_language[sentence.language]):
                for place, number in enumerate((len(here & there), len(here), len(there))):
                    counts[place] += number
    sources = Table(
        "sources", "Span F1 by source", ("source", "language", "sentences", "names", "P", "R", "F1", *TYPES)
    )
    for (source, language), of in sorted(by_source.items()):
        right, found_, there_ = (sum(counts[place] for counts in of.values()) for place in range(3))
        sources.add(
            *(source, language, size[source, language], there_, right / max(1, found_), right / max(1, there_)),
            f1([right, found_, there_]),
            *(f1(of[kind]) if of[kind][2] else None for kind in TYPES),
        )
    goal = Table("goals", "Goals", ("what", "F1", "goal"))
    goal.add(f"mean of {' '.join(GOAL)}", fmean(f1(by_language[language]) for language in GOAL), 0.8)
    for source, wanted in (("wikigold", 0.72), ("wnut17", 0.55), ("btc", 0.55)):
        of = by_source[source, "en"]
        goal.add(source, f1([sum(counts[place] for counts in of.values()) for place in range(3)]), wanted)
    languages = Table("languages", "Span F1 by language", ("language", "F1"))
    for language in sorted(by_language):
        languages.add(language, f1(by_language[language]))
    return [sources, languages, goal]


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """Read the rows of a file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def wikidata_ids(folder: Path) -> tuple[dict[str, str], dict[tuple[str, str], set[str]]]:
    """Return country code to Wikidata id, and name and country of a city to the ids that it may have."""
    countries = {row["iso2"]: row["wikidata"] for row in rows(folder / "countries.jsonl.gz") if row.get("wikidata")}
    cities: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows(folder / "cities_wikidata.jsonl.gz"):
        if row.get("wikidata"):
            for name in {row["name"], row["name"].removesuffix(" City"), *row.get("names", {}).values()}:
                cities[name, row["country"]].add(row["wikidata"])
    return countries, cities


def named(row: dict[str, Any]) -> tuple[str, dict[tuple[int, int], str]]:
    """Return the text of a row, and span to Wikidata id of its names."""
    if "text" in row:
        first, last = row["evaluation_span"]
        gold = {
            (one["start"], one["end"]): one["wikidata"]
            for one in row["mentions"]
            if one["wikidata"] and first <= one["start"] < last
        }
        return row["text"], gold
    text, starts, gold = "", [], {}
    for token in row["tokens"]:
        starts.append(len(text))
        text += token + " "
    for start, end, _ in _tag_spans(row["tags"]):
        identity = row["wikidata"][start]
        if identity:
            gold[starts[start], starts[end - 1] + len(row["tokens"][end - 1])] = identity
    return text, gold


def _tag_spans(tags: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    start, kind, number = -1, "", 0
    for number, tag in enumerate((*tags, "O")):
        if start >= 0 and tag != f"I-{kind}":
            yield start, number, kind
            start = -1
        if tag[0] != "O" and start < 0:
            start, kind = number, tag[2:]


def of_links(folder: Path) -> Table:
    """Return the table of links: of names that both we and the source give an id, how many are the same."""
    table = Table(
        "links",
        "Links, for entities whose name and bounds are right",
        ("source", "dictionary", "links", "right", "precision"),
    )
    countries, cities = wikidata_ids(folder / "gazetteers")
    for file in sorted((folder / "linking").glob("*.jsonl.gz")):
        counts: dict[str, Counts] = defaultdict(lambda: [0, 0])
        for row in rows(file):
            if "wikidata" not in row and "evaluation_span" not in row:
                continue  # links to titles of Wikipedia
            text, gold = named(row)
            (made,) = enrich([Document(text=text, declared_language=row["lang"])])
            for dictionary, span, meant in _links(made, countries, cities):
                if span in gold and meant:
                    counts[dictionary][0] += 1
                    counts[dictionary][1] += gold[span] in meant
        for dictionary, (links, right) in sorted(counts.items()):
            table.add(file.name.removesuffix(".jsonl.gz"), dictionary, links, right, right / max(1, links))
    return table


def _links(
    made: Enrichment, countries: dict[str, str], cities: dict[tuple[str, str], set[str]]
) -> Iterator[tuple[str, tuple[int, int], set[str]]]:
    """Go through the linked mentions: dictionary, span, and the Wikidata ids that its id stands for."""
    by_id = {city.geonames_id: city for city in made.cities}
    for entity in made.entities:
        for identity in entity.ids:
            if identity.dictionary == "iso3166-1":
                meant = {countries.get(identity.id, "")}
            elif identity.dictionary == "geonames":
                city = by_id[int(identity.id)]
                meant = cities.get((city.name, city.country), set())
            else:
                meant = {identity.id}
            for span in entity.mentions:
                yield identity.dictionary, (span.start, span.end), meant


def of_time(folder: Path) -> Table:
    """Return what entities cost a page, in CPU time, over the texts of pages."""
    texts = [
        TextWithPlaces(row["main_text"], row.get("title") or "", "en")
        for row in rows(folder / "truth.jsonl.gz")
        if row.get("main_text")
    ]
    find_entities(texts[:BATCH])
    table = Table("speed", "CPU time of entities per page", ("batch", "pages", "words per page", "ms per page"))
    words = fmean(len(text.text.split()) for text in texts)
    for batch in (1, BATCH):
        tick = time.process_time()
        for start in range(0, len(texts), batch):
            find_entities(texts[start : start + batch])
        table.add(batch, len(texts), words, (time.process_time() - tick) / len(texts) * 1e3)
    return table


def main() -> None:
    """Measure, print, write."""
    options = parser(__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of entities: ner, linking, gazetteers")
    options.add_argument("--pages", type=Path, help="folder with truth.jsonl.gz, to measure the time a page takes")
    options.add_argument("--model", type=Path, default=SHIPPED_FILE, help="model to measure (default: the one shipped)")
    args = options.parse_args()
    about = environment()
    tables = of_sources(Tagger(load(args.model.read_bytes())), args.data / "ner")
    preload()
    if (args.data / "linking").is_dir():
        tables.append(of_links(args.data))
    if args.pages:
        tables.append(of_time(args.pages))
    publish_tables("entities", tables, about, to=args.json)


if __name__ == "__main__":
    main()
