"""Dates that a text mentions, resolved against its day of publication. Internal."""

from __future__ import annotations

from worker.enrich.dates.dates import find_dates

__all__ = ["find_dates"]
