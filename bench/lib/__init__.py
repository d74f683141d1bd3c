"""Shared by the benches: worker processes, tables, reports, corpora of pages."""

from __future__ import annotations

from pathlib import Path

#: The root of the project.
ROOT = Path(__file__).resolve().parent.parent.parent
