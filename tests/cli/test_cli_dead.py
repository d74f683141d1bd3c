from __future__ import annotations

import msgpack
import msgspec
import pytest


@pytest.fixture
def letters(dying_flow):
    """Three dead letters, one of each stage that can be made to fail."""
    for stage in ("parse", "classify", "enrich"):
        dying_flow.push(f"https://example.org/{stage}", body=f"dies in {stage}".encode())
    dying_flow.end_all()
    found = {
        letter["stage"].decode(): entry.decode()
        for (entry, _), letter in zip(_entries(dying_flow), dying_flow.dead(), strict=True)
    }
    assert set(found) == {"parse", "classify", "enrich"}
    return found


def _entries(flow):
    return flow.redis.xrange(flow.keys.dead)


def test_there_may_be_none(wiremill):
    answer = wiremill("dead", "list")

    assert (answer.code, answer.stdout) == (0, "")
    assert "no dead letter" in answer.stderr


def test_they_are_listed(wiremill, letters):
    answer = wiremill("dead", "list")

    assert answer.code == 0
    for stage, letter in letters.items():
        [line] = [line for line in answer.stdout.splitlines() if letter in line]
        assert stage in line
        assert "stage_failed" in line


def test_they_are_listed_as_json_lines_with_sizes_in_place_of_bodies(wiremill, letters):
    found = wiremill("dead", "list", "--json").lines

    assert [letter["id"] for letter in found] == sorted(letters.values())
    [parse] = [letter for letter in found if letter["stage"] == "parse"]
    assert parse["kept"]["page:body"] > 0
    assert parse["attempts"] == 3
    [classify] = [letter for letter in found if letter["stage"] == "classify"]
    assert "parse" in [run["stage"] for run in classify["runs"]]


@pytest.mark.parametrize(
    ("filters", "stages"),
    [
        (("--stage", "parse"), {"parse"}),
        (("--reason", "stage_failed"), {"parse", "classify", "enrich"}),
        (("--reason", "not_text"), set()),
        (("--url-contains", "/enr"), {"enrich"}),
        (("--since", "1h"), {"parse", "classify", "enrich"}),
        (("--until", "1h"), set()),
        (("--since", "2001-01-01", "--until", "2001-01-02T03:04:05+01:00"), set()),
        (("--limit", "2", "--stage", "enrich"), {"enrich"}),
    ],
)
def test_filters_say_which(wiremill, letters, filters, stages):
    assert {letter["stage"] for letter in wiremill("dead", "list", "--json", *filters).lines} == stages


def test_a_letter_is_named_by_its_own_id_or_those_of_its_page(wiremill, letters):
    [by_letter] = wiremill("dead", "list", "--json", letters["enrich"]).lines

    for name in ("page", "page_id"):
        assert wiremill("dead", "list", "--json", by_letter[name]).lines == [by_letter]


def test_a_time_that_is_none_is_refused(wiremill):
    answer = wiremill("dead", "list", "--since", "gestern")

    assert answer.code == 2
    assert "'gestern' is no time" in answer.stderr


def test_one_is_shown_without_the_escapes_of_its_error(wiremill, letters):
    answer = wiremill("dead", "show", letters["parse"])

    assert answer.code == 0
    assert "RuntimeError: no parse today" in answer.stdout
    assert "\x1b" not in answer.stdout
    assert "page:body" in answer.stdout


def test_one_is_shown_as_json(wiremill, letters):
    assert wiremill("dead", "show", "--json", letters["classify"]).json["reason"] == "stage_failed"


def test_one_that_is_not_there_exits_with_1(wiremill, letters):
    answer = wiremill("dead", "show", "1-1")

    assert answer.code == 1
    assert "'1-1'" in answer.stderr
    assert wiremill("dead", "list", "1-1").code == 1


def test_the_body_is_written_unpacked(wiremill, letters, tmp_path):
    assert wiremill("dead", "show", letters["parse"], "--body", tmp_path / "body").code == 0

    assert (tmp_path / "body").read_bytes() == b"dies in parse"
    assert wiremill("dead", "show", letters["parse"], "--body", "-").stdout == "dies in parse"


def test_the_document_is_written_where_there_is_one(wiremill, letters, tmp_path):
    assert wiremill("dead", "show", letters["enrich"], "--document", tmp_path / "document").code == 0

    assert msgspec.json.decode((tmp_path / "document").read_bytes())["text"] == "dies in enrich"
    assert wiremill("dead", "show", letters["parse"], "--document", "-").code == 1


def test_a_page_past_parse_has_no_body_any_more(wiremill, letters):
    answer = wiremill("dead", "show", letters["enrich"], "--body", "-")

    assert answer.code == 1
    assert "has no body" in answer.stderr


def test_a_replayed_page_goes_back_to_work(wiremill, letters, dying_flow, make_flow):
    answer = wiremill("dead", "replay", letters["classify"])
    make_flow().run()

    assert (answer.code, answer.stdout) == (0, "1 dead letter replayed\n")
    [item] = dying_flow.items()
    assert item["url"] == "https://example.org/classify"
    assert wiremill("reconcile").code == 0


def test_many_are_replayed_once_the_person_agrees(wiremill, letters, dying_flow):
    refused = wiremill("dead", "replay", "--all", given="n\n")
    assert refused.code == 1
    assert "Replay 3 dead letters?" in refused.stderr
    assert len(dying_flow.dead()) == 3

    agreed = wiremill("dead", "replay", "--all", given="y\n")
    assert agreed.code == 0
    assert not dying_flow.dead()


def test_replay_as_json_tells_the_new_intake_ids(wiremill, letters, dying_flow):
    answer = wiremill("dead", "replay", "--stage", "parse", "--json").json

    assert [done["id"] for done in answer["replayed"]] == [letters["parse"]]
    assert dying_flow.redis.xrange(dying_flow.keys.intake)[0][0].decode() == answer["replayed"][0]["intake_id"]
    assert answer["failed"] == []


def test_dropped_letters_are_gone_and_stay_counted(wiremill, letters, dying_flow):
    answer = wiremill("dead", "drop", "--all", "--yes", "--json")

    assert len(answer.json["dropped"]) == 3
    assert not dying_flow.dead()
    assert dying_flow.counts()["dead"] == 3
    assert wiremill("reconcile").code == 0


@pytest.mark.parametrize("verb", ["replay", "drop"])
def test_nothing_is_changed_unless_it_is_said_which(wiremill, letters, dying_flow, verb):
    answer = wiremill("dead", verb)

    assert answer.code == 2
    assert "--all" in answer.stderr
    assert len(dying_flow.dead()) == 3


@pytest.mark.parametrize("verb", ["replay", "drop"])
def test_an_id_that_is_not_there_stops_all(wiremill, letters, dying_flow, verb):
    answer = wiremill("dead", verb, letters["parse"], "1-1", "--yes")

    assert answer.code == 1
    assert "'1-1'" in answer.stderr
    assert len(dying_flow.dead()) == 3


def test_a_packed_letter_cannot_be_replayed_but_read_and_dropped(wiremill, flow):
    fields = [b"url", b"https://example.org/many", b"body", b"the body"]
    letter = flow.redis.xadd(
        flow.keys.dead,
        {"page": "1795464376191-1", "stage": "parse", "reason": "stage_failed", "error": "x", "attempts": 3,
         "at": "2026-01-01T00:00:00Z", "page_id": "p", "trace_id": "", "url": "https://example.org/many",
         "packed": msgpack.packb(fields, use_bin_type=False)},
    ).decode()  # fmt: skip

    refused = wiremill("dead", "replay", letter)
    assert refused.code == 1
    assert "can't be replayed" in refused.stderr
    assert "0 dead letters replayed" in refused.stdout
    assert wiremill("dead", "show", letter, "--body", "-").stdout == "the body"
    assert "more fields" in wiremill("dead", "show", letter).stdout
    assert wiremill("dead", "drop", letter).code == 0


def test_a_letter_that_can_not_be_replayed_stays_and_the_others_go(wiremill, letters, dying_flow):
    [(entry, fields)] = dying_flow.redis.xrange(dying_flow.keys.dead, letters["enrich"], letters["enrich"])
    dying_flow.redis.xdel(dying_flow.keys.dead, entry)
    fields.pop(b"record:document")
    left = dying_flow.redis.xadd(dying_flow.keys.dead, fields).decode()

    answer = wiremill("dead", "replay", "--all", "--yes")

    assert answer.code == 1
    assert answer.stdout == "2 dead letters replayed\n"
    assert f"dead letter {left} can't be replayed: the record of its page has no document" in answer.stderr
    assert [entry for entry, _ in _entries(dying_flow)] == [left.encode()]


@pytest.mark.parametrize("key", ["intake", "counts"])
def test_a_key_in_the_way_is_named_and_no_letter_is_lost(wiremill, letters, dying_flow, key):
    dying_flow.redis.delete(f"wm:{key}")
    dying_flow.redis.set(f"wm:{key}", "in the way")

    answer = wiremill("dead", "replay", letters["parse"])

    assert answer.code == 1
    assert f"wm:{key} is a string, not a " in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(dying_flow.dead()) == 3


def test_a_list_fits_into_80_columns(wiremill, letters, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    assert max(map(len, wiremill("dead", "list").stdout.splitlines())) <= 80


@pytest.mark.parametrize("name", ["99999999999999999999999-0", "18446744073709551616-0", "\u0661\u0662-\u0663"])
@pytest.mark.parametrize("verb", ["show", "list", "replay", "drop"])
def test_an_id_that_there_can_not_be_names_no_letter(wiremill, letters, verb, name):
    answer = wiremill("dead", verb, name)

    assert answer.code == 1
    assert "no dead letter" in answer.stderr


def test_a_letter_whose_page_has_an_odd_id_is_shown(wiremill, dying_flow):
    dying_flow.redis.xadd(dying_flow.keys.intake, {"url": "https://example.org/odd"}, id="1795464376191000-0")
    dying_flow.end_all()

    assert "body_missing" in wiremill("dead", "show", "1795464376191000-0").stdout


def test_times_before_1970_are_before_every_letter(wiremill, letters):
    assert len(wiremill("dead", "list", "--json", "--since", "1960-01-01").lines) == 3
    assert wiremill("dead", "list", "--json", "--until", "1960-01-01").lines == []
