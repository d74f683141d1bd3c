"""Extractors take their turns over the same pages, and a failing one is counted."""

from __future__ import annotations

import pytest

from bench.peers.extractors import Extractor
from bench.quality import rounds
from bench.quality.scores import Output
from training.corpus import Samples


def test_each_extractor_has_each_page_once_a_round_and_not_always_the_first_turn(rows, write_corpus):
    calls = []
    made = [Extractor(name, lambda _, row, name=name: calls.append((name, row["id"])) or Output()) for name in "ab"]
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

    results = rounds.run(Samples(write_corpus(rows), rows), [Extractor("one", extract, frozenset({"title"}))], 2)

    assert results["one"].failed == ["page-1"]
    assert results["one"].scores["page-1"].f1 == 0
    assert results["one"].mean("f1", rows) == pytest.approx(4 / 5)
    assert results["one"].mean("title", rows) == pytest.approx(5 / 6)
    assert results["one"].mean("authors", rows) is None


def test_an_extractor_that_fails_on_every_page_ends_the_run(rows, write_corpus):
    def extract(_body, _row):
        raise TypeError("unexpected keyword")

    with pytest.raises(SystemExit, match=r"one fails on each of the first 6 pages: TypeError\('unexpected keyword'\)"):
        rounds.run(Samples(write_corpus(rows), rows), [Extractor("one", extract)], 1)


def test_the_slowest_page_is_that_of_the_best_rounds():
    result = rounds.Result(Extractor("one", None), {}, {"a": [0.001, 0.5], "b": [0.003, 0.003]}, {}, {}, [])

    assert result.slowest() == ("b", pytest.approx(3.0))
    assert result.milliseconds(least=True) == pytest.approx(2.0)
    assert result.milliseconds(least=False) == pytest.approx((250.5 + 3) / 2)
