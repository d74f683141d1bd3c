"""What the scores of the extraction bench count."""

from __future__ import annotations

import pytest
from synthetic_corpus import make_row

from bench.quality import scores
from bench.quality.scores import Output, compare_authors, compare_days, compare_titles, compare_words, mean, score


@pytest.mark.parametrize(
    ("found", "truth", "words"),
    [
        ("One two three", "one, TWO three!", (1.0, 1.0, 1.0)),
        ("one two three four", "one two", (2 / 3, 0.5, 1.0)),
        ("one", "one two", (2 / 3, 1.0, 0.5)),
        ("one one one", "one two", (2 / 5, 1 / 3, 0.5)),
        ("four", "one two", (0.0, 0.0, 0.0)),
        ("", "one two", (0.0, 0.0, 0.0)),
        ("", "", (1.0, 1.0, 1.0)),
        ("Größe; мир", "größe мир", (1.0, 1.0, 1.0)),
    ],
)
def test_words_are_compared_as_bags_whatever_their_case(found, truth, words):
    assert compare_words(found, truth) == pytest.approx(words)


@pytest.mark.parametrize(
    ("found", "same"),
    [
        ("The Mill, by the bridge", 1.0),
        ("the mill: by THE bridge!", 1.0),
        ("The Mill by the bridges", 0.0),
        (None, 0.0),
    ],
)
def test_a_title_is_right_when_its_letters_and_digits_are(found, same):
    assert compare_titles(found, "The mill by the bridge") == same


@pytest.mark.parametrize(
    ("found", "f1"),
    [
        (["ADA MILLER", "Bo Weir"], 1.0),
        (["Bo Weir", "Ada Miller", "Ada Miller"], 1.0),
        (["Ada Miller"], 2 / 3),
        (["Ada Miller", "Bo Weir", "Staff", ""], 4 / 5),
        ([], 0.0),
    ],
)
def test_authors_are_compared_as_a_set(found, f1):
    assert compare_authors(found, ["Ada Miller", "Bo Weir"]) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("found", "right"), [("2024-03-05", 1.0), ("2024-03-05T23:59:00Z", 1.0), ("2024-03-06T00:00:00Z", 0.0), (None, 0.0)]
)
def test_the_day_is_the_first_ten_characters(found, right):
    assert compare_days(found, "2024-03-05T10:00:00+01:00") == right


def test_what_the_truth_does_not_say_is_not_counted():
    row = make_row(1, main_text=None, title="", authors=None, published=None, **{"with": [], "without": []})

    found = score(Output("Some text", "A title", ["Ada Miller"], "2024-03-05"), row)

    assert set(found) == {None}


def test_snippets_are_found_by_letters_and_digits():
    row = make_row(1, **{"with": ["Two  sacks,", "ten sacks"], "without": ["All rights reserved", "Share", "Home"]})

    found = score(Output("There were\ntwo sacks. ALL RIGHTS RESERVED"), row)

    assert found.kept == pytest.approx(1 / 2)
    assert found.left_out == pytest.approx(2 / 3)


def test_an_extractor_that_finds_nothing_scores_nothing():
    found = score(Output(), make_row(1))

    assert (found.f1, found.title, found.authors, found.day, found.kept) == (0, 0, 0, 0, 0)
    assert found.left_out == 1


def test_the_mean_leaves_out_what_is_not_known():
    assert mean([1.0, None, 0.0]) == 0.5
    assert mean([None]) is None
    assert scores.share([]) is None


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Two  sacks\nof flour. Share", (1, 1, 1, 1)),
        ("two sacks of flour, ten sacks", (1, 1, 0, 2)),
        ("", (0, 2, 0, 2)),
    ],
)
def test_segments_are_found_letter_by_letter_whatever_the_white_space(text, counts):
    wanted, others = ["Two sacks\u00a0of\tflour", "ten sacks"], ["Share", "Home"]

    assert scores.compare_segments(text, wanted, others) == counts


def test_soft_hyphens_are_no_difference():
    assert scores.compare_segments("The harbour wall", ["har\xadbour"], []) == (1, 0, 0, 0)
    assert scores.compare_segments("The har\xadbour wall", ["harbour"], []) == (1, 0, 0, 0)
    assert compare_words("har\xadbour wall", "harbour wall").f1 == 1.0


def test_a_truth_without_segments_counts_none():
    assert scores.compare_segments("text", [], []) is None
    assert scores.Segments().f1 is None
