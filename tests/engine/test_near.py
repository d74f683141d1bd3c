"""Near-duplicates against real servers: who is marked as near to whom, whatever is killed in between."""

from __future__ import annotations

import random

import msgspec
import pytest

from worker.publish.near import MIN_SIMILARITY

WORDS = [f"{first}{second}" for first in "bdfgklmnprst" for second in ("ara", "elo", "iti", "onu", "ula", "emi", "oro")]


def article(seed, words=200):
    choose = random.Random(seed)
    return " ".join(choose.choice(WORDS) for _ in range(words))


def enrich(documents):
    from worker.enrich import enrich as real

    return real(documents)


@pytest.fixture
def make(make_flow, scripts):
    """Make a flow with the real enrich, and settings of its own."""

    def make(**settings):
        scripts.settings = msgspec.structs.replace(scripts.settings, **settings)
        return make_flow(enrich=enrich)

    return make


def publish(flow, url, text, **fields):
    """Push a page, run it through, and return its item."""
    flow.push(url, body=text.encode(), **fields)
    flow.run()
    return flow.items()[-1]


def test_a_text_without_predecessor_begins_a_cluster(make):
    item = publish(make(), "https://one.example/a", article(1))

    assert item["near"] == {"cluster": item["id"][:16], "earliest": item["id"]}


def test_the_same_text_on_another_site_is_a_syndicated_copy(make):
    flow = make()
    first = publish(flow, "https://one.example/a", article(1))

    copy = publish(flow, "https://two.example/b", article(1))

    assert copy["near"] == {
        "cluster": first["near"]["cluster"],
        "earliest": first["id"],
        "of": first["id"],
        "relation": "syndicated",
        "similarity": 1.0,
    }
    assert flow.counts() == {"accepted": 2, "published": 2}


def test_a_shortened_copy_with_a_new_lead_is_found(make):
    flow = make()
    first = publish(flow, "https://one.example/a", article(1))

    copy = publish(flow, "https://two.example/b", article(2, 20) + " " + " ".join(article(1).split()[20:150]))

    assert (copy["near"]["relation"], copy["near"]["of"]) == ("syndicated", first["id"])
    assert MIN_SIMILARITY < copy["near"]["similarity"] < 0.9


def test_an_unrelated_text_is_near_to_none(make):
    flow = make()
    publish(flow, "https://one.example/a", article(1))

    item = publish(flow, "https://two.example/b", article(2))

    assert "relation" not in item["near"]


def test_the_same_text_under_another_url_of_the_site_is_the_same_text(make):
    flow = make()
    first = publish(flow, "https://one.example/a", article(1))

    item = publish(flow, "https://m.one.example/print/a", article(1))

    assert (item["near"]["relation"], item["near"]["of"]) == ("same_text", first["id"])


def test_a_marked_duplicate_is_the_same_text_in_the_same_version(make):
    flow = make(duplicates="mark")
    first = publish(flow, "https://one.example/a", article(1))

    again = publish(flow, "https://one.example/a", article(1))

    assert again["duplicate_of"] == first["id"]
    assert (again["near"]["relation"], again["near"]["similarity"]) == ("same_text", 1.0)
    assert "version" not in again["near"]


def test_a_new_text_of_a_url_is_its_next_version_and_says_what_changed(make):
    flow = make()
    first = publish(flow, "https://one.example/a", article(1))
    second = publish(flow, "https://one.example/a", article(1) + " " + article(2, 60))

    third = publish(flow, "https://one.example/a", article(3, 30) + " " + article(1))

    assert [second["near"]["version"], third["near"]["version"]] == [2, 3]
    assert (second["near"]["relation"], second["near"]["of"]) == ("updated", first["id"])
    assert (third["near"]["of"], third["near"]["earliest"]) == (second["id"], first["id"])
    changes = second["near"]["changes"]
    assert (changes["words_before"], changes["words_after"]) == (200, 260)
    assert (changes["title"], changes["lead"]) == (False, False)
    assert changes["kept"] > 0.8
    assert changes["new"] < 0.4
    assert third["near"]["changes"]["lead"]


def test_a_short_text_has_versions_but_is_likened_to_no_other_page(make):
    flow = make()
    publish(flow, "https://one.example/a", "page not found please go back")
    other = publish(flow, "https://two.example/b", "page not found please go back")

    later = publish(flow, "https://two.example/b", "the page is here again")

    assert "relation" not in other["near"]
    assert (later["near"]["relation"], later["near"]["version"]) == ("updated", 2)


def test_ids_of_the_producer_come_back(make):
    flow = make()
    publish(flow, "https://one.example/a", article(1), id="my own id, longer than any that Wiremill makes")

    copy = publish(flow, "https://two.example/b", article(1), id="@1")

    assert copy["near"]["of"] == copy["near"]["earliest"] == "my own id, longer than any that Wiremill makes"
    assert publish(flow, "https://three.example/c", article(1))["near"]["cluster"] == copy["near"]["cluster"]


def test_an_interrupted_commit_leaves_nothing_a_retry_could_find(make, monkeypatch):
    first, second = make(), make()
    first.push("https://one.example/a", body=article(1).encode())
    for stage in ("parse", "classify", "enrich"):
        first.step(stage)

    # The first process dies between looking the page up and committing it.
    monkeypatch.setattr(first.scripts, "finish", _die)
    with pytest.raises(SystemError):
        first.step("publish")
    monkeypatch.undo()
    first.scripts.release("publish", ["worker0"])
    second.run()

    [item] = second.items()
    assert item["near"] == {"cluster": item["id"][:16], "earliest": item["id"]}
    assert second.redis.get(second.keys.near_counter) == b"1"


def test_a_commit_whose_answer_was_lost_counts_once(make, monkeypatch):
    first, second = make(), make()
    first.push("https://one.example/a", body=article(1).encode())
    for stage in ("parse", "classify", "enrich"):
        first.step(stage)
    finish = first.scripts.finish

    def finish_and_die(*args):
        finish(*args)
        raise SystemError

    monkeypatch.setattr(first.scripts, "finish", finish_and_die)
    with pytest.raises(SystemError):
        first.step("publish")
    monkeypatch.undo()
    first.scripts.release("publish", ["worker0"])
    second.run()

    [item] = second.items()
    assert "relation" not in item["near"]
    assert second.redis.get(second.keys.near_counter) == b"1"


def test_of_two_workers_that_publish_near_texts_at_once_one_finds_the_other(make, monkeypatch):
    """Both have looked up before either commits; the later one must look again."""
    first, second = make(), make()
    first.push("https://one.example/a", body=article(1).encode())
    first.push("https://two.example/b", body=" ".join(article(1).split()[:150]).encode())
    first.scripts.settings = msgspec.structs.replace(first.scripts.settings, batch_pages=1)
    for flow in (first, second):
        for step in flow.steps.values():
            step._settings = first.scripts.settings
    for _ in range(2):
        for stage in ("parse", "classify", "enrich"):
            first.step(stage)
    finish, met = first.scripts.finish, []

    def overtaken(stage, consumer, entries):
        if not met:
            met.append(stage)
            second.step("publish")
        return finish(stage, consumer, entries)

    monkeypatch.setattr(first.scripts, "finish", overtaken)
    first.step("publish", look=False)

    items = first.items()
    assert len(items) == 2
    [copy] = [item for item in items if "relation" in item["near"]]
    [original] = [item for item in items if "relation" not in item["near"]]
    assert (copy["near"]["of"], copy["near"]["relation"]) == (original["id"], "syndicated")
    assert copy["near"]["cluster"] == original["near"]["cluster"]


def test_near_texts_in_one_batch_form_one_cluster(make):
    flow = make()
    for number in range(6):
        flow.push(f"https://site{number}.example/a", body=article(1).encode())

    flow.run()

    assert len({item["near"]["cluster"] for item in flow.items()}) == 1
    assert sum("relation" not in item["near"] for item in flow.items()) == 1


def test_a_text_outside_the_window_is_forgotten(make, monkeypatch):
    import time

    flow = make()
    publish(flow, "https://one.example/a", article(1))
    later = time.time() + flow.scripts.settings.near_duplicate_window_seconds + 5
    monkeypatch.setattr("worker.runtime.stages.publish.time.time", lambda: later)

    item = publish(flow, "https://two.example/b", article(1))

    assert "relation" not in item["near"]


def test_a_cluster_goes_on_after_its_first_member_has_left_the_window(make, monkeypatch):
    import time

    flow = make()
    now, window = time.time(), flow.scripts.settings.near_duplicate_window_seconds
    first = publish(flow, "https://one.example/a", article(1))
    monkeypatch.setattr("worker.runtime.stages.publish.time.time", lambda: now + 0.7 * window)
    second = publish(flow, "https://two.example/b", article(1))
    monkeypatch.setattr("worker.runtime.stages.publish.time.time", lambda: now + 1.4 * window)

    third = publish(flow, "https://three.example/c", article(1))

    assert third["near"]["cluster"] == first["near"]["cluster"]
    assert third["near"]["earliest"] == second["id"]


def test_the_oldest_give_way_when_the_index_is_full(make):
    flow = make(near_duplicate_signatures=3)
    for number in range(4):
        publish(flow, f"https://one.example/{number}", article(number))

    gone = publish(flow, "https://two.example/0", article(0))
    held = publish(flow, "https://two.example/3", article(3))

    assert "relation" not in gone["near"]
    assert held["near"]["relation"] == "syndicated"


def test_a_stock_text_takes_no_more_room_than_four_others(make):
    """A thousand pages that say the same must not push all others out of the shards."""
    flow = make()
    for number in range(30):
        flow.push(f"https://site{number}.example/a", body=(article(1) + " " + article(number + 2, 60)).encode())
    flow.run()
    shards = [key for key in flow.redis.scan_iter(f"{flow.keys.near_prefix}*") if key.count(b":") == 2]
    entered = sum(
        int.from_bytes(flow.redis.getrange(key, 0, 3)) for key in shards if key != flow.keys.near_counter.encode()
    )

    assert entered < 30 + 30 * 8
    assert len({item["near"]["cluster"] for item in flow.items()}) == 1


def test_every_key_of_the_index_goes_away_by_itself(make):
    flow = make()
    publish(flow, "https://one.example/a", article(1), id="mine")

    keys = list(flow.redis.scan_iter(f"{flow.keys.near_prefix}*"))

    window = flow.scripts.settings.near_duplicate_window_seconds
    assert len(keys) >= 4
    assert all(window < flow.redis.ttl(key) <= 2 * window for key in keys)


def test_switched_off_nothing_is_compared_or_kept(make):
    flow = make(near_duplicates="off")

    item = publish(flow, "https://one.example/a", article(1))

    assert item["near"] is None
    assert not list(flow.redis.scan_iter(f"{flow.keys.near_prefix}*"))


def test_a_near_item_fits_the_schema(make):
    from jsonschema import Draft202012Validator

    from wiremill.schema import schemas

    flow = make()
    publish(flow, "https://one.example/a", article(1))
    item = publish(flow, "https://one.example/a", article(1, 150))

    assert item["near"]["changes"]
    Draft202012Validator(schemas()["item.v1.json"]).validate(item)


def _die(*_):
    raise SystemError
