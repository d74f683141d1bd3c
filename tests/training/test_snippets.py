"""Which segments a few snippets tell about."""

from __future__ import annotations

from training.snippets import snippet_shares

TEXTS = ["Menu", "Harbour wall finished", "The wall was  finished\non Monday.", "It took two years.", "Read on", "Menu"]


def shares(wanted=(), unwanted=()):
    found, weights = snippet_shares(TEXTS, wanted, unwanted)
    return [share if weight else None for share, weight in zip(found, weights, strict=True)]


def test_segments_with_a_snippet_are_known_and_no_others():
    assert shares(["wall was finished on"], ["Read on"]) == [None, None, 1, None, 0, None]


def test_a_snippet_may_run_over_segments():
    assert shares(["on Monday. It took"]) == [None, None, 1, 1, None, None]


def test_each_place_of_an_unwanted_snippet_is_unwanted():
    assert shares([], ["Menu"]) == [0, None, None, None, None, 0]


def test_a_wanted_snippet_in_several_short_places_tells_nothing():
    assert shares(["Menu"]) == [None] * 6


def test_a_wanted_snippet_in_several_long_places_is_wanted_in_each():
    long = "The wall in the harbour was finished on Monday after two years of work."
    assert snippet_shares([long, "Menu", long], ["wall in the harbour"], []) == ([1, 0, 1], [1, 0, 1])


def test_what_is_not_in_the_page_tells_nothing():
    assert shares(["another text", " "], [""]) == [None] * 6


def test_what_is_wanted_and_unwanted_is_wanted():
    assert shares(["Harbour wall"], ["Harbour"]) == [None, 1, None, None, None, None]
