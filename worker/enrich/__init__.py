"""Enrich: what a reader of many documents wants to know about each."""

from __future__ import annotations

from worker.enrich.enrich import enrich, preload

__all__ = ["enrich", "preload"]
