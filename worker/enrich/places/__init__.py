"""Countries and cities that a text names, and the countries that it is about. Internal."""

from __future__ import annotations

from worker.enrich.places.focus import find_focus
from worker.enrich.places.places import Places, find_places

__all__ = ["Places", "find_focus", "find_places"]
