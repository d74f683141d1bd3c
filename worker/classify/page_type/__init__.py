"""The type of the page that a document comes from. Internal."""

from __future__ import annotations

from worker.classify.page_type.page_type import choose_page_type

__all__ = ["choose_page_type"]
