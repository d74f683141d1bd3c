"""Detection of the charset of a body that declares none, or a wrong one: chardet, restricted to encodings of the web."""

from __future__ import annotations

import re
from typing import Final

from worker.parse.common.strings import word_set
from worker.parse.text.charset_labels import encoding_of

#: bytes of text that chardet is given; it needs a few hundred, and takes 1 to 2 ms for these.
_SAMPLE_BYTES: Final = 6_000
#: bytes of the body that the sample is taken from; pages begin with long heads.
_SEARCHED_BYTES: Final = 1_000_000
#: Candidates: WHATWG names that chardet knows. Unicode is left out, and so are charsets that are rare on the web (Mac,
#: Celtic, Nordic, South European), which chardet would find in short texts.
_CANDIDATES: Final = word_set(
    "windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257",
    "windows-1258 windows-874 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-13 iso-8859-15",
    "koi8-r koi8-u ibm866 gb18030 big5 euc-jp shift_jis cp932 euc-kr cp949",
)
#: WHATWG names for those that only chardet uses.
_WHATWG_NAMES: Final = {
    "euc_jis_2004": "euc-jp",
    "euc_jisx0213": "euc-jp",
    "shift_jis_2004": "shift_jis",
    "cp932": "shift_jis",
} | {
    "cp949": "euc-kr",
    "johab": "euc-kr",
    "big5hkscs": "big5",
    "gb18030": "gbk",
    "cp874": "windows-874",
    "cp866": "ibm866",
}
_KANA: Final = re.compile("[\u3041-\u30fe]")
_BRACKET: Final = re.compile(rb"[<>]")
#: Escape sequences that switch to kanji (JIS X 0208) in ISO-2022-JP, which is all ASCII.
_KANJI_ESCAPE: Final = re.compile(rb"\x1b\$[@B][\x21-\x7e]{2}")


def detect(body: bytes) -> str:
    """Return the WHATWG name of the most probable encoding of `body`, which is not UTF-8."""
    import chardet

    sample = text_sample(body)
    if not sample:
        return "windows-1252"
    found = chardet.detect(
        sample,
        encoding_era=chardet.EncodingEra.ALL,
        include_encodings=_CANDIDATES,
        prefer_superset=False,
        compat_names=False,
        no_match_encoding="cp1252",
    )["encoding"]
    name = (found or "").lower()
    name = _WHATWG_NAMES.get(name) or encoding_of(name) or "windows-1252"
    # GB 2312 and EUC-JP have the kana in the same place, and Chinese does not use them.
    if name == "gbk" and len(_KANA.findall(sample.decode("gb18030", "replace"))) * 20 > len(sample):
        return "euc-jp"
    return name


def text_sample(body: bytes) -> bytes:
    """Return the parts of `body` between angle brackets that are not all ASCII: mostly text, little markup."""
    parts: list[bytes] = []
    size = 0
    for part in _BRACKET.split(body[:_SEARCHED_BYTES]):
        if not part.isascii():
            parts.append(part.strip())
            size += len(part) + 1
            if size >= _SAMPLE_BYTES:
                break
    return b"\n".join(parts)[: 2 * _SAMPLE_BYTES]


def is_escaped_japanese(body: bytes) -> bool:
    """Tell whether `body` is in ISO-2022-JP, by its escape sequences."""
    return b"\x1b$" in body and _KANJI_ESCAPE.search(body) is not None


def is_not_latin(body: bytes) -> bool:
    """Tell whether `body` can't be in a Latin alphabet: over four in ten bytes of its words are beyond ASCII.

    In languages written in windows-1252 it is one in ten, at most two.
    """
    sample = text_sample(body)
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    spaces = len(sample) - len(sample.translate(None, b" \t\r\n"))
    return len(sample) >= 40 and high * 10 > (len(sample) - spaces) * 4
