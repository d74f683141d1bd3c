"""Choosing segments by their probabilities."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.parse import parse
from worker.parse.maintext.selection import add_headings, drop_duplicates, even_out, maximise_f1, sharpen
from worker.parse.tree.context import KINDS
from worker.parse.tree.load import load
from worker.parse.tree.outline import read_outline


def expected(chosen, probabilities, words):
    hits = sum(words[index] * probabilities[index] for index in chosen)
    return 2 * hits / (sum(words[index] for index in chosen) + float(words @ probabilities))


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 500)), min_size=1, max_size=7))
def test_no_other_choice_has_a_higher_expected_f1(pairs):
    probabilities = np.array([chance / 100 for chance, _ in pairs])
    words = np.array([float(count) for _, count in pairs])
    chosen = np.flatnonzero(maximise_f1(probabilities, words)).tolist()
    everything = range(len(pairs))
    best = max(
        expected(some, probabilities, words)
        for size in range(1, len(pairs) + 1)
        for some in combinations(everything, size)
    )
    assert expected(chosen, probabilities, words) == pytest.approx(best, abs=1e-6)


def test_doubtful_segments_are_taken_on_a_page_of_doubt_and_left_beside_sure_ones():
    words = np.array([100.0, 100.0])
    assert maximise_f1(np.array([0.4, 0.38]), words).tolist() == [True, True]
    assert maximise_f1(np.array([0.99, 0.38]), words).tolist() == [True, False]


def test_sharpening_moves_odds_away_from_even():
    assert sharpen(np.array([0.2, 0.5, 0.8]), 2.0) == pytest.approx([1 / 17, 0.5, 16 / 17])


def copies(markup, probabilities):
    root, _ = load(f"<html><body>{markup}</body></html>".encode())
    page = read_outline(root)
    words = np.array([float(len(text.split())) for text in page.texts])
    return drop_duplicates(np.ones(len(words), bool), page, words, np.array(probabilities))


TEXT = "<p>a text of more words</p>"


def test_of_copies_in_two_places_the_first_is_kept_unless_the_later_one_is_surer():
    markup = f"<div>{TEXT}<p>Reply</p></div><section>{TEXT}<p>Reply</p></section>"
    assert copies(markup, [0.9, 0.9, 0.9, 0.9]) == [0, 1, 3]
    assert copies(markup, [0.5, 0.9, 0.9, 0.9]) == [1, 2, 3]


def test_a_text_that_comes_again_beside_itself_is_a_refrain():
    assert copies(f"<div>{TEXT}<p>between</p>{TEXT}</div>", [0.9, 0.9, 0.9]) == [0, 1, 2]


def test_paragraphs_parted_by_line_breaks_alone_are_judged_together():
    probabilities, words = np.array([0.3, 0.6, 0.6, 0.9, 0.1]), np.array([20.0, 20.0, 20.0, 20.0, 2.0])
    place, no_links = np.array([0, 0, 0, 1, 0]), np.zeros(5)
    assert even_out(probabilities, place, words, no_links).tolist() == pytest.approx([0.46, 0.52, 0.52, 0.9, 0.1])


def test_two_paragraphs_and_links_are_judged_alone():
    probabilities, words = np.array([0.3, 0.6, 0.9]), np.array([20.0, 20.0, 20.0])
    assert even_out(probabilities, np.array([0, 0, 1]), words, np.zeros(3)) is probabilities
    assert even_out(probabilities, np.zeros(3, int), words, np.array([0.0, 0.0, 1.0])) is probabilities
    assert even_out(probabilities, np.zeros(3, int), words, np.ones(3)) is probabilities


@pytest.mark.parametrize(
    ("names", "holds"),
    [
        ("page enableConsentData enableAds", "article"),
        ("site cookie-banner-shown", "main"),
        ("layout gdpr cmp-ready", "div><article"),
    ],
)
def test_an_element_that_holds_the_article_is_no_consent_dialogue(names, holds):
    sentence = (
        "The harbour office opened its new reading room on Monday after two years of work, and many came to see it."
    )
    text = "".join(f"<p>{sentence[:-1]}, number {number}.</p>" for number in range(6))
    # A menu of more words than the article, so that the element is not the whole page
    menu = "".join(f"<li><a href=/{number}>Section {number} of our pages</a></li>" for number in range(40))
    body = f"<ul>{menu}</ul><div class='{names}'><{holds}><h1>Reading room opens</h1>{text}</{holds.rpartition('<')[2]}></div>"

    assert parse(f"<html><body>{body}</body></html>".encode()).text.count("harbour office") == 6


def test_a_consent_dialogue_beside_the_article_is_no_text():
    sentence = (
        "The harbour office opened its new reading room on Monday after two years of work, and many came to see it."
    )
    text = "".join(f"<p>{sentence[:-1]}, number {number}.</p>" for number in range(6))
    ask = (
        "<p>We and our partners use cookies to show what you like. Choose what you allow, or accept all of them now.</p>"
        * 3
    )
    body = f"<article><h1>Reading room opens</h1>{text}</article><div class=gdpr><h1>Your choice</h1>{ask}</div>"

    found = parse(f"<html><body>{body}</body></html>".encode()).text

    assert found.count("harbour office") == 6
    assert "partners" not in found


HEADING, PARAGRAPH = KINDS["heading"], KINDS["paragraph"]


@pytest.mark.parametrize(
    ("kinds", "selected", "probabilities", "expected"),
    [
        ("PHP", "101", [0.9, 0.4, 0.9], "111"),  # a subheading above selected text
        ("PHP", "101", [0.9, 0.2, 0.9], "101"),  # one that is improbable
        ("PHHP", "1001", [0.9, 0.4, 0.4, 0.9], "1111"),  # two in a row
        ("HPP", "011", [0.4, 0.9, 0.9], "011"),  # before the text: the headline is in the title
        ("PPH", "110", [0.9, 0.9, 0.4], "110"),  # after it: "Read on"
        ("PHPP", "1001", [0.9, 0.4, 0.1, 0.9], "1001"),  # above text that is not selected
        ("PPPP", "1001", [0.9, 0.4, 0.4, 0.9], "1001"),  # no heading
        ("PPPPPPHP", "10000001", [0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4, 0.9], "10000001"),  # far from the text before
        ("PP", "00", [0.1, 0.1], "00"),
    ],
)
def test_a_heading_inside_the_text_is_added_right_above_what_is_selected(kinds, selected, probabilities, expected):
    codes = np.array([{"P": PARAGRAPH, "H": HEADING}[kind] for kind in kinds])
    chosen = np.array([mark == "1" for mark in selected])

    found = add_headings(chosen, codes, np.array(probabilities))

    assert "".join("01"[int(mark)] for mark in found) == expected
