"""Where a text comes from: credits to news agencies, and the dateline. Internal."""

from __future__ import annotations

from worker.enrich.credits.credits import find_credits
from worker.enrich.credits.dateline import find_dateline

__all__ = ["find_credits", "find_dateline"]
