"""The worst pages of a source, for whoever works on parse: which they are, and what of them is missing or too much.

    python -m bench.quality.worst --corpus FOLDER --source aed --pages 30
    python -m bench.quality.worst --corpus FOLDER --source trafilatura --cache FOLDER --json worst.json

The pages are parsed as they would be in production, or, with `--folds`, with weights trained without their sites, which the
cache of bench/quality/extraction.py may have. What is printed has text of the pages, so it is nothing to be committed.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from rich.console import Console

from bench.lib import report
from bench.peers import extractors
from bench.quality import folds
from bench.quality.scores import Output, Score, fold, score, words_of
from bench.quality.tables.groups import has_words
from training import corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

#: characters of a line that are shown
_SHOWN = 100
#: Lines of a page that are shown; the JSON has all.
_LINES = 8


class Bad(NamedTuple):
    """A page, and what is wrong with its text."""

    page: str
    url: str
    page_type: str | None
    #: None where the page is measured by segments
    f1: float | None
    precision: float | None
    recall: float | None
    #: Segments, or lines, that the text should have and has not.
    missing: list[str]
    #: The same of what it has and should not.
    unwanted: list[str]
    #: characters of the text
    length: int
    failure: str = ""


def worst(rows: Sequence[corpus.Row], folder: Path, extractor: extractors.Extractor, count: int) -> list[Bad]:
    """Return the worst pages of a source: by word F1, or by the number of segments that are where they should not be."""
    words = has_words(rows)
    found = []
    for row, body in corpus.Samples(folder, rows):
        if not (row.get("main_text") if words else row.get("with") or row.get("without")):
            continue
        taken = extractor.take(body, row)
        output = taken.output or Output()
        found.append(_by_words(row, output) if words else _by_segments(row, output))
        found[-1] = found[-1]._replace(failure=taken.failure)
    return sorted(found, key=_badness)[:count]


def _badness(bad: Bad) -> tuple[float, str]:
    return (bad.f1 if bad.f1 is not None else -len(bad.missing) - len(bad.unwanted)), bad.page


def _by_words(row: corpus.Row, output: Output) -> Bad:
    one: Score = score(output, row)
    missing, unwanted = _lines_beside(row["main_text"], output.text), _lines_beside(output.text, row["main_text"])
    figures = (one.f1, one.precision, one.recall, missing, unwanted)
    return Bad(row["id"], row["url"], row.get("page_type"), *figures, len(output.text))


def _lines_beside(text: str, other: str) -> list[str]:
    """Return the lines of a text of which most words are not in another, with what is beside each word counted once."""
    left, found = Counter(words_of(other)), []
    for line in text.splitlines():
        words = Counter(words_of(line))
        if 2 * (words & left).total() < words.total():
            found.append(line)
        left -= words
    return found


def _by_segments(row: corpus.Row, output: Output) -> Bad:
    text = fold(output.text)
    missing = [segment for segment in row.get("with") or () if fold(segment) not in text]
    unwanted = [segment for segment in row.get("without") or () if fold(segment) in text]
    return Bad(row["id"], row["url"], row.get("page_type"), None, None, None, missing, unwanted, len(output.text))


def show(bad: Bad) -> str:
    """Return a page as it is printed: `-` before what is missing, `+` before what is unwanted."""
    head = [bad.page, bad.page_type or "", bad.url]
    if bad.f1 is not None:
        head[1:1] = [f"F1 {bad.f1:.3f} P {bad.precision:.3f} R {bad.recall:.3f}"]
    lines = ["  ".join(filter(None, head))]
    for mark, some in (("-", bad.missing), ("+", bad.unwanted)):
        lines += [f"    {mark} {fold(each)[:_SHOWN]}" for each in some[:_LINES]]
        if len(some) > _LINES:
            lines.append(f"    {mark} ... {len(some) - _LINES} more")
    if bad.failure:
        lines.append(f"    failed: {bad.failure}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Parse, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", metavar="DIR", type=Path, required=True, help="folder of pages with their truth")
    parser.add_argument("--source", metavar="NAME", required=True, help="as the tables name it: WCXB, fundus, ...")
    parser.add_argument("--type", metavar="NAME", help="pages of this type alone")
    parser.add_argument("--pages", metavar="N", type=int, default=30, help="how many (default: 30)")
    parser.add_argument("--folds", metavar="K", type=int, help="parse with weights trained without the page's site")
    parser.add_argument("--cache", metavar="DIR", type=Path, help="folder that keeps the weights of each fold")
    parser.add_argument("--peer", metavar="NAME", help="the worst pages of a peer instead of ours")
    options = parser.parse_args(arguments)
    rows = corpus.read(options.corpus)
    known = sorted({corpus.source(row) for row in rows})
    if options.source not in known:
        parser.error(f"--source {options.source}: the corpus has {', '.join(known)}")
    some = [row for row in rows if corpus.source(row) == options.source]
    types = sorted({row["page_type"] for row in some if row.get("page_type")})
    if options.type and options.type not in types:
        parser.error(
            f"--type {options.type}: the pages of {options.source} are of type {', '.join(types) or 'unknown'}"
        )
    some = [row for row in some if options.type in {None, row.get("page_type")}]
    weights = folds.models(rows, options.corpus, options.folds, options.cache) if options.folds else None
    extractor = extractors.peers([options.peer])[0] if options.peer else extractors.ours(weights)
    found = worst(some, options.corpus, extractor, options.pages)
    console = Console(soft_wrap=True, markup=False, highlight=False)
    for bad in found:
        console.print(show(bad))
    if options.json:
        content: list[dict[str, Any]] = [bad._asdict() for bad in found]
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(content)))


if __name__ == "__main__":
    main()
