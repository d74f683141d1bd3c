"""The targets of fuzzing: functions of bytes that call the product and check its output.

An input has the fields of an intake entry as `name=value`, separated by `SEP`, and the body after two separators;
`wrap=gzip`, `zstd` or `frames` compresses the body, so that its content can mutate while the compression stays valid. Nothing
here needs a fuzzer, so tests run the targets too.
"""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from wiremill.contract.document import Document
from wiremill.contract.intake import decode_entry, encode_entry
from wiremill.contract.item import StageRun
from wiremill.contract.page_check import check_url
from wiremill.errors import MALFORMED_REASONS, MalformedPage, PageFault
from wiremill.settings import Settings
from worker.parse import Flag, parse
from worker.parse.common import limits
from worker.publish.record import Envelope, envelope_of
from worker.runtime.stage import Leased
from worker.runtime.stages.parse import ParseStage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEP = b"\x1e"
#: bytes; low, so that an input of a few hundred bytes can exceed it when decompressed.
MAX_BYTES = 200_000
_ID = "1700000000000-0"
_RUN = StageRun(stage="parse", attempt=1, started_at="2024-03-05T10:00:00Z", duration_ms=1.0, worker="fuzz")
_FLAGS = frozenset(flag.value for flag in Flag)
#: Characters that no text of a document may contain: surrogates, and control characters that affect terminals, logs or C strings.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
#: The limits of parse: entries of each list, and characters of each text.
_LENGTHS = {
    "links": limits.MAX_LINKS,
    "images": limits.MAX_IMAGES,
    "tags": limits.MAX_TAGS,
    "authors": limits.MAX_AUTHORS,
    "blocks": limits.MAX_BLOCKS,
    "comments": limits.MAX_COMMENTS,
    "text": limits.MAX_TEXT_CHARS,
    "title": limits.MAX_FIELD_CHARS,
    "section": limits.MAX_FIELD_CHARS,
    "site_name": limits.MAX_FIELD_CHARS,
    "subtitle": limits.MAX_SUMMARY_CHARS,
    "description": limits.MAX_SUMMARY_CHARS,
    "agency": limits.MAX_FIELD_CHARS,
    "canonical_url": limits.MAX_URL_CHARS,
}


class Unsound(AssertionError):
    """Output that breaks a rule; the message is the rule, a colon, and details that differ between inputs."""


def entry(fields: dict[str, bytes | str], body: bytes) -> bytes:
    """Return the input that `read` reads as these fields and body."""
    pairs = ((name, value if isinstance(value, bytes) else value.encode()) for name, value in fields.items())
    return SEP.join(name.encode() + b"=" + value for name, value in pairs) + SEP + SEP + body


def read(data: bytes) -> dict[bytes, bytes]:
    """Return the fields of an entry from an input; all bytes are valid."""
    head, apart, body = data.partition(SEP + SEP)
    fields = {name: value for name, _, value in (pair.partition(b"=") for pair in head.split(SEP))}
    wrap = fields.pop(b"wrap", b"")
    if apart:
        fields[b"body"] = _wrap(wrap, body)
    return fields


def intake(data: bytes) -> bytes:
    """Decode an intake entry as parse does; return the page's envelope and body, or the reason why it is refused.

    Raises:
        Unsound: a rule is broken.
    """
    stage = ParseStage(parse, Settings(page_max_bytes=MAX_BYTES))
    leased = Leased(b"%b" % _ID.encode(), 1, _ID, read(data))
    identity = stage.identify(leased)
    _require_utf8("identity", identity.page_id + identity.trace_id + identity.url)
    try:
        source = stage.read(leased)
        body = stage.unpack(source)
    except MalformedPage as fault:
        _require(fault.reason in MALFORMED_REASONS, f"a reason outside the list: {fault.reason}")
        _require_utf8("message", str(fault))
        return f"{fault.reason}: {fault}".encode()
    page = msgspec.structs.replace(source.page, body=body, content_encoding="identity")
    _require(0 < len(body) <= MAX_BYTES, f"a body beyond the limit: {len(body)}")
    known_id = source.page_id or ""
    _require(bool(known_id), "a page without id")
    _require_utf8("page id", known_id)
    envelope = envelope_of(
        page,
        accepted_ms=1_700_000_000_000,
        page_id=known_id,
        traceparent=str(source.trace),
        trace_id=source.trace.trace_id,
    )
    packed = msgspec.json.encode(envelope)
    _require(msgspec.json.decode(packed, type=Envelope) == envelope, "the envelope reads differently")
    # `meta` becomes part of the item, nested in other objects.
    msgspec.json.decode(msgspec.json.encode([[[{"meta": envelope.meta}]]]))
    flat = encode_entry(page)
    names = (name.encode() for name in flat[::2])
    values = (value if isinstance(value, bytes) else value.encode() for value in flat[1::2])
    again = decode_entry(dict(zip(names, values, strict=True)), max_bytes=2 * MAX_BYTES)
    _require(again == page, "the page reads differently when it is written and read again")
    return packed + page.body


def parsed(data: bytes) -> bytes:
    """Parse a page as the worker does; return the document, or the reason why it is refused.

    Raises:
        Unsound: a rule is broken.
    """
    fields = read(data)
    given = {name: _text(fields, name) for name in ("url", "content_type", "charset", "fetched_at")}
    try:
        check_url(given["url"] or "")
    except MalformedPage:
        given["url"] = "https://example.org/2024/03/05/bridge.html"
    try:
        document = parse(fields.get(b"body", b""), **given)
    except PageFault as fault:
        _require(fault.reason == "not_text", f"a reason outside the list: {fault.reason}")
        _require_utf8("message", str(fault))
        return f"{fault.reason}: {fault}".encode()
    check(document)
    return msgspec.json.encode(document)


def check(document: Document) -> None:
    """Check a document.

    Raises:
        Unsound: it breaks a rule.
    """
    packed = msgspec.json.encode(document)
    _require(msgspec.json.decode(packed, type=Document) == document, "the document reads differently")
    for path, text in _texts(msgspec.to_builtins(document), ""):
        found = _UNWANTED.search(text)
        _require(path == ".url" or not found, f"a control in {path}: {found and found.group()!r}")
    for name, limit in _LENGTHS.items():
        _require(
            len(getattr(document, name) or "") <= limit,
            f"{name} beyond its limit: {len(getattr(document, name) or '')}",
        )
    _require(set(document.flags) <= _FLAGS, f"a flag outside the list: {document.flags}")
    _require(len(document.flags) == len(set(document.flags)), f"a flag twice: {document.flags}")
    joined = "\n".join(document.text[block.start : block.end] for block in document.blocks)
    _require(joined == document.text, f"blocks that do not make up the text: {document.blocks[:5]}")
    reached = 0
    for block in document.blocks:
        _require(reached <= block.start < block.end <= len(document.text), f"offsets out of bounds: {block}")
        reached = block.end
    empty = (not document.text, document.no_content_reason is not None, Flag.NO_CONTENT.value in document.flags)
    _require(len(set(empty)) == 1, f"text, reason and flag of no content disagree: {empty}")
    for name in document.provenance:
        _require(bool(getattr(document, name)), f"provenance without its field {name}")
    for name in ("published", "modified"):
        value, precision = getattr(document, name), getattr(document, f"{name}_precision")
        _require((value is None) == (precision is None), f"{name} and its precision disagree: {value!r} {precision!r}")
        _require(value is None or bool(_MOMENT.fullmatch(value)), f"{name} is no RFC 3339 time: {value!r}")
    language = document.declared_language
    _require(language is None or bool(_LANGUAGE.fullmatch(language)), f"declared_language is no tag: {language!r}")
    addresses = [document.canonical_url, *(each.url for each in (*document.links, *document.images))]
    for url in addresses:
        _require(url is None or url.startswith(("http://", "https://")), f"an address that is not on the web: {url!r}")


#: Name to function, which returns the same bytes each time for the same input.
TARGETS: dict[str, Callable[[bytes], bytes]] = {"intake": intake, "parse": parsed}


def _wrap(how: bytes, body: bytes) -> bytes:
    if how == b"gzip":
        return gzip.compress(body, 1, mtime=0)
    if how == b"zstd":
        return zstandard.ZstdCompressor(level=1).compress(body)
    if how == b"frames":  # of unknown size, as a streaming compressor writes
        half = len(body) // 2
        return b"".join(
            packer.compress(part) + packer.flush()
            for part in (body[:half], body[half:])
            for packer in [zstandard.ZstdCompressor(level=1).compressobj()]
        )
    return body


def _text(fields: dict[bytes, bytes], name: str) -> str | None:
    """Return a field as decoding an entry does, but cut it where that would refuse it."""
    return fields.get(name.encode(), b"").decode("utf-8", "replace").strip()[:1000] or None


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, path + "[]")


def _require_utf8(what: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unsound(f"{what} can't be written as UTF-8: {error}") from error


def _require(condition: bool, rule: str) -> None:  # noqa: FBT001
    if not condition:
        raise Unsound(rule)
