"""Figures: amounts of money, percentages and counts. Internal."""

from __future__ import annotations

from worker.enrich.numbers.figures import find_figures

__all__ = ["find_figures"]
