"""The outline of a page, and what is counted about it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from worker.parse.maintext.declared_text import DeclaredText
from worker.parse.maintext.features import segment_features
from worker.parse.maintext.lexicons.lexicons import Lexicons
from worker.parse.maintext.lexicons.names import NameLexicon, name_words
from worker.parse.maintext.lexicons.phrases import PhraseLexicon
from worker.parse.tree.characters import COMMA, DIGIT, END, MONEY, UPPER, count_characters
from worker.parse.tree.load import load
from worker.parse.tree.measures import measure
from worker.parse.tree.outline import read_outline
from worker.parse.tree.zones import Zone

LEXICONS = Lexicons(NameLexicon({}), PhraseLexicon({}))


def page_of(body):
    root, _ = load(f"<!doctype html><html><body>{body}</body></html>".encode())
    return read_outline(root)


def test_blocks_part_runs_of_text_and_inline_elements_do_not():
    page = page_of("<p>One <b>two</b> <a href=/x>three</a></p>four<div>five<ul><li>six</li></ul>seven</div>")
    assert page.texts == ["One two three", "four", "five", "six", "seven"]
    assert [page.tags[holder] for holder in page.containers] == ["p", "body", "div", "li", "div"]
    assert page.linked[0] == pytest.approx(5 / 13)


def test_what_runs_or_is_drawn_or_worked_with_is_no_text():
    page = page_of(
        "<p>kept</p><script>let x</script><svg><text>drawn</text></svg><button>Send</button><select><option>one"
    )
    assert page.texts == ["kept"]
    assert len(page.controls) == 2


def test_a_button_that_was_never_closed_does_not_swallow_the_page():
    page = page_of("<header><button>Menu<main><p>All that there is to say.</p></main></header>")
    assert "All that there is to say." in page.texts


def test_elements_know_where_they_end():
    page = page_of("<div><p>a</p><p>b</p></div><section>c</section>")
    assert page.tags == ["body", "div", "p", "p", "section"]
    assert page.ends == [5, 4, 3, 4, 5]


def test_characters_are_counted_in_any_script():
    counts = count_characters(["Zwei Äpfel, 3 €.", "東京は日本の首都です。", "كل شيء، حسنًا؟"])
    assert counts.by_class[UPPER].tolist() == [2, 0, 0]
    assert counts.by_class[DIGIT].tolist() == [1, 0, 0]
    assert counts.by_class[MONEY].tolist() == [1, 0, 0]
    assert counts.by_class[COMMA].tolist() == [1, 0, 1]
    assert counts.by_class[END].tolist() == [1, 1, 1]
    assert counts.words.tolist() == [4, 6, 3]


def test_names_are_read_by_their_words_and_pairs_of_words():
    assert set(name_words("post-body relatedLinks x9")) == {
        "post",
        "body",
        "post-body",
        "related",
        "links",
        "related-links",
    }
    names = NameLexicon({"post-body": 1.5, "related": -2.0})
    told = names.look_up(["post-body", "relatedLinks post-body", ""])
    assert told.scores.tolist() == [1.5, -0.5, 0.0]
    assert (told.zones[2], told.first_names[2]) == (0, 0)


def test_names_tell_the_zone_and_what_comes_first():
    names = NameLexicon({})
    assert names.look_up(["site-footer wide", "has-sidebar"]).zones.tolist() == [Zone.FRAME, Zone.NONE]
    first, same, other = names.look_up(["card big", "card", "big card"]).first_names
    assert first == same != other


def test_scores_of_names_are_held_within_bounds():
    names = NameLexicon({"text": 3.0})
    assert names.look_up(["text a-text b-text"]).scores.tolist() == [4.0]


def test_features_are_finite_numbers_one_a_segment():
    page = page_of(
        "<h1>Title</h1><p>Some words, and more.</p><ul><li><a href=/a>A link</a></li><li>b</li><li>c</li></ul>"
    )
    found = segment_features(
        page,
        measure(page),
        DeclaredText("", "Some words, and more. Yes."),
        LEXICONS,
        [0.5] * 7,
    ).features
    assert {len(values) for values in found.values()} == {5}
    assert np.isfinite(np.array(list(found.values()), np.float32)).all()
    assert found["own_same"].tolist() == pytest.approx([math.log1p(size) for size in (1, 1, 3, 3, 3)])


@pytest.mark.parametrize("body", ["x", "<p>a", "<div>" * 300 + "deep", "<table><tr><td>1<td>2</table>"])
def test_features_of_small_and_odd_pages_have_the_same_names(body):
    page = page_of(body)
    found = segment_features(page, measure(page), DeclaredText(), LEXICONS, [0.5] * 7).features
    usual = page_of("<h1>Title</h1><p>Text.</p>")
    assert list(found) == list(segment_features(usual, measure(usual), DeclaredText(), LEXICONS, [0.5] * 7).features)
