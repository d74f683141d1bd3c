"""Aligning a page with its true text."""

from __future__ import annotations

import pytest

from training.alignment import shares

TRUTH = """The harbour bridge will close to all traffic in June.
Why now
Engineers can then replace the cables that hold it up, the city said."""


def of(texts):
    return shares(texts, TRUTH)[0]


def test_a_segment_of_the_text_counts_and_one_from_elsewhere_does_not():
    found = of(
        ["The harbour bridge will close to all traffic in June.", "Ferry fares are to rise by a tenth in spring."]
    )
    assert found == [1.0, 0.0]


def test_a_segment_that_is_text_in_part_counts_in_part():
    (share,) = of(["The harbour bridge will close to all traffic in June. Share this with all of your friends now"])
    assert share == pytest.approx(10 / 18)


def test_short_words_count_only_between_their_neighbours():
    texts = ["Why now", *TRUTH.split("\n"), "traffic"]
    assert of(texts) == [0.0, 1.0, 1.0, 1.0, 0.0]


def test_copies_of_a_long_segment_count_alike():
    line = TRUTH.split("\n", maxsplit=1)[0]
    assert of([line, "Menu and more of it", line]) == [1.0, 0.0, 1.0]
