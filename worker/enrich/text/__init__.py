"""A text as every finder needs it: its words and sentences, and which language's rules to apply. Internal."""

from __future__ import annotations

from worker.enrich.text.fingerprint import fingerprint
from worker.enrich.text.indexed import IndexedText, index_document
from worker.enrich.text.length import measure_length

__all__ = ["IndexedText", "fingerprint", "index_document", "measure_length"]
