"""A path is read as what it names."""

from __future__ import annotations

import json

import pytest

import producers
from producers import SourceError, read_pages


def test_files_folders_and_lists_are_read_one_after_the_other(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "in.html").write_bytes(b"1")
    (tmp_path / "page.php").write_bytes(b"2")
    (tmp_path / "list.jsonl").write_text(json.dumps({"url": "https://a.com/3", "body": "3"}))

    pages = list(
        read_pages([tmp_path / "page.php", str(tmp_path / "folder"), tmp_path / "list.jsonl"], url_prefix="u:")
    )

    assert [page.body for page in pages] == [b"2", b"1", b"3"]
    assert [page.url for page in pages] == ["u:/page.php", "u:/in.html", "https://a.com/3"]


def test_nothing_gives_no_pages():
    assert list(read_pages([])) == []


def test_a_url_names_the_one_page(tmp_path):
    (tmp_path / "a.html").write_bytes(b"1")

    (page,) = read_pages([tmp_path / "a.html"], url="https://example.com/")

    assert (page.url, page.content_type) == ("https://example.com/", "text/html")


@pytest.mark.parametrize("name", ["folder", "list.jsonl"])
def test_a_url_can_not_name_many_pages(tmp_path, name):
    (tmp_path / "folder").mkdir()

    with pytest.raises(SourceError, match="url names one page"):
        list(read_pages([tmp_path / name], url="https://example.com/"))
    with pytest.raises(ValueError, match="there are 2 paths; use url_prefix"):
        read_pages(["a", "b"], url="https://example.com/")


def test_skipping_without_a_report_is_refused_at_once():
    with pytest.raises(ValueError, match="needs report"):
        read_pages(["a"], on_error="skip")


def test_errors_raise_even_with_a_report_unless_skipping_is_asked_for():
    told = []

    with pytest.raises(SourceError):
        list(read_pages(["missing"], report=told.append))
    assert told == []


def test_the_package_offers_what_it_needs():
    assert set(producers.__all__) == {"SourceError", "read_pages"}
