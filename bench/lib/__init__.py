"""What the benches share: workers and servers, tables, reports, a corpus of pages."""

from __future__ import annotations

from pathlib import Path

#: The root of the project.
ROOT = Path(__file__).resolve().parent.parent.parent
