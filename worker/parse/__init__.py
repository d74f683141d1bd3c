"""The parse stage: from the bytes of a page to a `wiremill.contract.document.Document`."""

from __future__ import annotations

from worker.parse.common.flags import Flag
from worker.parse.fields.dates.months import preload
from worker.parse.parse import parse

__all__ = ["Flag", "parse", "preload"]
