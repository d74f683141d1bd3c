"""Hold the genres of classify against what pages say of themselves, with that evidence hidden.

    python -m bench.quality.genre --corpus DIR [--json FILE] [--show N]

DIR is a corpus as `training/corpus.py` describes it. No page of it has a genre as its truth. So the genre that a page's
schema.org types (or its section) name is taken for true, the types (or the section, the path and the tags) are taken
away, and the rest has to tell. ``--show`` prints so many pages of each genre for reading.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from bench.lib.report import environment, parser, publish_tables
from bench.lib.tables import Table
from training.corpus import read, read_body
from worker.classify.genre.genre import SCHEMA, find_genre
from worker.classify.genre.vocabulary import LABELS
from worker.parse import parse

_NO_WORD = re.compile(r"[\W_]+")


def main() -> None:
    """Parse the corpus, ask, count, print."""
    options = parser(__doc__)
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--show", type=int, default=0, help="pages of each genre to print")
    args = options.parse_args()
    about = environment()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    given: dict[tuple[str, str], int] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    spent, pages = 0.0, 0
    for row in read(args.corpus):
        document = parse(read_body(args.corpus, row), url=row["url"])
        tick = time.process_time()
        found, confidence = find_genre(document, document.page_type)
        spent += time.process_time() - tick
        pages += 1
        given[row["page_type"], found or "none"] += 1
        examples[found or "none"].append(f"{confidence:.2f} {row['url']} | {document.title}")
        if document.page_type != "article":
            continue
        typed = [SCHEMA[name] for name in document.schema_types if name in SCHEMA]
        if typed:
            truth = max(typed, key=lambda pair: pair[1])[0]
            blind = find_genre(replace(document, schema_types=[]), "article")[0]
            counts[f"types: {truth}"][blind or "none"] += 1
        label = LABELS.get(_NO_WORD.sub(" ", (document.section or "").casefold()).strip())
        if label:
            host = "{0.scheme}://{0.netloc}/".format(urlsplit(row["url"]))
            hidden = replace(document, section=None, tags=[], url=host, canonical_url=None)
            counts[f"section: {label}"][find_genre(hidden, "article")[0] or "none"] += 1
    held = Table(
        "hidden", "What the page says of itself, hidden", ["evidence hidden", "pages", "same", "none", "other"]
    )
    for name, of in sorted(counts.items()):
        pages_of, same = sum(of.values()), of[name.split()[1]]
        held.add(name, pages_of, same, of["none"], pages_of - same - of["none"])
    kinds = [[kind, found, number] for (kind, found), number in sorted(given.items())]
    said = Table("said", "Genres said, by the true type of the page", ["page type", "genre", "pages"], rows=kinds)
    speed = Table("speed", "Speed", ["pages", "ms a page"], rows=[[pages, round(spent / pages * 1e3, 3)]])
    publish_tables("Genres", [held, said, speed], about, to=args.json)
    for name, found in sorted(examples.items()):
        for line in found[:: max(1, len(found) // args.show)][: args.show] if args.show else []:
            print(f"{name}: {line}")


if __name__ == "__main__":
    main()
