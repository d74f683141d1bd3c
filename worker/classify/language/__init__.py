"""The language of a text. Internal."""

from __future__ import annotations

from worker.classify.language.language import detect_language
from worker.classify.language.model import shipped_model

__all__ = ["detect_language", "shipped_model"]
