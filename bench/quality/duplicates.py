"""Near-duplicates: recall and precision on edited articles, memory and CPU, in a full index on a real server.

    python -m bench.quality.duplicates --corpus DIR [--more DIR] [--signatures N] [--json FILE]

DIR of `--corpus` holds `truth.jsonl.gz`, whose rows have `main_text`; that of `--more`, any `*.jsonl.gz` whose rows
have `text` and `lang`: articles, and sentences, of which ten of a language are put together. Every second text is
entered, at random places among made-up signatures that fill the index; the others are strangers. What is looked up is
each edit of a text that was entered, which should find it, and each stranger with its edits, which should find
nothing. Finding anything else is an error of precision.
"""

from __future__ import annotations

import gzip
import json
import random
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgpack

from bench.lib import report
from bench.lib.tables import Table
from bench.quality.edits import EDITS, make, pieces
from wiremill.client.connection import connect
from wiremill.contract.nearness import Nearness
from wiremill.ledger.scripts import Scripts, source
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings
from worker.publish import near
from worker.publish.signature import ANCHORS, BINS, Signature, preload, sign

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Words below which a text is no article; 10 % of them, or their first half, say little.
FEWEST_WORDS = 80
#: Texts of a language and file that `--more` reads.
_OF_A_LANGUAGE = 40
#: Sentences that are put together.
_SENTENCES = 10
#: Signatures that one script enters.
_BATCH = 250
_NOW = 1_700_000_000
_WINDOW = 7 * 24 * 3600
_FILL = "\nfor _, near in ipairs(cmsgpack.unpack(ARGV[1])) do near_commit(near) end"
GOALS = {"recall": 0.95, "precision": 0.98, "bytes": 200, "ms": 0.5}


def articles(corpus: Path, more: Path | None) -> list[tuple[str, str]]:
    """Read (language, text), each text once."""
    found: dict[str, str] = {}
    for row in _rows(corpus / "truth.jsonl.gz"):
        found.setdefault(row.get("main_text") or "", (row.get("language") or row.get("html_lang") or "und")[:2].lower())
    for file in sorted(more.glob("*.jsonl.gz")) if more else ():
        by_language: dict[str, list[str]] = defaultdict(list)
        for row in _rows(file):
            if "text" in row and "lang" in row:
                by_language[row["lang"]].append(row["text"])
        for language, texts in by_language.items():
            size = _SENTENCES if file.name.startswith("sib200") else 1
            whole = ["\n".join(texts[at : at + size]) for at in range(0, len(texts), size)]
            for text in [text for text in whole if len(pieces(text)) >= FEWEST_WORDS][:_OF_A_LANGUAGE]:
                found.setdefault(text, language.lower())
    return [(language, text) for text, language in found.items() if len(pieces(text)) >= FEWEST_WORDS]


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


class Index:
    """The index on a server, filled as publish does it."""

    def __init__(self, scripts: Scripts, limit: int) -> None:
        self.scripts = scripts
        self.limit = limit
        self._fill = scripts.redis.register_script(source("nearness") + _FILL)
        self._waiting: list[dict[str, Any]] = []

    def table(self, text: near.Text) -> dict[str, Any]:
        """Return what a look-up is asked with."""
        return near.lookup_request(self.scripts.keys, text, max_signatures=self.limit, window=_WINDOW, now=_NOW)

    def enter(self, text: near.Text) -> None:
        """Enter a text as the first of its cluster."""
        verdict = near.Comparison(Nearness(cluster=text.item_id[:16], earliest=text.item_id), 0, enter=True)
        looked = self.table(text)
        made = near.commit_request(looked, 0, text, verdict)
        self._waiting.append(made | {"probes": looked["probes"][: ANCHORS + 1]})
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Enter what waits."""
        if self._waiting:
            self._fill(args=[msgpack.packb(self._waiting, use_bin_type=False)])
            self._waiting = []

    def judge(self, texts: list[near.Text]) -> list[near.Comparison]:
        """Look texts up, batch by batch."""
        verdicts = []
        for at in range(0, len(texts), 32):
            batch = texts[at : at + 32]
            answers = self.scripts.near([self.table(text) for text in batch])
            for text, (_, *found) in zip(batch, answers, strict=True):
                verdicts.append(near.compare(text, _candidates(found), now=_NOW, window=_WINDOW))
        return verdicts

    def memory(self) -> int:
        """Return the bytes that the server uses."""
        return int(self.scripts.redis.info("memory")["used_memory"])

    def cpu(self) -> float:
        """Return the server's CPU seconds."""
        info = self.scripts.redis.info("cpu")
        return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])


def _candidates(answer: list[list[bytes]]) -> list[near.Candidate]:
    return [
        near.Candidate(near.unpack(record, name), near.unpack(first, first_name) if first else None)
        for record, name, first, first_name in answer
    ]


def text_of(number: int, host: str, body: str) -> near.Text:
    """Return a text as publish compares it, under a URL of its own."""
    return near.text_of(f"{number:032x}", f"https://{host}.example/{number}", None, body, body)


def made_up(number: int, chance: random.Random) -> near.Text:
    """Return a text that has nothing in common with any other."""
    bits = chance.randbytes
    anchors = [chance.getrandbits(64) for _ in range(ANCHORS)]
    return near.Text(f"{number:032x}", Signature(bits(2 * BINS), anchors, 500, 7), bits(4), bits(6), bits(4), 7)


def run(corpus: Path, more: Path | None, signatures: int, server: EmbeddedServer) -> list[Table]:
    """Return all tables."""
    chance = random.Random(20)
    preload()
    texts = articles(corpus, more)
    chance.shuffle(texts)
    by_language: dict[str, list[str]] = defaultdict(list)
    half = len(texts) // 2
    # What edits put in comes from strangers: of an entered text it would make a true, if unmeant, relative.
    for language, text in texts[half:]:
        by_language[language].append(text)
    settings = Settings(redis_url=server.url)
    index = Index(Scripts(connect(settings), settings), signatures)
    memory, cpu = _fill(index, [text for _, text in texts[:half]], signatures, chance)
    hits, speed = _hits(index, texts, half, by_language, chance)
    costs = Table("costs", "What it costs", ["figure", "value", "goal"])
    costs.add("signatures", signatures, None)
    costs.add("Redis, MB", memory / 1e6, GOALS["bytes"] * signatures / 1e6)
    costs.add("Redis, bytes a signature", memory / signatures, GOALS["bytes"])
    total = speed["sign"] + speed["look"] + speed["server"] + cpu
    costs.add("signature, ms of CPU", speed["sign"], None)
    costs.add("look-up and verdict in the worker, ms of CPU", speed["look"], None)
    costs.add("look-up in the server, ms of CPU", speed["server"], None)
    costs.add("commit in the server, ms of CPU", cpu, None)
    costs.add("a page altogether, ms of CPU", total, GOALS["ms"])
    costs.add("words of such a page", speed["words"], None)
    return [*hits, costs]


def _fill(index: Index, known: list[str], signatures: int, chance: random.Random) -> tuple[int, float]:
    """Fill the index; return the bytes it takes, and the server's CPU milliseconds a signature."""
    before, cpu = index.memory(), index.cpu()
    at = dict(zip(sorted(chance.sample(range(signatures), len(known))), range(len(known)), strict=True))
    for number in range(signatures):
        index.enter(
            text_of(at[number], "known", known[at[number]]) if number in at else made_up(10**9 + number, chance)
        )
    index.flush()
    return index.memory() - before, (index.cpu() - cpu) / signatures * 1e3


def _hits(
    index: Index,
    texts: list[tuple[str, str]],
    half: int,
    by_language: dict[str, list[str]],
    chance: random.Random,
) -> tuple[list[Table], dict[str, float]]:
    kinds = Table(
        "edits", "Edited articles, by kind of edit", ["edit", "pairs", "found", "recall", "wrong", "precision"]
    )
    of_language: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    strangers = [text for _, text in texts[half:]]
    queries: dict[str, list[tuple[int, near.Text]]] = {"none": []}
    for number, (_, text) in enumerate(texts[half:], half):
        queries["none"].append((number, text_of(number, "other", text)))
    for name, edit in EDITS.items():
        queries[name] = [
            (number, text_of(number, "other", make(edit, text, by_language[language] or strangers, chance)))
            for number, (language, text) in enumerate(texts)
        ]
    sums = [0, 0, 0]
    for name, asked in queries.items():
        pairs = found = wrong = 0
        for (number, _), verdict in zip(asked, index.judge([text for _, text in asked]), strict=True):
            of, right = verdict.nearness.of, f"{number:032x}"
            wrong += of is not None and (of != right or number >= half)
            if number < half:
                pairs, found = pairs + 1, found + (of == right)
                counts = of_language[texts[number][0]]
                counts[0], counts[1] = counts[0] + 1, counts[1] + (of == right)
        kinds.add(name, pairs, found, _share(found, pairs), wrong, _share(found, found + wrong) if pairs else None)
        sums = [sums[0] + pairs, sums[1] + found, sums[2] + wrong]
    kinds.add("all", *sums[:2], _share(sums[1], sums[0]), sums[2], _share(sums[1], sums[1] + sums[2]))
    kinds.note = (
        f"Goals: recall {GOALS['recall']}, precision {GOALS['precision']}. {len(texts)} texts, {half} of them entered."
    )
    languages = Table("languages", "The weakest languages", ["language", "pairs", "recall"])
    for language, (pairs, found) in sorted(of_language.items(), key=lambda each: each[1][1] / each[1][0])[:15]:
        languages.add(language, pairs, found / pairs)
    unspaced = [of_language[name] for name in of_language if name.startswith(UNSPACED)]
    languages.add(
        "zh ja th lo my km together",
        sum(each[0] for each in unspaced),
        _share(*map(sum, zip(*unspaced, strict=True)), turned=True),
    )
    return [kinds, languages], _speed(index, [text for _, text in texts[half:]])


#: Codes of languages that are written without spaces.
UNSPACED = ("zh", "ja", "th", "lo", "my", "km", "yue")


def _share(part: int, whole: int, *, turned: bool = False) -> float | None:
    part, whole = (whole, part) if turned else (part, whole)
    return part / whole if whole else None


def _speed(index: Index, bodies: list[str]) -> dict[str, float]:
    bodies = bodies[:1000]
    begun = time.process_time()
    signatures = [sign(body) for body in bodies]
    signing = time.process_time() - begun
    asked = [text_of(number, "other", body) for number, body in enumerate(bodies)]
    begun, cpu = time.process_time(), index.cpu()
    for text, verdict in zip(asked, index.judge(asked), strict=True):
        near.pack(text, verdict, _NOW)
    looking, server = time.process_time() - begun, index.cpu() - cpu
    each = 1e3 / len(bodies)
    words = sum(signature.tokens for signature in signatures) / len(bodies)
    return {"sign": signing * each, "look": looking * each, "server": server * each, "words": words}


def main() -> None:
    """Measure, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR", help="folder with truth.jsonl.gz")
    parser.add_argument("--more", type=Path, metavar="DIR", help="folder of *.jsonl.gz with text and lang")
    parser.add_argument(
        "--signatures", type=int, default=1_000_000, help="how many the index holds, and is filled with"
    )
    parser.add_argument("--server", type=Path, metavar="PROGRAM", help="another Redis than the one that is found")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the tables as Markdown, too")
    options = parser.parse_args()
    about = report.environment()
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedServer(Path(folder), program=options.server, options=("--appendonly", "no")) as server,
    ):
        tables = run(options.corpus, options.more, options.signatures, server)
    report.publish_tables("Near-duplicates", tables, about, to=options.json)
    if options.write:
        parts = ["# Quality of near-duplicates", INTRODUCTION, f"Measured with {report.describe(about)}."]
        options.write.write_text("\n\n".join([*parts, *(table.markdown() for table in tables)]) + "\n", "utf-8")


INTRODUCTION = """\
Real articles are edited the way copies and new versions are, and looked up in a full index on a real server. This
page is written by

    python -m bench.quality.duplicates --corpus DIR --more DIR --write docs/quality-duplicates.md

Every second text is entered at a random place among made-up signatures; the others are strangers. Each edit of an
entered text should find that text; a stranger and its edits should find nothing. Any other result counts as wrong,
even if two articles of the corpora really share most of their text, as pages made from one template do. The row
`none` has the unedited strangers.

The edits are: `truncated`, cut to the first 40 to 80 %; `new lead`, the first 10 to 20 % replaced; `boilerplate`, 20
words added before and 60 after; `10 % changed`, one word in ten replaced at random. Texts of fewer than 80 words are
left out. Ten sentences of the parallel corpus make a text."""

if __name__ == "__main__":
    main()
