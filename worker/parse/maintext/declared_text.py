"""What head and structured data say that helps to find the main text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.parse.maintext.features import Anchors

if TYPE_CHECKING:
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData


def anchors_of(head: Head, data: StructuredData) -> Anchors:
    """Return the descriptions and the body that `head` and `data` give."""
    descriptions = (data.text("description"), head.meta("og:description", "description"))
    body = data.body()
    return Anchors(" ".join(each for each in descriptions if each), " ".join(body.split()) if body else "")
