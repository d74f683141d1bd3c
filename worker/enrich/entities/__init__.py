"""People, organisations, places, works and events of a text. Internal."""

from __future__ import annotations

from worker.enrich.entities.dictionary import TextWithPlaces
from worker.enrich.entities.entities import find_entities, preload

__all__ = ["TextWithPlaces", "find_entities", "preload"]
