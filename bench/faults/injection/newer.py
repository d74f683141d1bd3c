"""A newer version of the code for a rolling update: a copy of the tree that marks each stage's run as newer."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bench.lib import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_OLD, _NEW = "worker=self.consumer,", 'worker=f"{self.consumer}:newer",'


def newer_tree(folder: Path) -> Path:
    """Copy the code that workers run and change it; return the folder of the copy.

    Raises:
        RuntimeError: the line to change was not found.
    """
    for name in ("wiremill", "worker"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    step = folder / "worker" / "runtime" / "step.py"
    text = step.read_text("utf-8")
    if text.count(_OLD) != 1:
        raise RuntimeError(f"{step} has no {_OLD!r} to change")
    step.write_text(text.replace(_OLD, _NEW), "utf-8")
    return folder
