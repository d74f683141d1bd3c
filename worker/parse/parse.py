"""Parse: from the bytes of a page to a document. Pure: no network, no clock, no state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wiremill.document import Document
from worker.parse.common.blocks import parts_of, render
from worker.parse.common.flags import OF_TEXT, Flag
from worker.parse.common.limits import MAX_BODY_BYTES
from worker.parse.common.provenance import Provenance
from worker.parse.common.urls import site_of
from worker.parse.declared.head import read_head
from worker.parse.declared.structured_data import read_json_ld
from worker.parse.feeds.document import document_of
from worker.parse.feeds.json_feed import read_json_feed
from worker.parse.feeds.xml_feed import read_feed
from worker.parse.fields.dates.datelines import first_post, lone_date, near_headline, printed_before, published_in
from worker.parse.fields.fields import Metadata
from worker.parse.fields.markup import Marks
from worker.parse.fields.media import read_images, read_links
from worker.parse.fields.title import key
from worker.parse.maintext.main_text import find_main_text
from worker.parse.maintext.structured_text import state_body, structured_body
from worker.parse.maintext.weights import shipped
from worker.parse.nocontent.reason import is_suspect, no_content_reason, plain_reason
from worker.parse.plain.lines import count_words
from worker.parse.plain.plain_text import read_plain
from worker.parse.text.charset import clean, decode
from worker.parse.text.sniff import kind_of, refuse_binary, root_at
from worker.parse.tree.elements import Elements
from worker.parse.tree.load import load
from worker.parse.tree.outline import outline
from worker.parse.tree.xhtml import as_html, is_xhtml

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wiremill.document import NoContentReason, OriginKind
    from worker.parse.common.blocks import Part
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData
    from worker.parse.fields.dates.times import Moment
    from worker.parse.maintext.main_text import MainText
    from worker.parse.maintext.weights import Weights
    from worker.parse.text.charset import Decoded
    from worker.parse.tree.outline import Outline

#: words; a main text shorter than this is worth a look at structured data.
_THIN: Final = 60
#: How many times longer structured data must be to take the place of a thin text.
_RICHER: Final = 3
#: words of all the page; with more the page shows something, and a state must hold more than that.
_BARE: Final = 300
#: characters; a longer text is no line that names an author.
_LINE: Final = 60
_DISCUSSIONS: Final = frozenset({"DiscussionForumPosting", "QAPage", "Question"})
_DISCUSSION_URL: Final = re.compile(
    r"/(?:forums?|threads?|topics?|viewtopic|showthread|questions?|discussions?|boards?|community|t|comments)[/._-]|//(?:forums?|community|discuss\w*|boards?)\.",
    re.IGNORECASE,
)
_DISCUSSION_SOFTWARE: Final = re.compile(
    r"discourse|phpbb|vbulletin|xenforo|invision|mybb|vanilla|flarum|smf|simple machines|nodebb|lithium|stack ?exchange",
    re.IGNORECASE,
)


class _Source(NamedTuple):
    """What a page's main text is taken from."""

    root: _Element
    page: Outline
    head: Head
    data: StructuredData
    title: str | None
    main: MainText


def parse(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    charset: str | None = None,
    fetched_at: str | None = None,
    weights: Weights | None = None,
) -> Document:
    """Parse the body of a page, HTML or plain text, to a `Document`.

    Args:
        body: what was fetched, without any content encoding.
        url: where it was fetched from; what relative addresses are resolved against.
        content_type: the Content-Type header, if there was one; a hint, not an order.
        charset: the charset as the producer knows it; believed unless the bytes are UTF-8.
        fetched_at: when it was fetched (RFC 3339); what "3 hours ago" is told from, which means nothing without it.
        weights: what finds the main text; those that the package brings unless others are given.

    Raises:
        PageFault: reason ``not_text``, the body is no text (an image, a PDF, an archive).
    """
    weights = weights or shipped()
    flags: list[Flag] = []
    if len(body) > MAX_BODY_BYTES:
        body = body[:MAX_BODY_BYTES]
        flags.append(Flag.BODY_TRUNCATED)
    if not body.strip(b"\0 \t\r\n"):
        return Document(url=url, no_content_reason="empty", flags=[Flag.NO_CONTENT.value])
    refuse_binary(body)
    decoded = decode(body, charset=charset, content_type=content_type)
    flags += decoded.flags
    kind = kind_of(decoded.text, content_type)
    if kind == "plain":
        return _parse_plain(decoded, url, flags)
    if kind != "html":
        feed = read_json_feed(decoded.text) if kind == "json_feed" else read_feed(decoded.text[root_at(decoded.text) :])
        if feed:
            return document_of(
                feed,
                url=url,
                charset=decoded.charset,
                flags=_values(flags),
                parse_html=lambda page: _parse_html(
                    decoded._replace(text=page, utf8=None), url, [], fetched_at, weights
                ),
            )
    if is_xhtml(decoded.text, content_type):
        decoded = decoded._replace(text=as_html(decoded.text), utf8=None)
    return _parse_html(decoded, url, flags, fetched_at, weights)


def _parse_html(
    decoded: Decoded, url: str | None, flags: list[Flag], fetched_at: str | None, weights: Weights
) -> Document:
    root, loading = load(decoded.encode())
    flags += loading
    if root is None:
        return Document(
            url=url, charset=decoded.charset, no_content_reason="empty", flags=_values([*flags, Flag.NO_CONTENT])
        )
    provenance = Provenance()
    elements = Elements(root)
    head = read_head(elements)
    data = read_json_ld(head.json_ld)
    if data.invalid:
        flags.append(Flag.JSON_LD_INVALID)
    metadata = Metadata(elements, head, data, provenance, Marks(elements, decoded.text), url=url, fetched_at=fetched_at)
    page = outline(root)
    if page.truncated:
        flags.append(Flag.ELEMENTS_TRUNCATED)
    title = metadata.title()
    discussion = _is_discussion(head, data, url)
    main = find_main_text(page, head, data, url, weights, discussion=discussion)
    if main.page_type:
        provenance.note("page_type", "model", main.page_type_confidence)
    discussion = discussion or main.page_type == "forum"
    parts = _main_parts(_Source(root, page, head, data, title, main), provenance, flags)
    text, blocks, cut = render(parts)
    reason: NoContentReason | None = None
    if is_suspect(text, head, title):
        reason = no_content_reason(
            elements,
            head,
            decoded.text,
            text=text,
            title=title,
            url=url,
            page_words=int(main.page_words),
            linked=main.linked,
        )
    if reason:
        text, blocks, cut = "", [], False
        flags = [flag for flag in flags if flag not in OF_TEXT]
        flags.append(Flag.NO_CONTENT)
        provenance.origins.pop("text", None)
    if cut:
        flags.append(Flag.TEXT_TRUNCATED)
    lines = near_headline(page, title)
    published = _published(page, lines, metadata, provenance, discussion=discussion)
    modified = metadata.modified()
    others = (text for text in page.texts if len(text) <= _LINE)
    authors, agency = metadata.authors(page.bylines, lines, others, discussion=discussion)
    links, many_links = read_links(elements, metadata.base)
    images, many_images = read_images(elements, metadata.base, metadata.leading_images())
    flags += [Flag.LINKS_TRUNCATED] * many_links + [Flag.IMAGES_TRUNCATED] * many_images
    return Document(
        url=url,
        canonical_url=metadata.canonical_url(),
        title=title,
        subtitle=metadata.subtitle(),
        description=metadata.description(),
        text=text,
        blocks=blocks,
        authors=authors,
        agency=agency,
        published=published and published.value,
        published_precision=published and published.precision,
        modified=modified and modified.value,
        modified_precision=modified and modified.precision,
        site_name=metadata.site_name,
        section=metadata.section(),
        tags=metadata.tags(),
        declared_language=metadata.declared_language(),
        page_type=main.page_type,
        no_content_reason=reason,
        comments=[clean(comment) for comment in main.comments],
        links=links,
        images=images,
        access=metadata.access(),
        schema_types=metadata.schema_types(),
        charset=decoded.charset,
        flags=_values([*flags, *metadata.flags]),
        provenance=provenance.origins,
    )


def _main_parts(source: _Source, provenance: Provenance, flags: list[Flag]) -> list[Part]:
    """Return the main text's parts: from the markup, or where that is thin and structured data rich, from there."""
    root, page, head, data, title, main = source
    if main.words < _THIN:
        shown = main.page_words
        sources: tuple[tuple[OriginKind, list[Part], float], ...] = (
            ("json-ld", structured_body(data, lists=shown < _BARE), 0),
            ("markup", state_body(root, head.states), shown if shown >= _BARE else 0),
        )
        for origin, parts, least in sources:
            if sum(count_words(part.text) for part in parts) > max(_RICHER * main.words, 20, least):
                flags.append(Flag.TEXT_FROM_STRUCTURED_DATA)
                provenance.note("text", origin, 0.6)
                return parts
    chosen = [page.segment(index) for index in main.chosen]
    # The headline stands in `title`; at the start of the text it would be there twice.
    if len(chosen) > 1 and title and chosen[0].kind == "heading" and key(chosen[0].text) == key(title):
        chosen = chosen[1:]
    provenance.note("text", "model", main.confidence)
    return list(parts_of(chosen))


def _is_discussion(head: Head, data: StructuredData, url: str | None) -> bool:
    """Tell whether the posts of readers are the content: of a forum, of questions and answers."""
    if not _DISCUSSIONS.isdisjoint(data.types):
        return True
    if _DISCUSSION_SOFTWARE.search(head.meta("generator") or ""):
        return True
    return bool(url and _DISCUSSION_URL.search(url))


def _published(
    page: Outline, lines: list[str], metadata: Metadata, provenance: Provenance, *, discussion: bool
) -> Moment | None:
    """Return the time of publication, looked for in the short lines around the headline where no source gives it."""
    given = metadata.published()
    reading = metadata.reading
    found = None
    if given and not discussion and metadata.is_dated_by_machine():
        found = printed_before(lines, given, reading)
    elif not given:
        found = (first_post(page.texts, reading) if discussion else None) or published_in(lines, reading)
        found = found or lone_date(page.texts, reading)
    if found:
        provenance.note("published", "text")
    found = found or given
    if found:
        metadata.flags += [Flag.PUBLISHED_ZONE_ASSUMED] * found.zone_assumed
    return found


def _parse_plain(decoded: Decoded, url: str | None, flags: list[Flag]) -> Document:
    provenance = Provenance()
    found = read_plain(decoded.text, site=site_of(url))
    text, blocks, cut = render(found.parts)
    reason = plain_reason(decoded.text) or (None if text else "empty")
    if reason:
        text, blocks, cut = "", [], False
    flags += [Flag.TEXT_TRUNCATED] * cut + [Flag.TEXT_LEFTOVERS_REMOVED] * found.leftovers
    if not found.separated and text:
        flags.append(Flag.TEXT_UNSEPARATED)
    if text:
        provenance.note("text", "text", 0.8 if found.separated else 0.4)
    else:
        flags.append(Flag.NO_CONTENT)
    if found.title:
        provenance.note("title", "text", 0.7)
    if found.authors:
        provenance.note("authors", "text", 0.6)
    published = found.published
    if published:
        provenance.note("published", "text", 0.8 if found.dated_above else 0.5)
        flags += [Flag.PUBLISHED_ZONE_ASSUMED] * published.zone_assumed
    return Document(
        url=url,
        title=found.title,
        text=text,
        blocks=blocks,
        authors=found.authors,
        published=published and published.value,
        published_precision=published and published.precision,
        no_content_reason=reason,
        charset=decoded.charset,
        flags=_values(flags),
        provenance=provenance.origins,
    )


def _values(flags: list[Flag]) -> list[str]:
    return list(dict.fromkeys(flag.value for flag in flags))
