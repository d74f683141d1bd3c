"""Quotations, and who said them. Internal."""

from __future__ import annotations

from worker.enrich.quotes.people import people_among
from worker.enrich.quotes.quotes import find_quotes

__all__ = ["find_quotes", "people_among"]
