"""Scores of short lines by their words."""

from __future__ import annotations

import numpy as np
import pytest

from worker.parse.maintext.lexicons.phrases import PhraseLexicon, phrases_of_line


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
    assert list(phrases_of_line(text)) == list(phrases_of_line(other))


def test_long_segments_have_no_score():
    assert score({"more": -1.0}, "more " * 30) == -6.0
    assert score({"more": -1.0}, "more " * 31) == 0.0


def test_what_is_learned_is_what_is_looked_up():
    # Given a lexicon in which each phrase of a line has a score of its own
    phrases = list(phrases_of_line("Read more about it"))
    lexicon = {phrase: 2.0**-number for number, phrase in enumerate(phrases, 1)}

    # Then the line gets the sum of all of them
    assert len(set(phrases)) == len(phrases) == 9
    assert score(lexicon, "Read more about it") == sum(lexicon.values())
