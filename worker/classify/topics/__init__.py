"""Topics: the subjects of a text, by IPTC Media Topics."""

from __future__ import annotations

from worker.classify.topics.topics import preload, topics

__all__ = ["preload", "topics"]
