"""Topics: the subjects of a text, as IPTC Media Topics. Internal."""

from __future__ import annotations

from worker.classify.topics.topics import find_topics, preload

__all__ = ["find_topics", "preload"]
