"""Standard input is JSON Lines, or one page."""

from __future__ import annotations

import io
import json

import pytest

from producers import SourceError, read_pages


@pytest.fixture
def pipe(monkeypatch):
    def feed(body):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(body)))

    return feed


def test_standard_input_is_json_lines(pipe):
    pipe(b"\n".join(json.dumps({"url": f"a:{number}", "body": "x"}).encode() for number in range(3)))

    assert [page.url for page in read_pages(["-"], source="feed")] == ["a:0", "a:1", "a:2"]


def test_a_bad_line_is_named(pipe):
    pipe(b'{"url": "a:b", "body": "x"}\n{"url"\n')

    with pytest.raises(SourceError, match=r"^<stdin>: line 2: is no JSON"):
        list(read_pages(["-"]))


def test_with_a_url_standard_input_is_one_page(pipe):
    pipe(b"<p>Hello\n</p>")

    (page,) = read_pages(["-"], url="https://example.com/", source="curl")

    assert (page.url, page.body, page.source) == ("https://example.com/", b"<p>Hello\n</p>", "curl")
    assert page.content_type is None


@pytest.mark.parametrize(("body", "message"), [(b"", "is empty"), (b"x" * 11, "has more than the 10 bytes")])
def test_a_page_that_is_empty_or_too_large_is_refused(pipe, body, message):
    pipe(body)

    with pytest.raises(SourceError, match=f"^<stdin>: {message}"):
        list(read_pages(["-"], url="a:b", max_bytes=10))


def test_a_file_of_a_line_is_looked_for_in_the_working_directory(pipe, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.html").write_bytes(b"Hello")
    pipe(b'{"url": "a:b", "file": "a.html"}')

    assert [page.body for page in read_pages(["-"])] == [b"Hello"]
