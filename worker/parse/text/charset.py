"""The charset of a body, and the body decoded.

The order follows the HTML standard's encoding sniffing: byte order mark, what the transport says, what the page says,
then what the bytes look like (`detect`). Two departures: bytes that are valid UTF-8 and not plain ASCII are UTF-8,
whatever was declared, because other charsets yield valid UTF-8 by accident practically never; and what is declared is
not believed where the bytes can't be in it.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from worker.parse.common.flags import Flag
from worker.parse.text.charset_detection import detect, is_escaped_japanese, is_not_latin
from worker.parse.text.charset_labels import CODECS, encoding_of

#: bytes in which <meta charset> is looked for. The HTML standard says 1,024; real pages are less tidy.
_PRESCAN_BYTES: Final = 8_192
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_META: Final = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.+-]{2,40})", re.IGNORECASE)
_XML: Final = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w:.+-]{2,40})", re.IGNORECASE)
_CHARSET_PARAMETER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.+-]{2,40})", re.IGNORECASE)

#: Characters that text in UTF-16 consists of: ASCII, the alphabets up to Georgian, kana, Chinese, Hangul, punctuation.
_UTF16_CHARACTERS: Final = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u024f\u0370-\u06ff\u0900-\u10ff\u1e00-\u1eff\u2010-\u2044\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)


class Decoded(NamedTuple):
    """A body as text, the WHATWG name of the charset that it was decoded with, and flags."""

    text: str
    charset: str
    flags: tuple[Flag, ...] = ()
    #: The body itself if it is valid UTF-8, so that `text` need not be encoded again.
    utf8: bytes | None = None

    def encode(self) -> bytes:
        """Return the text in UTF-8."""
        return self.text.encode("utf-8", "replace") if self.utf8 is None else self.utf8


def decode(  # noqa: PLR0911  # one rule of the order a return
    body: bytes, *, charset: str | None = None, content_type: str | None = None
) -> Decoded:
    """Decode `body`, given what the transport declares. Never fails."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _decode_lossy(body[len(bom) :], name)
    declared = encoding_of(charset) or _charset_parameter(content_type)
    wide = utf16_encoding(body)
    if wide or (declared and declared.startswith("utf-16") and b"\0" in body[:1024]):
        return _decode_lossy(body, wide or declared or "utf-16le")
    declared = declared or _declared_in_page(body)
    if declared and declared.startswith("utf-16"):
        declared = "utf-8"  # a <meta> that could be read as ASCII is not in UTF-16 (HTML standard, 13.2.3.2)
    if b"\x1b" in body and (declared == "iso-2022-jp" or (body.isascii() and is_escaped_japanese(body))):
        return _decode_lossy(body, "iso-2022-jp")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(body) and error.reason == "unexpected end of data" and error.start > 0:
            return _decode_lossy(body, "utf-8")  # cut inside a character
        return _decode_legacy(body, declared)
    if declared in {None, "utf-8"} or text.isascii():
        return Decoded(text, declared or "utf-8", (), body)
    return Decoded(text, "utf-8", (Flag.CHARSET_OVERRIDDEN,), body)


def _charset_parameter(content_type: str | None) -> str | None:
    found = _CHARSET_PARAMETER.search(content_type) if content_type else None
    return encoding_of(found[1]) if found else None


def _declared_in_page(body: bytes) -> str | None:
    head = body[:_PRESCAN_BYTES]
    found = _META.search(head) or _XML.search(head)
    return encoding_of(found[1].decode("ascii", "replace")) if found else None


def utf16_encoding(body: bytes) -> str | None:
    """Return the UTF-16 encoding of a body without byte order mark, None if it is in none.

    Its zero bytes show it, or the characters that it decodes to.

    Text that is mostly ASCII has a zero in every other place. Other text has some, where spaces,
    line breaks and markup stand, and reads as letters that go together, one way round only.
    """
    head = body[:1024]
    half = len(head) // 2
    if half < 2 or 0 not in head:
        return None
    even, odd = head[0 : half * 2 : 2].count(0), head[1 : half * 2 : 2].count(0)
    if odd * 10 >= half * 4 and even * 10 <= odd:
        return "utf-16le"
    if even * 10 >= half * 4 and odd * 10 <= even:
        return "utf-16be"
    if half < 16:
        return None
    letters = {
        name: len(_UTF16_CHARACTERS.findall(head[: half * 2].decode(CODECS[name], "replace")))
        for name in ("utf-16le", "utf-16be")
    }
    best = max(letters, key=lambda name: letters[name])
    # In the wrong byte order, some of the text is letters by chance, never nearly all.
    return best if letters[best] * 100 >= half * 97 and min(letters.values()) * 100 < half * 90 else None


def _decode_lossy(body: bytes, name: str, *more: Flag) -> Decoded:
    text = body.decode(CODECS[name], "replace")
    replaced = (Flag.CHARSET_REPLACED,) if "\ufffd" in text else ()
    return Decoded(text, name, (*more, *replaced))


def _decode_legacy(body: bytes, declared: str | None) -> Decoded:
    """Decode bytes that are not valid UTF-8."""
    if declared not in {None, "utf-8"}:
        found = _decode_lossy(body, declared or "")
        if not _is_wrong(body, found):
            return found
        guess = detect(body)
        return found if guess == declared else _decode_lossy(body, guess, Flag.CHARSET_OVERRIDDEN)
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = len(text) - len(text.encode("ascii", "ignore")) - broken
    # A few invalid bytes among many valid sequences: a page that was cut, or stitched together from parts.
    if broken * 10 <= wide:
        return Decoded(text, "utf-8", (Flag.CHARSET_REPLACED,))
    return _decode_lossy(body, detect(body), *((Flag.CHARSET_OVERRIDDEN,) if declared else ()))


def _is_wrong(body: bytes, found: Decoded) -> bool:
    """Tell whether `body` can't be in the declared charset, with which it was decoded.

    Servers declare windows-1252 (ISO-8859-1) by default; the share of letters beyond ASCII shows what the body really is.
    Other charsets have invalid sequences: more than one in fifty characters beyond ASCII is a wrong declaration.
    """
    if found.charset == "windows-1252":
        return is_not_latin(body)
    if Flag.CHARSET_REPLACED not in found.flags:
        return False
    wide = len(found.text) - len(found.text.encode("ascii", "ignore"))
    return found.text.count("\ufffd") * 50 > wide
