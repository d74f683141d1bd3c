"""People, organisations, places, works and events of a text."""

from worker.enrich.entities.entities import Text, find, preload

__all__ = ["Text", "find", "preload"]
