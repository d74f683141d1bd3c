"""Cross-validation by site: each page is parsed with weights that were trained without any page of its site.

The pages of a site share a template; were some of them trained on, the score of the others would tell how well the
model remembers and not how well it reads pages it has never seen. This file is all that the bench knows of training.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from bench.lib import ROOT
from training.corpus import Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from training.corpus import Row

#: Module whose imports, and theirs, are the code that weights depend on beside the pages.
TRAINING = "training/blocks.py"
#: Labels under which a country's registry gives out names: `example.co.uk` is a site, `co.uk` is none.
_SECOND_LEVEL = frozenset(
    {"ac", "asso", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "mil", "ne", "net", "nom", "or", "org", "web"}
)


def site(row: Row) -> str:
    """Return the registrable domain of a row's page; the row's id where its address is not known.

    Two sites under a suffix that is not known here (`github.io`) count as one: that only makes the test harder.
    """
    host = urlsplit(row.get("url") or "").hostname or row.get("domain") or ""
    labels = host.strip(".").split(".")
    national = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if national else -2 :]) or row["id"]


def groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows by site; the sites of a page and of its duplicate are one group.

    So are sites of one name under several suffixes (`example.com`, `example.co.uk`): mostly they share a template.
    """
    name_of = {row["id"]: site(row).partition(".")[0] for row in rows}
    joined = {name: name for name in name_of.values()}

    def find(name: str) -> str:
        while joined[name] != name:
            name = joined[name]
        return name

    for row in rows:
        original = name_of.get(row.get("duplicate_of") or "")
        if original:
            first, second = sorted((find(original), find(name_of[row["id"]])))
            joined[second] = first
    found = defaultdict(list)
    for row in rows:
        found[find(name_of[row["id"]])].append(row)
    return [found[name] for name in sorted(found, key=_digest)]


def assign(rows: Sequence[Row], count: int) -> dict[str, int]:
    """Return the fold of each row's page by its id: the same for the same corpus, and no site in two folds.

    The largest group goes first, each to the fold that has fewest pages of its kinds (source and page type), then to
    the one with fewest pages; groups of equal size come in the order of a hash of their names.

    Raises:
        SystemExit: there are fewer sites than folds, or fewer than two folds.
    """
    gathered = groups(rows)
    if not 2 <= count <= len(gathered):
        raise SystemExit(
            f"--folds {count}: the corpus has {len(gathered)} sites; choose 2 to {len(gathered)}, or --no-cv"
        )
    kinds: list[Counter[tuple[str, str | None]]] = [Counter() for _ in range(count)]
    fold_of = {}
    for group in sorted(gathered, key=len, reverse=True):
        mine = Counter((row["source"], row.get("page_type")) for row in group)
        best = min(range(count), key=lambda fold: (sum(kinds[fold][kind] for kind in mine), kinds[fold].total(), fold))
        kinds[best] += mine
        fold_of |= {row["id"]: best for row in group}
    return fold_of


def models(rows: Sequence[Row], folder: Path, count: int, cache: Path | None) -> dict[str, Any]:
    """Return for each row's id the weights that its page is to be parsed with, trained on the other folds.

    Weights are kept in `cache` under a hash of what they depend on: the code, and the rows with the hashes of their bodies.

    Raises:
        SystemExit: this tree has no training.
    """
    try:
        from training.blocks import train
        from worker.parse.maintext.weights import load
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("training", "worker")):
            raise
        raise SystemExit(
            f"cross-validation: there is no module {error.name!r}; run in the project's folder with PYTHONPATH=., "
            "or score the parse as it is with --no-cv"
        ) from None
    fold_of = assign(rows, count)
    code = fingerprint(ROOT)
    loaded = {}
    for fold in range(count):
        others = [row for row in rows if fold_of[row["id"]] != fold]
        depends = f"{code}{_digest(_known(others))}"
        loaded[fold] = load(kept(cache, fold, depends, partial(train, Samples(folder, others))))
    return {row["id"]: loaded[fold_of[row["id"]]] for row in rows}


def kept(cache: Path | None, fold: int, depends: str, make: Callable[[], bytes]) -> bytes:
    """Return a fold's weights from the cache; make them, and keep them, where they are not in it."""
    if cache is None:
        return make()
    file = cache / f"fold-{fold}-{_digest(depends)[:20]}.weights"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(make())
        part.replace(file)  # a run that is stopped leaves no half of a file behind
    return file.read_bytes()


def fingerprint(root: Path) -> str:
    """Return a hash of the code that weights depend on: of the training, and of all modules of `root` that it imports."""
    files = sorted(_imported(root, root / TRAINING, set()))
    return _digest(f"{file.relative_to(root)} {_digest(file.read_bytes())}" for file in files)


def _imported(root: Path, file: Path, known: set[Path]) -> set[Path]:
    """Add a module, and those that it imports at any depth, to `known`."""
    known.add(file)
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for place in (root.joinpath(*name.split(".")) for name in names):
            for found in (place.with_suffix(".py"), place / "__init__.py"):
                if found.is_file() and found not in known:
                    _imported(root, found, known)
    return known


def _known(rows: Iterable[Row]) -> Iterable[bytes]:
    return (msgspec.json.encode(row, order="sorted") for row in rows)


def _digest(value: str | bytes | Iterable[str | bytes]) -> str:
    parts = (value,) if isinstance(value, str | bytes) else value
    made = hashlib.sha256()
    for part in parts:
        made.update(part.encode() if isinstance(part, str) else part)
        made.update(b"\n")
    return made.hexdigest()
