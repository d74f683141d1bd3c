"""The declarations of a page about its main text: descriptions, and sometimes the text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from worker.parse.declared.declarations import Declared


class DeclaredText(NamedTuple):
    """Text in the head and in JSON-LD that the main text is likely to repeat."""

    description: str = ""
    body: str = ""


def declared_text(declared: Declared) -> DeclaredText:
    """Return the descriptions and the article body that a page declares."""
    head, data = declared
    descriptions = (data.text("description"), head.meta("og:description", "description"))
    body = data.body()
    return DeclaredText(" ".join(each for each in descriptions if each), " ".join(body.split()) if body else "")
