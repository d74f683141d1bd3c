"""`wiremill explain`."""

from __future__ import annotations

import pytest

from wiremill.contract.traceparent import new_traceparent, trace_id

URL = "https://example.org/news/bridge"
LINE = "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up."
PAGE = (
    '<html><head><title>Bridge closes for two years | Times</title><meta property="og:type" content="article">'
    '<meta name="author" content="Mary Miller"></head><body><nav><ul>'
    + "".join(f"<li><a href=/{number}>Section {number}</a></li>" for number in range(9))
    + "</ul></nav><article><h1>Bridge closes for two years</h1>"
    + "".join(f"<p>{LINE} ({number})</p>" for number in range(9))
    + "</article></body></html>"
)


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    return file


def test_a_file_is_explained_without_a_server(process, file):
    answer = process("explain", file, "--url", URL, server=False, WIREMILL_REDIS_URL="redis://127.0.0.1:1/0")

    assert answer.code == 0, answer.stderr
    lines = answer.stdout.splitlines()
    assert lines[0] == URL
    assert any(line.startswith("title     Bridge closes for two years (markup, 90%)") for line in lines)
    assert any("✓ markup h1" in line for line in lines)
    assert any("says the same and more" in line for line in lines)
    assert any("✓ meta Mary Miller" in line for line in lines)
    assert sum("✓ paragraph" in line for line in lines) == 9


def test_long_runs_of_dropped_blocks_are_folded_unless_all_are_asked_for(wiremill, file):
    folded, every = wiremill("explain", file), wiremill("explain", file, "--all")

    assert "… 9 blocks dropped, 18 words" in folded.stdout or "… 10 blocks dropped" in folded.stdout
    assert "Section 4" not in folded.stdout
    assert "Section 4" in every.stdout
    assert "dropped" not in every.stdout


def test_the_json_has_all_blocks_and_candidates(wiremill, file):
    found = wiremill("explain", file, "--url", URL, "--json").json

    assert found["url"] == URL
    assert len(found["blocks"]) >= 18
    assert sum(block["chosen"] for block in found["blocks"]) == 9
    assert next(iter(found["types"])) == "article"
    [title] = [field for field in found["fields"] if field["field"] == "title"]
    assert [each["chosen"] for each in title["candidates"]] == [False, True]


def test_standard_input_is_a_page(wiremill):
    found = wiremill("explain", "-", "--json", given=PAGE.encode()).json

    assert found["kind"] == "html"
    assert sum(block["chosen"] for block in found["blocks"]) == 9


def test_charset_and_content_type_are_used(wiremill):
    koi8 = "Мост закрыт на два года".encode("koi8-r")

    read = wiremill("explain", "-", "--json", "--charset", "koi8-r", given=koi8).json
    plain = wiremill("explain", "-", "--json", "--content-type", "text/plain", given=b"<p>one</p>\n\ntwo").json

    assert read["blocks"][0]["text"] == "Мост закрыт на два года"
    assert plain["kind"] == "plain"


def test_what_a_page_says_can_not_move_the_cursor(wiremill):
    answer = wiremill("explain", "-", given=f"<title>a \x1b[31mb</title><p>{LINE} \x9b2J\u202e</p>".encode())

    assert answer.code == 0
    assert not {"\x1b", "\x9b", "\u202e"} & set(answer.stdout)


def test_a_page_in_the_intake_is_explained_by_any_of_its_names(wiremill, flow):
    parent = new_traceparent()
    [intake_id] = flow.push(
        URL, body=PAGE.encode(), traceparent=parent, id="mine", headers={"content-type": "text/html"}
    )

    for name in (URL, intake_id, "mine", trace_id(parent)):
        found = wiremill("explain", name, "--json").json
        assert (found["url"], sum(block["chosen"] for block in found["blocks"])) == (URL, 9)


def test_a_page_that_died_in_parse_is_explained(wiremill, dying_flow):
    dying_flow.push(URL, body=PAGE.replace("bridge", "parse").encode(), id="mine")
    dying_flow.end_all()

    for name in (URL, "mine"):
        found = wiremill("explain", name, "--json").json
        assert (found["url"], found["page_type"]) == (URL, "article")


def test_a_page_whose_body_is_gone_says_so_and_what_to_do(wiremill, flow):
    flow.push(URL)
    flow.run()

    answer = wiremill("explain", URL)

    assert answer.code == 1
    assert "has no body any more: it is published" in answer.stderr
    assert f"wiremill explain FILE --url {URL}" in answer.stderr


def test_a_page_that_died_after_parse_has_no_body(wiremill, dying_flow):
    dying_flow.push(URL, body=b"to die in enrich", id="mine")
    dying_flow.end_all()

    answer = wiremill("explain", "mine")

    assert answer.code == 1
    assert "it died after parse" in answer.stderr


def test_of_two_pages_of_a_url_the_one_with_a_body_is_explained(wiremill, dying_flow):
    dying_flow.push(URL, body=PAGE.replace("bridge", "parse").encode())
    dying_flow.end_all()
    [later] = dying_flow.push(URL, body=b"the text of the page")
    dying_flow.end_all()

    assert sum(block["chosen"] for block in wiremill("explain", URL, "--json").json["blocks"]) == 9
    assert wiremill("explain", later).code == 1


def test_a_malformed_page_names_its_fault(wiremill, flow):
    flow.redis.xadd(flow.keys.intake, {"url": URL, "body": b"\x28\xb5\x2f\xfd?", "content_encoding": "zstd"})

    answer = wiremill("explain", URL)

    assert answer.code == 1
    assert "body_corrupt: " in answer.stderr


def test_what_is_neither_a_file_nor_a_page_is_said_to_be_neither(wiremill, local):
    answer = wiremill("explain", "page.html")

    assert answer.code == 1
    assert "there is no file 'page.html', and no page of that name" in answer.stderr


@pytest.mark.parametrize("name", ["/nowhere/page.html", "page.html", "some-id"])
def test_without_a_server_a_file_that_is_missing_is_still_named(process, name):
    answer = process("explain", name, server=False, WIREMILL_REDIS_URL="redis://127.0.0.1:1/0")

    assert answer.code == 2
    assert f"There is no file {name!r}" in answer.stderr
    assert "no Redis at redis://127.0.0.1:1/0" in answer.stderr


def test_without_a_server_a_url_is_not_taken_for_a_file(process):
    answer = process("explain", URL, server=False, WIREMILL_REDIS_URL="redis://127.0.0.1:1/0")

    assert answer.code == 2
    assert "no file" not in answer.stderr


def test_a_folder_is_said_to_be_one(wiremill, tmp_path):
    answer = wiremill("explain", str(tmp_path))

    assert answer.code == 2
    assert "is a folder; name a file in it" in answer.stderr


def test_a_closed_standard_input_is_named(process):
    code = "import sys; sys.stdin = None; from wiremill.cli import main; main(['explain', '-'])"

    answer = process(server=False, module=("-c", code))

    assert answer.code == 2
    assert "Standard input is closed" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_narrow_terminal_does_not_lose_the_texts(wiremill, file, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")

    answer = wiremill("explain", file)

    assert "The harbour" in answer.stdout
    assert "✓ meta Mary Miller" in answer.stdout


def test_options_about_a_file_need_one(wiremill):
    answer = wiremill("explain", "page.html", "--url", URL)

    assert answer.code == 2
    assert "There is no file 'page.html'" in answer.stderr


def test_a_body_that_is_not_text_is_named(wiremill):
    answer = wiremill("explain", "-", given=b"\x89PNG\r\n\x1a\n" + bytes(100))

    assert answer.code == 1
    assert "not_text: " in answer.stderr


def test_without_the_libraries_of_a_worker_the_extra_is_named(process, file):
    code = f"import sys; sys.modules['lxml'] = None; from wiremill.cli import main; main(['explain', {str(file)!r}])"

    answer = process(server=False, module=("-c", code))

    assert answer.code == 2
    assert "wiremill explain needs lxml" in answer.stderr
    assert "pip install 'wiremill[worker]'" in answer.stderr
