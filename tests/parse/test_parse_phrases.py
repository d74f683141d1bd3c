"""Scores of short lines by their words."""

from __future__ import annotations

import numpy as np
import pytest

from worker.parse.maintext.lexicons.phrases import PhraseLexicon, phrases_of_lines


def score(phrases, text):
    return PhraseLexicon(phrases).scores([text], np.array([float(len(text.split()))]))[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Read more", -1.0 - 0.5 - 2.0 - 0.25),  # both words, the pair, and the start
        ("read MORE!", -1.0 - 0.25),  # punctuation belongs to the word
        ("We read more", -1.0 - 0.5 - 2.0),
        ("More to read", -1.0 - 0.5),
        ("Nothing known here", 0.0),
    ],
)
def test_a_line_is_scored_by_its_words_and_pairs(text, expected):
    assert score({"read": -1.0, "more": -0.5, "read more": -2.0, " read": -0.25}, text) == expected


def test_the_end_of_a_line_counts_as_an_empty_word():
    assert score({"more ": 3.0}, "Read more") == 3.0
    assert score({"more ": 3.0}, "More of it") == 0.0


@pytest.mark.parametrize("text", ["1 Comment", "27 Comments", "March 9, 2024"])
def test_digits_are_alike(text):
    other = text.translate(str.maketrans("1279", "3456"))
    one, two = phrases_of_lines([text, other])
    assert one == two


def test_long_segments_have_no_score():
    assert score({"more": -1.0}, "more " * 30) == -6.0
    assert score({"more": -1.0}, "more " * 31) == 0.0


def test_what_is_learned_is_what_is_looked_up():
    # Given a lexicon in which each phrase of a line has a score of its own
    [phrases] = phrases_of_lines(["Read more about it"])
    lexicon = {phrase: 2.0**-number for number, phrase in enumerate(phrases, 1)}

    # Then the line gets the sum of all of them
    assert len(set(phrases)) == len(phrases) == 9
    assert score(lexicon, "Read more about it") == sum(lexicon.values())


def test_each_line_has_its_own_words():
    # Given lines of which one is long and one has no word
    texts = ["Read more", "\u2009", "more " * 31, "über 1.000 Seiten", "More"]
    lexicon = PhraseLexicon({"more": 1.0, " more": 0.25, "more ": 0.5, " ": 4.0, "über 0.000": 2.0})

    found = lexicon.scores(texts, np.array([2.0, 0.0, 31.0, 3.0, 1.0]))

    assert found.tolist() == [1.5, 4.0, 0.0, 2.0, 1.75]


def test_a_page_of_long_segments_has_no_scores():
    assert PhraseLexicon({"more": 1.0}).scores(["more " * 40], np.array([40.0])).tolist() == [0.0]


def test_lines_kept_in_memory_are_bounded_and_have_the_same_scores(monkeypatch):
    # Given a lexicon that keeps few lines
    monkeypatch.setattr("worker.parse.maintext.lexicons.phrases._MAX_CACHED_LINES", 10)
    lexicon = PhraseLexicon({f"word{letter}": 1.0 for letter in "abcdefgh"})
    pages = [[f"word{letter} {number % 7 * 'x'}" for letter in "abcdefgh"] for number in range(30)]

    # When pages with more lines go through it, some of them twice
    found = [lexicon.scores(page, np.full(8, 2.0)).tolist() for page in [*pages, *pages]]

    # Then
    assert found == [[1.0] * 8] * 60
    assert len(lexicon._lines) <= 10
