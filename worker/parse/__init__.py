"""The parse stage: from the bytes of a page to a `wiremill.document.Document`."""

from __future__ import annotations

from worker.parse.flags import Flag
from worker.parse.months import preload
from worker.parse.stage import parse

__all__ = ["Flag", "parse", "preload"]
