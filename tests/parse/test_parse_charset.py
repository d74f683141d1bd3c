"""Charsets: what wins, and what comes out."""

from __future__ import annotations

import pytest

from worker.parse import parse
from worker.parse.common.strings import strip_controls
from worker.parse.text.charset import decode
from worker.parse.text.charset_labels import CODECS, encoding_of

PAGE = "<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>"


def page(text: str, meta: str = "") -> str:
    return PAGE.format(text=text, meta=meta)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("ISO-8859-1", "windows-1252"),
        ("latin1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        (" UTF8 ", "utf-8"),
        ("gb2312", "gbk"),
        ("x-sjis", "shift_jis"),
        ("ks_c_5601-1987", "euc-kr"),
        ("iso-8859-9", "windows-1254"),
        ("tis-620", "windows-874"),
        ("unicode", "utf-16le"),
        ("no-such-charset", None),
        ("", None),
        (None, None),
    ],
)
def test_a_label_stands_for_the_encoding_that_browsers_take_it_for(label, name):
    assert encoding_of(label) == name


def test_every_encoding_of_the_table_has_a_codec():
    for codec in CODECS.values():
        assert b"abc".decode(codec, "replace") is not None


@pytest.mark.parametrize(
    ("text", "codec", "meta", "name"),
    [
        ("Grüße, schöne Straße", "cp1252", '<meta charset="iso-8859-1">', "windows-1252"),
        ("Привет, как дела", "cp1251", '<meta charset="windows-1251">', "windows-1251"),
        (
            "Привет, как дела",
            "koi8-r",
            '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
            "koi8-r",
        ),
        ("日本語の文章です", "cp932", "<meta charset=shift_jis>", "shift_jis"),
        ("日本語の文章です", "euc_jp", "<meta charset='euc-jp'>", "euc-jp"),
        ("中文网页的内容", "gb18030", '<meta charset="gb2312">', "gbk"),
        ("繁體中文的內容", "big5", '<meta charset="big5">', "big5"),
        ("한국어 문장입니다", "cp949", '<meta charset="euc-kr">', "euc-kr"),
        ("Zażółć gęślą jaźń", "iso8859-2", '<meta charset="iso-8859-2">', "iso-8859-2"),
        ("Grüße", "utf-8", '<meta charset="utf-8">', "utf-8"),
    ],
)
def test_the_charset_that_the_page_declares_is_used(text, codec, meta, name):
    document = parse(page(text, meta).encode(codec))
    assert document.text == text
    assert document.charset == name
    assert document.flags == []


def test_what_the_transport_says_comes_before_what_the_page_says():
    body = page("Привет", '<meta charset="windows-1252">').encode("cp1251")
    assert parse(body, content_type="text/html; charset=windows-1251").text == "Привет"
    assert parse(body, charset="cp1251", content_type="text/html; charset=koi8-r").text == "Привет"


def test_bytes_that_are_utf_8_are_read_as_such_whatever_was_declared():
    document = parse(page("Grüße", '<meta charset="iso-8859-1">').encode(), content_type="text/html; charset=latin1")
    assert document.text == "Grüße"
    assert document.charset == "utf-8"
    assert "charset.overridden" in document.flags


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [True, False])
def test_utf_16_is_read_with_and_without_a_byte_order_mark(codec, mark):
    text = ("\ufeff" if mark else "") + page("Grüße an die 日本語")
    document = parse(text.encode(codec))
    assert document.text == "Grüße an die 日本語"
    assert document.charset == codec.replace("16-", "16")


def test_a_byte_order_mark_comes_before_everything():
    document = parse(b"\xef\xbb\xbf" + page("Grüße").encode(), charset="cp1251")
    assert (document.text, document.charset) == ("Grüße", "utf-8")


def test_undeclared_western_bytes_are_windows_1252():
    document = parse(page("Où est l\u2019été ? À côté").encode("cp1252"))
    assert document.text == "Où est l\u2019été ? À côté"
    assert document.charset == "windows-1252"


def test_undeclared_cyrillic_bytes_are_windows_1251():
    text = "Городской совет во вторник одобрил строительство новой библиотеки на месте старой мельницы. " * 3
    assert parse(page(text).encode("cp1251")).text == text.strip()


def test_a_page_that_was_cut_inside_a_character_stays_utf_8():
    body = page("Grüße aus Köln, schöne Straße, größer und älter über alles hinaus").encode()[:-20]
    cut = body[: body.rindex("ü".encode()) + 1]
    document = parse(cut)
    assert document.charset == "utf-8"
    assert "charset.replaced" in document.flags
    assert "Köln" in document.text


def test_iso_2022_jp_is_read_though_its_bytes_are_ascii():
    assert decode("日本語".encode("iso2022_jp"), charset="iso-2022-jp").text == "日本語"


def test_controls_and_lone_surrogates_are_removed_from_text():
    assert strip_controls("a\x00b\x1bc\x85d\ud800e\r\nf\tg") == "abcde\nf\tg"


def test_references_to_forbidden_characters_leave_none_in_the_document():
    document = parse(b"<title>a&#0;b&#1;</title><p>c\0d&#xD800;e&#x1F;f and some more words</p>")
    assert not any(ord(character) < 0x20 or 0xD800 <= ord(character) < 0xE000 for character in document.text)
    document.text.encode()
