from __future__ import annotations

import json

import pytest
import redis


@pytest.fixture
def intake(local):
    client = redis.Redis.from_url(local.redis_url)

    def read():
        return [{name.decode(): value for name, value in fields.items()} for _, fields in client.xrange("wm:intake")]

    yield read
    client.close()


@pytest.fixture
def folder(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in "abc":
        (pages / f"{name}.html").write_text(f"<p>{name}")
    return pages


def test_a_folder_is_handed_over(process, intake, folder):
    answer = process("push", folder, "--source", "feed", "--content-type", "text/html; charset=utf-8")

    assert (answer.code, answer.stdout, answer.stderr) == (0, "3 pages accepted\n", "")
    assert [page["url"].decode() for page in intake()] == [(folder / f"{name}.html").as_uri() for name in "abc"]
    assert {page["source"] for page in intake()} == {b"feed"}
    assert {page["content_type"] for page in intake()} == {b"text/html; charset=utf-8"}


def test_json_lines_come_from_a_pipe(process, intake):
    lines = "".join(json.dumps({"url": f"https://example.org/{n}", "body": "text"}) + "\n" for n in range(3))

    answer = process("push", "-", "--json", given=lines.encode())

    assert answer.json == {"accepted": 3, "skipped": 0}
    assert [page["url"] for page in intake()] == [f"https://example.org/{n}".encode() for n in range(3)]


def test_one_page_comes_from_a_pipe_with_its_url(process, intake):
    assert process("push", "-", "--url", "https://example.org/one", given=b"<p>one").code == 0

    assert intake()[0]["url"] == b"https://example.org/one"


def test_receipts_name_every_page(process, wiremill, intake, folder, tmp_path):
    process("push", folder, "--receipts", tmp_path / "receipts.jsonl")

    receipts = [json.loads(line) for line in (tmp_path / "receipts.jsonl").read_text().splitlines()]

    assert [receipt["url"] for receipt in receipts] == [page["url"].decode() for page in intake()]
    assert wiremill("reconcile", "--receipts", tmp_path / "receipts.jsonl", "--json").json["receipts_checked"] == 3


def test_what_gives_no_page_is_named_and_skipped(process, intake, folder):
    (folder / "b.html").write_bytes(b"")

    answer = process("push", folder)

    assert (answer.code, answer.stdout) == (1, "2 pages accepted, 1 skipped\n")
    assert "b.html" in answer.stderr
    assert len(intake()) == 2


def test_a_page_that_the_producer_refuses_does_not_stop_the_others(process, intake, folder):
    (folder / "b.html.gz").write_bytes(b"no gzip")

    answer = process("push", folder)

    assert (answer.code, answer.stdout) == (1, "3 pages accepted, 1 skipped\n")
    assert "gzip" in answer.stderr
    assert len(intake()) == 3


#: A line's field, and what is said of it.
BAD = {
    "status": (999, "status 999"),
    "fetched_at": ("yesterday", "fetched_at 'yesterday'"),
    "source": ("s" * 1001, "source 'ssss"),
    "id": ("a\nb", "id 'a\\nb'"),
    "meta": ({"a": "x" * 70_000}, "meta has 70,008 bytes"),
    "headers": ({"a": "x" * 70_000}, "headers has 70,008 bytes"),
    "content_encoding": ("br", "content_encoding"),
    "url": ("https://example.org/a b", "percent-encode"),
}


@pytest.mark.parametrize("pipe", [False, True])
def test_each_page_that_intake_would_refuse_is_named_and_skipped_and_the_next_one_follows(
    process, intake, tmp_path, pipe
):
    good = {"url": "https://example.org/good", "body": "text"}
    deep = '{"url": "https://example.org/deep", "body": "text", "meta": {"a": %s}}' % ("[" * 300 + "]" * 300)
    half = '{"url": "https://example.org/half", "body": "text", "source": "\\ud800"}'
    lines = [
        *(json.dumps(line) for name, (value, _) in BAD.items() for line in (good | {name: value}, good)),
        *(deep, json.dumps(good), half, json.dumps(good)),
    ]
    (tmp_path / "pages.jsonl").write_text("\n".join(lines))

    answer = process("push", "-" if pipe else tmp_path / "pages.jsonl", given="\n".join(lines).encode())

    good_ones = len(BAD) + 2
    assert (answer.code, answer.stdout) == (1, f"{good_ones} pages accepted, {good_ones} skipped\n")
    assert answer.stderr.count("skipped: ") == answer.stderr.count("\n") == good_ones
    for _, said in BAD.values():
        assert said in answer.stderr
    assert "https://example.org/deep" in answer.stderr
    assert "levels" in answer.stderr
    assert len(intake()) == good_ones


@pytest.mark.parametrize("option", ["--source", "--content-type", "--url"])
def test_an_option_that_is_no_text_is_an_error_of_the_page_that_has_it(process, intake, folder, option):
    answer = process("push", folder / "a.html", option, "https://example.org/\udcff")

    assert (answer.code, answer.stdout) == (1, "0 pages accepted, 1 skipped\n")
    assert "a lone surrogate" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not intake()


def test_a_full_intake_exits_with_1_and_says_how_many_were_taken(process, intake, folder):
    answer = process("push", folder, "--timeout", "0", WIREMILL_INTAKE_MAX_PAGES="2")

    assert answer.code == 1
    assert "2 pages were accepted" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(intake()) == 2


def test_a_path_that_is_not_there_is_told_before_anything_is_pushed(process, intake, folder):
    answer = process("push", folder, "nowhere.html")

    assert answer.code == 2
    assert "'nowhere.html'" in answer.stderr
    assert not intake()


def test_a_url_for_many_pages_is_refused(process, folder):
    answer = process("push", folder, folder, "--url", "https://example.org/one")

    assert answer.code == 2
    assert "url" in answer.stderr


def test_a_server_that_is_away_is_told_at_once(process, folder):
    answer = process("push", folder, "--redis-url", "redis://127.0.0.1:1")

    assert answer.code == 2
    assert answer.stderr.count("\n") == 1
