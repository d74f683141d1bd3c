"""From the body of a page to its text, and what kind of text it is."""

from __future__ import annotations

from typing import Final, NamedTuple

from worker.parse.common.flags import Flag
from worker.parse.common.limits import MAX_BODY_BYTES
from worker.parse.text.charset import Decoded, decode
from worker.parse.text.packed import unpack
from worker.parse.text.sniff import Kind, kind_of, refuse_binary

#: It marks where a word may be broken, and is no part of it. `strip_controls` removes those that a page writes as references.
_SOFT_HYPHEN: Final = "\xad"


class PageText(NamedTuple):
    """A body as text, and the kind of page that it is."""

    decoded: Decoded
    kind: Kind
    flags: list[Flag]


def read_text(body: bytes, *, charset: str | None, content_type: str | None) -> PageText | None:
    """Return the text of `body`, unpacked if it is gzip or zstd; None if it is empty.

    Raises:
        PageFault: reason ``not_text``, the body is not text (an image, a PDF, an archive), or can't be unpacked.
    """
    flags: list[Flag] = []
    body = unpack(body)
    if len(body) > MAX_BODY_BYTES:
        body = body[:MAX_BODY_BYTES]
        flags.append(Flag.BODY_TRUNCATED)
    if not body.strip(b"\0 \t\r\n"):
        return None
    refuse_binary(body)
    decoded = _without_soft_hyphens(decode(body, charset=charset, content_type=content_type))
    return PageText(decoded, kind_of(decoded.text, content_type), [*flags, *decoded.flags])


def _without_soft_hyphens(decoded: Decoded) -> Decoded:
    if _SOFT_HYPHEN not in decoded.text:
        return decoded
    return Decoded(decoded.text.replace(_SOFT_HYPHEN, ""), decoded.charset, decoded.flags)
