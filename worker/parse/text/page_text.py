"""From the body of a page to its text, and what kind of text it is."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from worker.parse.common.flags import Flag
from worker.parse.common.limits import MAX_BODY_BYTES
from worker.parse.text.charset import Decoded, decode
from worker.parse.text.sniff import Kind, kind_of, refuse_binary

#: A soft hyphen, as a character or as a reference of HTML. It marks where a word may be broken, and is no part of it.
_SOFT_HYPHEN: Final = re.compile("\xad|&(?:shy|#0{0,4}173|#[xX]0{0,4}[aA][dD]);")
#: What pages with soft hyphens hold, which is quicker to look for.
_SOFT_HYPHEN_MARKS: Final = ("\xad", "&shy;", "173;", "&#xad;", "&#xAD;", "&#x00AD;")


class PageText(NamedTuple):
    """A body as text, and the kind of page that it is."""

    decoded: Decoded
    kind: Kind
    flags: list[Flag]


def read_text(body: bytes, *, charset: str | None, content_type: str | None) -> PageText | None:
    """Return the text of `body`; None if it is empty.

    Raises:
        PageFault: reason ``not_text``, the body is not text (an image, a PDF, an archive).
    """
    flags: list[Flag] = []
    if len(body) > MAX_BODY_BYTES:
        body = body[:MAX_BODY_BYTES]
        flags.append(Flag.BODY_TRUNCATED)
    if not body.strip(b"\0 \t\r\n"):
        return None
    refuse_binary(body)
    decoded = _without_soft_hyphens(decode(body, charset=charset, content_type=content_type))
    return PageText(decoded, kind_of(decoded.text, content_type), [*flags, *decoded.flags])


def _without_soft_hyphens(decoded: Decoded) -> Decoded:
    text = decoded.text
    if not any(mark in text for mark in _SOFT_HYPHEN_MARKS):
        return decoded
    kept, count = _SOFT_HYPHEN.subn("", text)
    return Decoded(kept, decoded.charset, decoded.flags) if count else decoded
