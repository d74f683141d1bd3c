"""Tables, and the goals that are held against them."""

from __future__ import annotations

import pytest

from bench.lib.tables import Table
from bench.quality.goals import BOUNDS, MAIN, Goal
from bench.quality.goals import tables as held


def table(name, *rows):
    made = Table(name, name, list(rows[0]))
    for row in rows:
        made.add(*row.values())
    return made


@pytest.fixture
def tables():
    cost = "ms a page, best round"
    return {
        "sources": table(
            "sources",
            {"of": "WCXB", "measure": "word F1", "one": 0.9046},
            {"of": "fundus", "measure": "word F1", "one": 0.95},
            {"of": "trafilatura", "measure": "segment F1", "one": 0.95},
        ),
        "above": table("above", {"of": "WCXB", "least": 0.02}, {"of": "fundus", "least": -0.01}),
        "words": table("words", {"of": "WCXB", "one": 0.9046}, {"of": "forum", "one": 0.85}),
        "articles": table("articles", {"of": "all", "one": 0.951}, {"of": "WCXB", "one": 0.9}),
        "metadata": table(
            "metadata", {"score": "title", "of": "aed", "one": 0.9}, {"score": "day", "of": "WCXB", "one": None}
        ),
        "type_accuracy": table(
            "type_accuracy",
            {"of": "WCXB", "type of the": "document", "right": 0.9},
            {"of": "WCXB", "type of the": "item", "right": 0.8},
        ),
        "cost": table(
            "cost",
            {"extractor": "one", cost: 9.0, "times lxml, best round": 3.0, "slowest / mean": 30.0},
            {"extractor": "trafilatura", cost: 90.0, "times lxml, best round": 30.0, "slowest / mean": 30.0},
        ),
        "languages": table(
            "languages",
            {"language": "de", "English alike": 0.9, "one": 0.8, "below English by": 0.1},
            {"language": "nl", "English alike": 0.9, "one": 0.7, "below English by": 0.2},
            {"language": "ru", "English alike": 0.9, "one": 0.95, "below English by": 0.0},
        ),
    }


def test_goals_and_bounds_are_held_against_what_is_printed(tables):
    goals, bounds = (
        {(row["score"], row["of"]): row["missed by"] for row in made.figures()} for made in held(tables, "one")
    )

    assert goals == {
        ("word F1", "WCXB"): None,
        ("word F1", "fundus"): 0.015,
        ("segment F1", "trafilatura"): None,
        ("F1 above the best peer", "WCXB"): None,
        ("F1 above the best peer", "fundus"): 0.011,
        ("precision of articles", "all"): None,
        ("title", "aed"): 0.05,
        ("page type", "WCXB"): 0.06,
    }
    assert bounds == {
        ("word F1", "forum"): 0.01,
        ("CPU", "times lxml"): None,
        ("CPU", "times trafilatura"): 0.017,
        ("CPU", "slowest page / mean"): 5.0,
        ("word F1", "de"): 0.1,
        ("word F1", "ru"): None,
    }


def test_a_run_without_peers_is_not_held_against_them(tables):
    del tables["cost"].rows[1]
    tables["above"].rows.clear()

    goals, bounds = held(tables, "one")

    assert "times trafilatura" not in {row["of"] for row in bounds.figures()}
    assert "F1 above the best peer" not in {row["score"] for row in goals.figures()}


@pytest.mark.parametrize(
    ("goal", "figure", "by"), [(Goal(0.9), 0.9, 0), (Goal(0.9), 0.88, 0.02), (Goal(3, is_maximum=True), 3.5, 0.5)]
)
def test_a_goal_is_missed_on_its_own_side_only(goal, figure, by):
    assert goal.missed_by(figure) == pytest.approx(by)
    assert goal.missed_by(goal.value) == 0


def test_there_is_a_goal_for_each_source_and_a_bound_for_each_page_type():
    assert {of for score, of in MAIN if score in {"word F1", "segment F1"}} == {"WCXB", "fundus", "aed", "trafilatura"}
    assert {of for score, of in BOUNDS if score == "word F1"} == {
        *("article", "documentation", "service", "forum", "collection", "listing", "product")
    }


def test_a_figure_is_rounded_when_it_enters_a_table():
    made = table("words", {"of": "a|b", "pages": 1200, "one": 2 / 3, "two": None})

    assert made.figures() == [{"of": "a|b", "pages": 1200, "one": 0.667, "two": None}]
    assert "| a\\|b | 1,200 | 0.667 | - |" in made.markdown()
    assert "| --- | ---: | ---: | ---: |" in made.markdown()


def test_a_table_without_rows_says_none():
    assert Table("low", "Low pages", ["page"]).markdown() == "## Low pages\n\nNone."


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="'low' has 1 columns; a row of 2"):
        Table("low", "Low pages", ["page"]).add("a", 1)
