"""Explains what parse makes of a page: it parses the page, and keeps what parse considered on its way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from worker.parse.common.strings import count_words
from worker.parse.explained.blocks import explain_parts, explain_segments
from worker.parse.explained.candidates import explain_fields
from worker.parse.explained.explanation import Explanation
from worker.parse.explained.site import SHOWN_CHARS, explain_site
from worker.parse.pagetype.model import PAGE_TYPES
from worker.parse.parse import parse
from worker.parse.recorder import Recorder

if TYPE_CHECKING:
    from wiremill.contract.document import Document
    from worker.parse.sites.site import Sites


def explain(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    charset: str | None = None,
    fetched_at: str | None = None,
    sites: Sites | None = None,
) -> Explanation:
    """Explain what `parse` makes of the body of a page; the arguments are those of `parse`.

    If corrections apply to the page, it is parsed without them as well, to show what they change.

    Raises:
        PageFault: reason ``not_text``, the body is not text (an image, a PDF, an archive).
    """
    recorder = Recorder()
    parse_page = partial(parse, body, url=url, content_type=content_type, charset=charset, fetched_at=fetched_at)
    document = parse_page(sites=sites, recorder=recorder)
    page = recorder.page
    corrections = page.tree.corrections if page else None
    types = dict(zip(PAGE_TYPES, page.estimate.probabilities, strict=False)) if page else {}
    return Explanation(
        url=url,
        kind=recorder.kind,
        page_type=document.page_type,
        types={name: round(types[name], 4) for name in sorted(types, key=types.__getitem__, reverse=True)},
        # The fields of a feed are those of its entry, not those of the HTML in it.
        fields=explain_fields(document, recorder.considered if recorder.kind == "html" else {}),
        words=count_words(document.text),
        text_origin=document.provenance.get("text"),
        no_content_reason=document.no_content_reason,
        flags=document.flags,
        site=explain_site(corrections, parse_page()) if corrections else None,
        text=document.text[:SHOWN_CHARS],
        blocks=explain_segments(page, document) if page else explain_parts(document, _why(document, recorder.kind)),
    )


def _why(document: Document, kind: str) -> str:
    if kind != "plain":
        return "entry of a feed"
    return "plain text" if "text.unseparated" in document.flags else "longest run of prose"
