"""`wiremill sites`, and corrections in `wiremill explain`, `run` and `doctor`."""

from __future__ import annotations

import pytest

URL = "https://example.org/blog/bridge"
PAGE = (
    "<title>Bridge closes</title><h1>Bridge closes</h1><article>"
    + "".join(
        f"<p>The harbour bridge will close to all traffic in June, says person {number}.</p>" for number in range(9)
    )
    + "</article><div class=notes><p>Closed in May.</p></div>"
)


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "sites.toml"
    file.write_text(
        '[["example.org"]]\npath = "/blog/*"\nmain = ".notes"\nremove = [".ad", "xpath://aside"]\n'
        '[["example.org"]]\ntitle = "h2"\n["b.example"]\nmain = "main"\n'
    )
    return file


@pytest.fixture
def page(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    return page


def test_a_file_that_is_right_is_listed_without_a_server(process, file):
    answer = process("sites", "check", file, server=False, WIREMILL_REDIS_URL="redis://127.0.0.1:1/0")

    assert answer.code == 0, answer.stderr
    rows = [line.split() for line in answer.stdout.splitlines()]
    assert rows[:-1] == [
        ["domain", "path", "key", "selector"],
        ["example.org", "/blog/*", "remove", ".ad"],
        ["remove", "xpath://aside"],
        ["main", ".notes"],
        ["example.org", "title", "h2"],
        ["b.example", "main", "main"],
    ]
    assert answer.stdout.splitlines()[-1].endswith("is right, with 3 entries for 2 domains")


def test_a_file_that_is_wrong_exits_with_1_and_every_fault(wiremill, file):
    file.write_text('["a.org"]\nmain = "h1.."\ntitel = "x"\n["A.org"]\nmain = "p"\n["a.org."]\nmain = "p"\n')

    answer, found = wiremill("sites", "check", file), wiremill("sites", "check", file, "--json")

    assert (answer.code, found.code) == (1, 1)
    assert answer.stdout == ""
    assert f"{file}: [\"a.org\"] main: selector 'h1..' is no CSS" in answer.stderr
    assert "did you mean 'title'?" in answer.stderr
    assert '["a.org."]: is never reached' in answer.stderr
    assert len(found.json["problems"]) == 3


def test_the_json_lists_domains_and_selectors(wiremill, file):
    found = wiremill("sites", "check", file, "--json").json

    assert found["problems"] == []
    assert found["sites"][1] == {
        "domain": "example.org",
        "path": None,
        "selectors": [{"key": "title", "selector": "h2"}],
    }


def test_an_empty_file_is_right(wiremill, file):
    file.write_text("")

    assert "0 entries for 0 domains" in wiremill("sites", "check", file).stdout


def test_selectors_can_not_move_the_cursor(wiremill, file):
    file.write_text('["a.org"]\nmain = "xpath://a[. = \'\\u009b2J\']"\n["b.org"]\nmain = "\\u001b[31m"\n')

    answer = wiremill("sites", "check", file)

    assert answer.code == 1
    assert not {"\x1b", "\x9b"} & set(answer.stdout + answer.stderr)


def test_without_the_libraries_of_a_worker_the_extra_is_named(process, file):
    code = (
        "import sys; sys.modules['cssselect'] = None; from wiremill.cli import main; "
        f"main(['sites', 'check', {str(file)!r}])"
    )

    answer = process(server=False, module=("-c", code))

    assert answer.code == 2
    assert "wiremill sites check needs cssselect" in answer.stderr
    assert "pip install 'wiremill[worker]'" in answer.stderr


def test_explain_shows_what_each_selector_finds_and_changes(wiremill, file, page):
    answer = wiremill("explain", page, "--url", URL, "--sites", file)

    assert answer.code == 0
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert f"site example.org /blog/* of {file}" in lines
    assert "remove .ad 0 matches" in lines
    assert "main .notes 1 match Closed in May." in lines
    assert any(line.startswith("text before: ") and "The harbour bridge" in line for line in lines)
    assert "text after: 3 words: Closed in May." in lines
    assert any(line.endswith("in the site's main") for line in lines)


def test_explain_uses_the_file_of_the_settings_and_says_if_no_entry_fits(wiremill, file, page, monkeypatch):
    monkeypatch.setenv("WIREMILL_SITES_FILE", str(file))

    assert wiremill("explain", page, "--url", URL, "--json").json["site"]["domain"] == "example.org"
    assert f"{file} has no entry for this page" in wiremill("explain", page, "--url", "https://example.com/").stdout


def test_a_wrong_file_stops_explain_and_run(wiremill, file, page, monkeypatch):
    file.write_text('["a.org"]\nmain = "h1.."\n')
    monkeypatch.setenv("WIREMILL_SITES_FILE", str(file))

    for command in (("explain", page), ("run", page)):
        answer = wiremill(*command)
        assert answer.code == 2
        assert "selector 'h1..' is no CSS" in answer.stderr


def test_the_doctor_checks_the_file(wiremill, file, monkeypatch):
    def finding():
        found = wiremill("doctor", "--json").json["findings"]
        return next(one for one in found if one["name"] == "sites")

    assert finding()["verdict"] == "ok"
    monkeypatch.setenv("WIREMILL_SITES_FILE", str(file))
    assert "3 entries" in finding()["message"]
    file.write_text('["a.org"]\nmain = "h1.."\n')
    assert finding()["verdict"] == "fail"
    assert "h1.." in finding()["message"]
    assert finding()["advice"] == "wiremill sites check FILE"
