"""What a text is about, in a few words: its keywords, and a summary made of its own sentences. Internal."""

from __future__ import annotations

from worker.enrich.keywords.keywords import find_keywords
from worker.enrich.keywords.summary import summarise

__all__ = ["find_keywords", "summarise"]
