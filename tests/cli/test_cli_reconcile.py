from __future__ import annotations

import json

import pytest


@pytest.fixture
def receipts(tmp_path):
    def write(*ids):
        file = tmp_path / "receipts.jsonl"
        file.write_text(
            "".join(json.dumps({"page_id": "p", "intake_id": one, "traceparent": "", "url": "u"}) + "\n" for one in ids)
        )
        return file

    return write


def test_the_equation_is_printed(wiremill, flow, receipts):
    ids = flow.push("https://example.org/1", "https://example.org/2")
    flow.run()
    ids += flow.push("https://example.org/3")

    answer = wiremill("reconcile", "--receipts", receipts(*ids))

    assert answer.code == 0
    assert "accepted 3 = published 2 + duplicate 0 + filtered 0 + dead 0 + in flight 1" in answer.stdout
    assert "1 page in flight, 2 ended pages, 3 receipts" in answer.stdout


def test_each_page_that_breaks_the_accounting_is_named(wiremill, flow, receipts):
    [kept, lost] = flow.push("https://example.org/1", "https://example.org/2")
    flow.redis.xdel(flow.keys.intake, lost)

    answer = wiremill("reconcile", "--receipts", receipts(kept, lost))
    as_json = wiremill("reconcile", "--receipts", receipts(kept, lost), "--json")

    assert (answer.code, as_json.code) == (1, 1)
    assert f"{lost}" in answer.stdout
    assert f"{kept}" not in answer.stdout
    assert [breach["page"] for breach in as_json.json["breaches"]] == [lost]
    assert as_json.json["exact"] is False


def test_a_difference_exits_with_1(wiremill, flow):
    flow.redis.hset(flow.keys.counts, "accepted", 2)

    answer = wiremill("reconcile")

    assert answer.code == 1
    assert "NOT EXACT" in answer.stdout
    assert "2 unaccounted" in answer.stdout


@pytest.mark.parametrize("content", ["no json\n", "{}\n", "[1]\n", '"\udcff"\n'])
def test_a_file_of_no_receipts_is_refused_with_its_line(wiremill, tmp_path, content):
    file = tmp_path / "odd"
    file.write_bytes(b"\n" + content.encode("utf-8", "surrogateescape"))

    answer = wiremill("reconcile", "--receipts", file)

    assert answer.code == 2
    assert "line 2" in answer.stderr
