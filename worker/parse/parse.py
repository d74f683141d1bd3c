"""Parse: from the bytes of a page to a document. Pure: no network, no clock, no state.

The journey of a page. Each step runs once, and takes what the steps before it returned:

    bytes → text → tree → declared → page type → fields → main text → no content? → document
              ├→ plain text ─────────────────────────────────────────────────────→ document
              └→ feed → (an entry's HTML goes through the steps above) ──────────→ document
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wiremill.contract.document import Document
from worker.parse.common.flags import Flag, flag_values
from worker.parse.common.provenance import in_order, origin_of
from worker.parse.declared.declarations import read_declared
from worker.parse.feeds.document import feed_document
from worker.parse.fields.fields import read_fields
from worker.parse.maintext.main_text import read_main_text
from worker.parse.maintext.weights import shipped_weights
from worker.parse.nocontent.doubts import find_doubts
from worker.parse.nocontent.reason import no_content_reason
from worker.parse.pagetype.page_type import estimate_type
from worker.parse.plain.document import plain_document
from worker.parse.recorder import RecordedPage
from worker.parse.text.charset import Decoded
from worker.parse.text.page_text import read_text
from worker.parse.tree.page_tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.document import NoContentReason
    from worker.parse.fields.fields import Fields
    from worker.parse.maintext.main_text import MainText
    from worker.parse.maintext.weights import Weights
    from worker.parse.pagetype.page_type import TypeEstimate
    from worker.parse.recorder import Recorder
    from worker.parse.sites.site import Site, Sites


def parse(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    charset: str | None = None,
    fetched_at: str | None = None,
    weights: Weights | None = None,
    sites: Sites | None = None,
    recorder: Recorder | None = None,
) -> Document:
    """Parse the body of a page (HTML, plain text or a feed) to a `Document`.

    Args:
        body: the fetched bytes; gzip and zstd are unpacked.
        url: the URL of the page; relative URLs are resolved against it.
        content_type: the Content-Type header, if there was one. It is only a hint.
        charset: the charset as the producer knows it; believed unless the bytes are UTF-8.
        fetched_at: when it was fetched (RFC 3339). Without it "3 hours ago" has no meaning.
        weights: the learned model that finds the main text; by default the one in the package.
        sites: corrections for named sites; they apply to HTML pages by their `url`.
        recorder: collects what is considered on the way, for an explanation.

    Raises:
        PageFault: reason ``not_text``, the body is not text (an image, a PDF, an archive).
    """
    weights = weights or shipped_weights()
    page = read_text(body, charset=charset, content_type=content_type)
    if page is None:
        return _empty_document(url)
    if recorder:
        recorder.kind = page.kind
    if page.kind == "plain":
        return plain_document(page, url)

    parse_html = partial(_parse_html, url=url, fetched_at=fetched_at, weights=weights, recorder=recorder)

    def parse_entry(html: str) -> Document:
        return parse_html(Decoded(html, page.decoded.charset), (), content_type=None, site=None)

    if page.kind != "html" and (document := feed_document(page, url, parse_entry)):
        return document
    site = sites.for_url(url) if sites else None
    return parse_html(page.decoded, page.flags, content_type=content_type, site=site)


def _parse_html(
    decoded: Decoded,
    flags: Sequence[Flag],
    *,
    url: str | None,
    content_type: str | None,
    fetched_at: str | None,
    weights: Weights,
    site: Site | None,
    recorder: Recorder | None,
) -> Document:
    tree, tree_flags = read_tree(decoded, content_type, site)
    flags = [*flags, *tree_flags]
    if tree is None:
        return _empty_document(url, decoded.charset, flags)
    declared = read_declared(tree.elements)
    estimate = estimate_type(declared, tree.outline, tree.measures, url, weights.types)
    fields = read_fields(
        tree,
        declared,
        is_discussion=estimate.is_discussion,
        url=url,
        fetched_at=fetched_at,
        considered=recorder.considered if recorder else None,
    )
    main = read_main_text(tree, declared, estimate, fields, weights)
    reason = no_content_reason(tree, declared, text=main.text, title=fields.title, url=url)
    if recorder:
        recorder.page = RecordedPage(tree, estimate, main)
    if estimate.is_article and not reason:
        flags += find_doubts(declared, tree.outline, main.segments, fields, text=main.text)
    flags += [Flag.JSON_LD_INVALID] * declared.data.invalid + [Flag.ELEMENTS_TRUNCATED] * tree.outline.truncated
    return _document(estimate, fields, main, reason, url=url, charset=decoded.charset, flags=flags)


def _document(
    estimate: TypeEstimate,
    fields: Fields,
    main: MainText,
    reason: NoContentReason | None,
    *,
    url: str | None,
    charset: str,
    flags: Sequence[Flag],
) -> Document:
    """Assemble the document of an HTML page; with a `reason` it has no text."""
    origins = dict(fields.origins)
    page_type = estimate.best
    if page_type:
        origins["page_type"] = origin_of("model", page_type.probability)
    if reason:
        text_flags = [Flag.NO_CONTENT]
    else:
        text_flags = main.flags
        origins["text"] = main.origin
    published, modified = fields.published, fields.modified
    return Document(
        url=url,
        canonical_url=fields.canonical_url,
        title=fields.title,
        subtitle=fields.subtitle,
        description=fields.description,
        text="" if reason else main.text,
        blocks=[] if reason else main.blocks,
        authors=fields.authors,
        agency=fields.agency,
        published=published and published.value,
        published_precision=published and published.precision,
        modified=modified and modified.value,
        modified_precision=modified and modified.precision,
        site_name=fields.site_name,
        section=fields.section,
        tags=fields.tags,
        declared_language=fields.declared_language,
        page_type=page_type and page_type.name,
        no_content_reason=reason,
        comments=main.comments,
        links=fields.links,
        images=fields.images,
        access=fields.access,
        schema_types=fields.schema_types,
        charset=charset,
        flags=flag_values([*flags, *text_flags, *fields.flags]),
        provenance=in_order(origins),
    )


def _empty_document(url: str | None, charset: str | None = None, flags: Sequence[Flag] = ()) -> Document:
    return Document(url=url, charset=charset, no_content_reason="empty", flags=flag_values([*flags, Flag.NO_CONTENT]))
