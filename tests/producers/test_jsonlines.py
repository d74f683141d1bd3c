"""Each line of JSON Lines is a page, and a bad one costs nothing but itself."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zlib
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from producers import SourceError, read_pages
from producers.jsonlines import stream_pages
from producers.lines import read_lines
from producers.page_line import BODIES, read_page
from producers.read_options import ReadOptions
from wiremill.contract.page import Page
from wiremill.schema import schemas

GOOD = {"url": "https://example.com/a", "body": "<p>Hello</p>"}


def write(path, lines, pack=lambda body: body):
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_bytes(pack(text.encode()))
    return path


def skipping(paths, **options):
    errors: list[SourceError] = []
    pages = list(read_pages(paths, on_error="skip", report=errors.append, **options))
    return pages, errors


def read(line, folder=Path(), **options):
    return read_page(json.dumps(line).encode(), folder=folder, **options)


def numbered(count):
    return [{"url": f"https://example.com/{number}", "body": "x" * 100} for number in range(count)]


def test_a_line_has_the_fields_of_a_page():
    line = {
        **GOOD,
        "content_type": "text/html",
        "fetched_at": "2022-11-28T00:00:00Z",
        "status": 200,
        "headers": {"Server": "x"},
        "source": "own",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "id": "7",
        "meta": {"tier": 1},
    }

    page = read(line, source="other")

    expected = {**line, "body": b"<p>Hello</p>", "charset": "utf-8", "content_encoding": "identity"}
    assert msgspec.structs.asdict(page) == expected


def test_text_is_handed_over_as_utf_8_whatever_the_page_was_encoded_in():
    line = {**GOOD, "body": "Größe", "charset": "latin-1", "content_type": "text/html; Charset=latin-1; x=y"}

    page = read(line)

    assert (page.body, page.charset, page.content_type) == ("Größe".encode(), "utf-8", "text/html; x=y")


def test_bytes_are_handed_over_as_they_are():
    packed = gzip.compress(b"Hello")

    page = read({"url": "a:b", "body_base64": base64.b64encode(packed).decode(), "content_encoding": "gzip"})

    assert (page.body, page.content_encoding, page.charset) == (packed, "gzip", None)


def test_a_file_is_looked_for_beside_the_list(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html.gz").write_bytes(b"packed")
    (tmp_path / "pages" / "b.html").write_bytes(b"plain")
    file = write(
        tmp_path / "list.jsonl",
        [
            {"url": "a:a", "file": "pages/a.html.gz"},
            {"url": "a:b", "file": "pages/b.html", "content_type": "text/plain", "charset": "koi8-r"},
        ],
    )

    first, second = read_pages([file])

    assert (first.body, first.content_encoding, first.content_type) == (b"packed", "gzip", "text/html")
    assert (second.body, second.content_type, second.charset) == (b"plain", "text/plain", "koi8-r")


@pytest.mark.parametrize("name", ["../secret.html", "/etc/passwd", "link.html", "pages/../../secret.html"])
def test_a_file_outside_of_the_folder_of_the_list_is_refused(tmp_path, name):
    (tmp_path / "secret.html").write_bytes(b"secret")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.html").symlink_to(tmp_path / "secret.html")

    with pytest.raises(ValueError, match="is outside of"):
        read({"url": "a:b", "file": name}, folder)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('"https://a"', "is no JSON object"),
        ("{}", "has no url"),
        ({"url": "", "body": "x"}, "has no url"),
        ({"url": 5, "body": "x"}, "Expected `str`, got `int` - at `url`"),
        ({"url": "a:b"}, "needs one of body, body_base64, file, and has none"),
        ({"url": "a:b", "body": "x", "file": "y"}, "and has body and file"),
        ({"url": "a:b", "body": ""}, "body must be a string that is not empty"),
        ({"url": "a:b", "body": None}, "body must be a string that is not empty"),
        ({"url": "a:b", "body_base64": "%"}, "body_base64 is no base64"),
        ({"url": "a:b", "body_base64": "é"}, "body_base64 is no base64"),
        ({"url": "a:b", "file": "none.html"}, "file 'none.html' can't be read: No such file"),
        ({"url": "a:b", "file": "."}, "file '.' can't be read: Is a directory"),
        ({"url": "a:b", "file": "a\0b"}, "null"),
        ({"url": "a:b", "body": "x", "content_encoding": "gzip"}, "body is text"),
        ({"url": "a:b", "body_base64": "eA==", "content_encoding": "br"}, "Invalid enum value 'br'"),
        ({"url": "a:b", "body": "x", "status": "200"}, "Expected `int | null`, got `str` - at `status`"),
        ({"url": "a:b", "body": "x", "headers": {"a": 1}}, "Expected `str`, got `int`"),
        ({"url": "a:b", "body": "x", "metadata": {}}, "unknown field 'metadata'; did you mean 'meta'?"),
        ({"url": "a:b", "body": "x", "zzz": {}}, "unknown field 'zzz'; put what is your own into meta"),
        ({"url": "a:b", "body": "x" * 101}, "has a body of 101 bytes, more than the 100 that are taken"),
    ],
)
def test_a_line_that_is_no_page_is_reported_with_file_and_line_and_skipped(tmp_path, line, message):
    file = write(tmp_path / "pages.jsonl", [GOOD, line, GOOD])

    pages, (error,) = skipping([file], max_bytes=100)

    assert len(pages) == 2
    assert str(error).startswith(f"{file}: line 2: ")
    assert message in str(error)
    assert (error.path, error.line) == (str(file), 2)
    with pytest.raises(SourceError, match="line 2"):
        list(read_pages([file], max_bytes=100))


def test_a_line_that_is_no_utf_8_is_skipped(tmp_path):
    file = tmp_path / "pages.jsonl"
    good = json.dumps(GOOD).encode()
    file.write_bytes(b'%s\n{"url": "a:b", "body": "\xff"}\n%s' % (good, good))

    pages, (error,) = skipping([file])

    assert (len(pages), error.line) == (2, 2)


def test_empty_lines_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    file = tmp_path / "pages.ndjson"
    good = json.dumps(GOOD).encode()
    file.write_bytes(b"\xef\xbb\xbf" + good + b"\r\n\r\n  \n" + good + b"\r\n")

    assert len(list(read_pages([file]))) == 2


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [
        ("", lambda body: body),
        (".gz", gzip.compress),
        (".zst", zstandard.compress),
        # several streams one after the other, as `cat` makes them, and padding as tapes have it
        (".gz", lambda body: gzip.compress(body[:1000]) + gzip.compress(body[1000:]) + b"\0" * 512),
        (".zst", lambda body: zstandard.compress(body[:1000]) + zstandard.compress(body[1000:])),
    ],
)
def test_a_packed_list_is_unpacked(tmp_path, suffix, pack):
    file = write(tmp_path / f"pages.jsonl{suffix}", numbered(500), pack)

    assert [page.url for page in read_pages([file])] == [line["url"] for line in numbered(500)]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
@pytest.mark.parametrize("damage", ["cut", "corrupt"])
def test_a_packed_list_that_breaks_off_gives_what_came_before_and_an_error(tmp_path, suffix, pack, damage):
    packed = b"".join(pack(json.dumps(line).encode() + b"\n") for line in numbered(10))
    broken = packed[:-5] if damage == "cut" else packed + b"no packed data"
    (tmp_path / f"bad.jsonl{suffix}").write_bytes(broken)
    good = write(tmp_path / "good.jsonl", numbered(2))

    pages, (error,) = skipping([tmp_path / f"bad.jsonl{suffix}", good])

    assert [page.url for page in pages[:9]] == [line["url"] for line in numbered(9)]
    assert len(pages) in {11, 12}
    assert "nothing from here on can be read" in str(error)
    assert error.line in {10, 11}


def test_a_list_is_read_as_it_comes():
    class Pipe(io.BytesIO):
        reads = 0

        def read1(self, _size=-1):
            self.reads += 1
            return self.readline()

    pipe = Pipe(b"\n".join(json.dumps(line).encode() for line in numbered(100)))
    pages = stream_pages(pipe, "pipe", folder=Path(), options=ReadOptions(None, None, print))

    assert next(pages).url == "https://example.com/0"
    assert pipe.reads == 1


def test_a_line_longer_than_any_page_is_skipped_without_being_held():
    lines = list(read_lines(io.BytesIO(b"ab\n" + b"x" * 50 + b"\ncd\n" + b"y" * 50), "identity", max_bytes=10))

    assert lines == [(1, b"ab"), (2, None), (3, b"cd"), (4, None)]


def test_every_field_of_a_page_can_be_given():
    assert set(schemas()["page.v1.json"]["properties"]) == {*Page.__struct_fields__, *BODIES}


VALUES = st.sampled_from(
    [None, "", "x", "eA==", 5, 200, True, [], {}, {"a": "b"}, {"a": 1}, "gzip", "identity", "utf-8"]
)
FIELDS = sorted({*Page.__struct_fields__, *BODIES, "other"} - {"file"})
SCHEMA = Draft202012Validator(schemas()["page.v1.json"])


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES), st.booleans(), st.sampled_from(BODIES[:2]))
def test_what_the_schema_takes_is_read_and_what_it_refuses_is_refused(line, fill, kind):
    if fill:
        line = {name: value for name, value in line.items() if name not in BODIES} | {"url": "a:b", kind: "eA=="}
    try:
        read(line)
    except ValueError as error:
        # The schema does not look into base64.
        assert "base64" in str(error) or not SCHEMA.is_valid(line)
    else:
        assert SCHEMA.is_valid(line)


@given(st.binary())
def test_any_line_is_a_page_or_is_refused_as_such(text):
    try:
        page = read_page(text, folder=Path())
    except ValueError as error:
        assert str(error)
    else:
        assert page.url
        assert page.body


@given(st.lists(st.binary(max_size=20)), st.sampled_from(["identity", "gzip", "zstd"]))
def test_lines_are_the_same_however_they_are_packed(parts, encoding):
    text = b"\n".join(part.replace(b"\n", b"") for part in parts)
    packed = {"identity": bytes, "gzip": gzip.compress, "zstd": zstandard.compress}[encoding](text)

    lines = [line for _, line in read_lines(io.BytesIO(packed), encoding)]

    assert b"\n".join(line or b"" for line in lines) == text.removesuffix(b"\n") or text == b""


@given(st.binary(max_size=200), st.sampled_from([".gz", ".zst"]))
def test_whatever_is_in_a_packed_list_nothing_but_a_source_error_comes_of_it(tmp_path, body, suffix):
    file = tmp_path / f"pages.jsonl{suffix}"
    file.write_bytes(body)
    whole = skipping([file])
    head = zlib.compress(body, wbits=31) if suffix == ".gz" else zstandard.compress(body)
    file.write_bytes(head[: len(head) // 2] + body)
    cut = skipping([file])

    for pages, errors in (whole, cut):
        assert pages == []
        assert all(error.path == str(file) for error in errors)
