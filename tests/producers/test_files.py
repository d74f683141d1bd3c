"""Files and folders become pages as they are."""

from __future__ import annotations

import gzip
import os

import pytest
import zstandard

from producers import SourceError, read_pages

PAGE = b"<html><title>Hello</title></html>"


def put(folder, *names, body=PAGE):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def names(pages):
    return [page.url.rsplit("/", 1)[1] for page in pages]


def skipping(paths, **options):
    errors: list[SourceError] = []
    pages = list(read_pages(paths, on_error="skip", report=errors.append, **options))
    return pages, errors


@pytest.mark.parametrize(
    ("name", "content_type", "content_encoding"),
    [
        ("a.html", "text/html", "identity"),
        ("a.HTM", "text/html", "identity"),
        ("a.xhtml", "application/xhtml+xml", "identity"),
        ("a.txt", "text/plain", "identity"),
        ("a.xml", "application/xml", "identity"),
        ("a.html.gz", "text/html", "gzip"),
        ("a.xml.ZST", "application/xml", "zstd"),
        ("a.php", None, "identity"),
        ("a", None, "identity"),
        ("a.gz", None, "gzip"),
    ],
)
def test_the_name_of_a_file_says_its_type_and_packing(tmp_path, name, content_type, content_encoding):
    put(tmp_path, name)

    (page,) = read_pages([tmp_path / name])

    assert (page.content_type, page.content_encoding) == (content_type, content_encoding)
    assert page.url == (tmp_path / name).as_uri()


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
def test_a_packed_file_is_passed_on_packed(tmp_path, suffix, pack):
    body = pack(PAGE)
    put(tmp_path, f"a.html{suffix}", body=body)

    (page,) = read_pages([tmp_path])

    assert page.body == body


def test_a_folder_is_read_with_its_folders_in_order_of_names(tmp_path):
    put(tmp_path, "b.html", "c/b.html.gz", "c/a.txt", "a/z.htm", "d.xml.zst")

    assert names(read_pages([tmp_path])) == ["z.htm", "b.html", "a.txt", "b.html.gz", "d.xml.zst"]


def test_in_a_folder_hidden_files_and_files_of_other_kinds_are_left_out(tmp_path):
    put(tmp_path, "a.html", ".b.html", ".git/c.html", "d.png", "e.jsonl", "f.gz", "g.pdf.gz", "Makefile")

    assert names(read_pages([tmp_path])) == ["a.html"]


def test_a_path_is_relative_to_the_folder_named_and_gives_the_url_below_a_prefix(tmp_path):
    put(tmp_path, "news/größe 1.html", "news/b.html.gz")

    urls = [page.url for page in read_pages([tmp_path], url_prefix="https://example.com")]

    assert urls == ["https://example.com/news/b.html", "https://example.com/news/gr%C3%B6%C3%9Fe%201.html"]


@pytest.mark.parametrize(
    ("prefix", "url"),
    [
        ("https://a.com", "https://a.com/p.html"),
        ("https://a.com/", "https://a.com/p.html"),
        ("https://a.com/?file=", "https://a.com/?file=p.html"),
        ("https://a.com/x", "https://a.com/x/p.html"),
    ],
)
def test_a_file_has_its_name_below_a_prefix(tmp_path, prefix, url):
    put(tmp_path, "p.html")

    assert [page.url for page in read_pages([tmp_path / "p.html"], url_prefix=prefix)] == [url]


def test_without_a_prefix_the_url_is_the_file_itself_also_for_a_relative_path(tmp_path, monkeypatch):
    put(tmp_path, "a b.html")
    monkeypatch.chdir(tmp_path)

    assert [page.url for page in read_pages(["."])] == [(tmp_path / "a b.html").as_uri()]


def test_a_name_that_is_no_utf_8_still_gives_a_url(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"\xff.html")  # noqa: PTH118  (bytes)
    try:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(PAGE)
    except OSError:
        pytest.skip("this file system takes UTF-8 only")

    assert names(read_pages([tmp_path])) == ["%FF.html"]


def test_files_are_read_one_at_a_time(tmp_path):
    put(tmp_path, "a.html", "b.html")
    pages = read_pages([tmp_path])

    next(pages)
    put(tmp_path, "b.html", body=b"changed meanwhile")

    assert next(pages).body == b"changed meanwhile"


def test_links_are_followed_and_a_folder_in_itself_is_read_once(tmp_path):
    put(tmp_path, "real/a.html")
    (tmp_path / "real" / "loop").symlink_to(tmp_path / "real")
    (tmp_path / "again").symlink_to(tmp_path / "real")
    (tmp_path / "linked.html").symlink_to(tmp_path / "real" / "a.html")

    assert names(read_pages([tmp_path])) == ["a.html", "linked.html"]


def test_what_is_no_file_is_left_out(tmp_path):
    put(tmp_path, "a.html")
    os.mkfifo(tmp_path / "pipe.html")

    assert names(read_pages([tmp_path])) == ["a.html"]


def test_a_device_is_refused(tmp_path):
    with pytest.raises(SourceError, match="is a device, not a file"):
        list(read_pages(["/dev/zero"]))


def test_the_source_is_that_of_the_call(tmp_path):
    put(tmp_path, "a.html")

    assert [page.source for page in read_pages([tmp_path], source="archive")] == ["archive"]


def test_what_can_not_be_read_raises_with_its_name(tmp_path):
    with pytest.raises(SourceError, match=r"missing\.html: can't be read: No such file") as caught:
        list(read_pages([tmp_path / "missing.html"]))

    assert (caught.value.path, caught.value.line) == (str(tmp_path / "missing.html"), None)


def test_what_gives_no_page_is_reported_and_skipped_and_nothing_else_is_lost(tmp_path):
    put(tmp_path, "a.html", "z.html")
    put(tmp_path, "empty.html", body=b"")
    put(tmp_path, "large.html", body=b"x" * 1000)
    (tmp_path / "nowhere.html").symlink_to(tmp_path / "gone.html")

    pages, errors = skipping([tmp_path, tmp_path / "missing"], max_bytes=999)

    assert names(pages) == ["a.html", "z.html"]
    assert [str(error).removeprefix(f"{tmp_path}/") for error in errors] == [
        "empty.html: is empty",
        "large.html: has 1,000 bytes, more than the 999 that are taken",
        "nowhere.html: can't be read: No such file or directory",
        "missing: can't be read: No such file or directory",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_reported_and_skipped(tmp_path):
    put(tmp_path, "a/x.html", "b.html")
    (tmp_path / "a").chmod(0)
    try:
        pages, errors = skipping([tmp_path])
    finally:
        (tmp_path / "a").chmod(0o700)

    assert names(pages) == ["b.html"]
    assert [str(error) for error in errors] == [f"{tmp_path / 'a'}: can't be read: Permission denied"]


def test_a_folder_without_pages_is_an_error(tmp_path):
    put(tmp_path, "a.jsonl", "b.png")

    with pytest.raises(SourceError, match=r"holds no page: looked for \.html, .* name JSON Lines files themselves"):
        list(read_pages([tmp_path]))
