"""Coverage-guided fuzzing: does any input make the intake's decoder or parse raise, hang, use too much memory, or break a rule?

    pip install --group fuzz                        # atheris; Linux only
    python -m bench.faults.fuzz intake --seconds 1200
    python -m bench.faults.fuzz parse --seconds 1200 --corpus FOLDER       # begin with real pages too
    python -m bench.faults.fuzz parse --input findings/raised-0a1b2c3d4e5f # one input again, without atheris

Coverage is measured in `wiremill` and `worker`; lxml and zstandard are C and not instrumented. `fuzzing/targets.py` and
`fuzzing/examine.py` define what a failure is. Exits with 1 if something was found; the inputs are kept.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bench.lib import report
from bench.lib.tables import Table

if TYPE_CHECKING:
    from argparse import Namespace

#: seconds; an input that takes longer counts as a hang, and libFuzzer ends the process.
_HANG_SECONDS = 30
#: MB of a process, including its instrumentation and its growing corpus.
_MEMORY_MB = 2_048
_TARGETS = ("intake", "parse")
#: libFuzzer's output after the initial inputs, and for each input that reaches more: edges, and features (edges with counts).
_BEGUN = re.compile(rb"INITED cov: (\d+) ft: (\d+)")
_COVERED = re.compile(rb"cov: (\d+) ft: (\d+)")
_DONE = re.compile(rb"stat::number_of_executed_units:\s*(\d+)")
_AT = re.compile(rb"^#(\d+)\s", re.MULTILINE)
_HASH_SEEDS = ("1", "2")


def main() -> None:
    """Fuzz, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("target", choices=_TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="folder of real pages to begin with, beside the made ones")
    parser.add_argument("--findings", type=Path, default=Path("findings"), help="where inputs are kept that fail")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input", type=Path, help="run this input alone, and say what is wrong with it")
    options = parser.parse_args()
    if options.input:
        sys.exit(_rerun(options.target, options.input))
    if find_spec("atheris") is None:
        sys.exit("atheris is missing: pip install --group fuzz (wheels for Linux; it needs no compiler there)")
    about = report.environment()
    figures, found = run(options)
    report.publish_tables(f"Fuzzing {options.target}", [figures, found], about, to=options.json)
    sys.exit(bool(found.rows))


def run(options: Namespace) -> tuple[Table, Table]:
    """Return the figures and the findings."""
    from bench.faults.fuzzing.seeds import MAX_BYTES, WORDS, seeds

    options.findings.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "corpus"
        corpus.mkdir()
        for data in seeds(options.target, options.corpus):
            (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
        words = (word.encode("utf-8", "surrogatepass") for word in WORDS)
        (folder / "words").write_text("".join(f'"{_quoted(word)}"\n' for word in words))
        began, ends = time.monotonic(), time.monotonic() + options.seconds
        beginning, executed, ended_early, covered = len(list(corpus.iterdir())), 0, 0, []
        while (left := int(ends - time.monotonic())) > 0:
            arguments = [
                *(
                    f"-max_total_time={left}",
                    f"-max_len={MAX_BYTES}",
                    f"-timeout={_HANG_SECONDS}",
                    f"-rss_limit_mb={_MEMORY_MB}",
                ),
                *(f"-dict={folder / 'words'}", f"-seed={options.seed + ended_early}", "-print_final_stats=1"),
                *(f"-artifact_prefix={options.findings}/ended-", str(corpus)),
            ]
            said = _child(options.target, options.findings, arguments)
            covered += [tuple(map(int, numbers)) for kind in (_BEGUN, _COVERED) for numbers in kind.findall(said)]
            done = _DONE.search(said)
            executed += int(done[1]) if done else max(map(int, _AT.findall(said)), default=0)
            if done and int(ends - time.monotonic()) <= 1:
                break
            ended_early += 1
            (options.findings / f"ended-{ended_early}.txt").write_bytes(said[-20_000:])
            if ended_early > 20:
                break
        seconds = time.monotonic() - began
        differing = _hash_seeds(options.target, corpus)
        kept = len(list(corpus.iterdir()))
    figures = Table("figures", "Figures", ("what", "count"))
    for what, count in (
        *(
            ("seconds", round(seconds)),
            ("executions, each twice", executed),
            ("executions a second", executed / seconds),
        ),
        *(("inputs to begin with", beginning), ("inputs that reach more, at the end", kept)),
        *(("edges reached by those to begin with", covered[0][0] if covered else None),),
        *(("edges reached at the end", covered[-1][0] if covered else None),),
        *(("edges with their counts, to begin with", covered[0][1] if covered else None),),
        *(("edges with their counts, at the end", covered[-1][1] if covered else None),),
        *(
            ("processes that ended early", ended_early),
            ("inputs whose output depends on the seed of hashes", differing),
        ),
    ):
        figures.add(what, count)
    return figures, _findings(options.findings, differing)


def _child(target: str, findings: Path, arguments: list[str]) -> bytes:
    path = os.pathsep.join([str(report.ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "bench.faults.fuzzing.child", target, str(findings), *arguments]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout


def _hash_seeds(target: str, corpus: Path) -> int:
    """Return the number of inputs whose output depends on the hash seed, that is, on the order of a set."""
    code = (
        "import sys, hashlib, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "from bench.faults.fuzzing.targets import TARGETS, Unsound\n"
        "for path in sorted(pathlib.Path(sys.argv[3]).iterdir()):\n"
        "    try: said = TARGETS[sys.argv[2]](path.read_bytes())\n"
        "    except Exception as error: said = type(error).__name__.encode()\n"
        "    print(hashlib.sha256(said).hexdigest())\n"
    )
    path = os.pathsep.join([str(report.ROOT), os.environ.get("PYTHONPATH", "")])
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code, str(report.ROOT), target, str(corpus)],
            env=os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout.split()
        for seed in _HASH_SEEDS
    ]
    return sum(one != other for one, other in zip(*outputs, strict=True))


def _findings(folder: Path, differing: int) -> Table:
    table = Table("findings", "What was found", ("kind", "what", "input"))
    for path in sorted(folder.glob("*.txt")):
        kind, _, what = path.read_text("utf-8", "replace").partition("\n")[0].partition(": ")
        if path.stem.startswith("ended-"):
            kind, what = "ended", "the process ended early; the end of its output is in the file"
        table.add(kind, what, str(path.with_suffix("") if path.with_suffix("").exists() else path))
    if differing:
        table.add("changes", "the output depends on the order of sets", f"{differing} of the corpus")
    return table


def _rerun(target: str, path: Path) -> int:
    from bench.faults.fuzzing.examine import examine, warmed_up

    with warmed_up(target):
        found = examine(target, path.read_bytes())
    sys.stdout.write(f"{found.kind}: {found.key}\n{found.detail}\n" if found else "nothing is wrong with it\n")
    return bool(found)


def _quoted(word: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
