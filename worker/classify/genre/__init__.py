"""The genre of a journalistic text. Internal."""

from __future__ import annotations

from worker.classify.genre.genre import find_genre

__all__ = ["find_genre"]
