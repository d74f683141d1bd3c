"""Extractors take their turns over the same pages, and a failing one is counted."""

from __future__ import annotations

import pytest
from synthetic_corpus import make_row

from bench.peers.extractors import Extractor, Taken, here
from bench.quality import rounds
from bench.quality.scores import Output
from training.corpus import Samples


def test_each_extractor_has_each_page_once_a_round_and_not_always_the_first_turn(rows, write_corpus):
    calls = []
    made = [
        Extractor(name, here(lambda _, row, name=name: calls.append((name, row["id"])) or Output())) for name in "ab"
    ]
    samples = Samples(write_corpus(rows), rows)

    results = rounds.run(samples, made, 3)

    measured = calls[2 * len(rows) :]
    assert {name: len(times) for name, times in results["a"].spent.items()} == {row["id"]: 3 for row in rows}
    assert len(measured) == 2 * 3 * len(rows)
    assert {name for name, _ in measured[::2]} == {"a", "b"}


def test_a_page_that_an_extractor_fails_on_is_scored_as_nothing_found(rows, write_corpus):
    def extract(_body, row):
        if row["id"] == "page-1":
            raise RuntimeError("odd page")
        return Output(row["main_text"] or "", row["title"])

    results = rounds.run(Samples(write_corpus(rows), rows), [Extractor("one", here(extract), frozenset({"title"}))], 2)

    assert results["one"].failed == {"page-1": "RuntimeError('odd page')"}
    assert results["one"].scores["page-1"].f1 == 0
    assert results["one"].mean("f1", rows) == pytest.approx(4 / 5)
    assert results["one"].mean("title", rows) == pytest.approx(5 / 6)
    assert results["one"].mean("authors", rows) is None


def test_an_extractor_that_fails_on_every_page_ends_the_run(rows, write_corpus):
    def extract(_body, _row):
        raise TypeError("unexpected keyword")

    with pytest.raises(SystemExit, match=r"one fails on each of the first 6 pages: TypeError\('unexpected keyword'\)"):
        rounds.run(Samples(write_corpus(rows), rows), [Extractor("one", here(extract))], 1)


def test_a_peer_is_timed_on_the_chosen_pages_and_asked_once_for_the_others(rows, write_corpus):
    calls = []

    def take(_body, row):
        calls.append(("take", row["id"]))
        return Taken(Output("new"), 0.5)

    def recall(_body, row):
        calls.append(("recall", row["id"]))
        return Taken(Output("kept kept"), 9.0)

    peer = Extractor("peer", take, recall=recall)
    ours = Extractor("ours", here(lambda _body, _row: Output("own")))

    results = rounds.run(Samples(write_corpus(rows), rows), [peer, ours], 2, {"page-1"})

    assert results["peer"].spent == {"page-1": [0.5, 0.5]}
    assert results["ours"].spent.keys() == {row["id"] for row in rows}
    assert sorted(calls[len(rows) :]) == sorted(
        [("take", "page-1")] * 2 + [("recall", row["id"]) for row in rows if row["id"] != "page-1"]
    )
    assert results["peer"].words == {row["id"]: 1 if row["id"] == "page-1" else 2 for row in rows}


def test_a_peer_that_is_not_timed_is_not_run_for_what_is_kept(rows, write_corpus):
    def take(_body, _row):
        raise AssertionError("run")

    peer = Extractor("peer", take, recall=lambda _body, row: Taken(Output(row["main_text"] or ""), 1.0))

    results = rounds.run(Samples(write_corpus(rows), rows), [peer], 3, frozenset())

    assert results["peer"].mean("f1", rows) == 1
    assert results["peer"].spent == {}


def test_segments_are_counted_over_all_pages(rows, write_corpus):
    rows = [
        make_row(1, main_text=None, **{"with": ["one", "two"], "without": ["three"]}),
        make_row(2, main_text=None, **{"with": ["one"], "without": []}),
    ]
    extractor = Extractor("one", here(lambda _body, row: Output("one three" if row["id"] == "page-1" else "")))

    counts = rounds.run(Samples(write_corpus(rows), rows), [extractor], 1)["one"].segments(rows)

    assert counts == (1, 2, 1, 0)
    assert (counts.precision, counts.recall, counts.f1, counts.accuracy) == (1 / 2, 1 / 3, 2 / 5, 1 / 4)


def test_the_slowest_page_is_that_of_the_best_rounds():
    spent = {"a": [0.001, 0.5], "b": [0.003, 0.003]}
    result = rounds.Result(Extractor("one", None), spent=spent)

    assert result.slowest(spent) == ("b", pytest.approx(3.0))
    assert result.milliseconds(spent, least=True) == pytest.approx(2.0)
    assert result.milliseconds(spent, least=False) == pytest.approx((250.5 + 3) / 2)
    assert result.milliseconds({"a"}, least=True) == pytest.approx(1.0)
