"""People, organisations, places, works and events of a text."""

from __future__ import annotations

from worker.enrich.entities.entities import TextWithPlaces, find_entities, preload

__all__ = ["TextWithPlaces", "find_entities", "preload"]
