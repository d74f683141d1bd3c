"""The type that parse gives a page, and the model that gives it."""

from __future__ import annotations

import numpy as np
import pytest

from worker.parse import parse
from worker.parse.declared.declarations import read_declared
from worker.parse.maintext.weights import shipped_weights
from worker.parse.pagetype.features import is_word, type_features
from worker.parse.pagetype.model import PAGE_TYPES, Regression, TypeModel, TypeTrees, type_probabilities
from worker.parse.tree.elements import Elements
from worker.parse.tree.load import load

SENTENCES = (
    "The council met on Monday, and the mayor said that the old bridge would be closed until the spring of next year. "
    * 3
)
ARTICLE = (
    "<title>Council closes the old bridge</title><nav><a href=/>Home</a> <a href=/news>News</a></nav>"
    "<article><h1>Council closes the old bridge</h1>" + f"<p>{SENTENCES}</p>" * 8 + "</article>"
).encode()


@pytest.mark.parametrize("folder", ["forum/threads", "docs/api/reference", "shop/products"])
def test_the_folders_of_a_file_are_no_evidence(folder):
    bare = parse(ARTICLE)
    filed = parse(ARTICLE, url=f"file:///srv/{folder}/council-closes-the-old-bridge.html")
    assert (filed.page_type, filed.provenance["page_type"]) == (bare.page_type, bare.provenance["page_type"])


def test_the_path_of_a_page_of_the_web_is_evidence():
    news = parse(ARTICLE, url="https://example.com/news/2024/05/06/council-closes-the-old-bridge")
    forum = parse(ARTICLE, url="https://example.com/forum/threads/12345678")
    assert news.page_type == "article"
    assert news.provenance["page_type"].confidence > 0.9
    assert forum.page_type != "article" or forum.provenance["page_type"].confidence < 0.9


def test_a_page_with_little_text_has_a_type_all_the_same():
    assert parse(b"<title>Saws</title><p>Three saws, and a hammer.</p>", url="https://example.com/x").page_type


def test_a_url_that_cannot_be_read_is_as_good_as_none():
    assert parse(ARTICLE, url="https://[broken").page_type == parse(ARTICLE).page_type


def test_a_model_is_the_same_after_it_was_a_file():
    model = shipped_weights().types
    signs = {"path:forum": 1.0, "our": 0.4, "your": 0.4}
    figures = [0.5] * 52
    again = TypeModel.from_arrays(model.to_arrays())
    assert type_probabilities(again, signs, figures) == pytest.approx(
        type_probabilities(model, signs, figures), abs=1e-4
    )


def test_signs_add_up_and_trees_see_their_scores_and_the_figures():
    # Given a sign for the second type, and one tree that adds 3 to the third type if the second figure is above 1
    count = len(PAGE_TYPES)
    weights = np.zeros((1, count), np.float32)
    weights[0, 1] = 5.0
    regression = Regression(
        weights, np.zeros((1, count), np.float32), *(np.ones(1, np.float32),) * 2, np.zeros(count, np.float32)
    )
    leaves = np.zeros((2, 4, count), np.float32)
    leaves[0, 1, 2] = 3.0
    # and one that adds 6 to the second type if the regression is sure of it
    leaves[1, 2, 1] = leaves[1, 3, 1] = 6.0
    trees = TypeTrees(
        np.array([count + 1, 1]),
        np.array([1.0, -0.5], np.float32),
        np.array([[0, 0], [1, 1]]),
        leaves,
        np.zeros(count, np.float32),
    )
    model = TypeModel({"sign": 0}, regression, trees)
    # When it sees the figure, the sign, and neither
    third = type_probabilities(model, {"other": 1.0}, [0.0, 2.0])
    second = type_probabilities(model, {"sign": 1.0}, [0.0, 0.0])
    even = type_probabilities(model, {}, [0.0, 0.0])
    # Then each has the probability of its scores
    assert third[2] == pytest.approx(np.exp(3) / (np.exp(3) + count - 1), abs=1e-4)
    assert second[1] == pytest.approx(np.exp(6) / (np.exp(6) + count - 1), abs=1e-4)
    assert even == pytest.approx([1 / count] * count, abs=1e-4)


@pytest.mark.parametrize("length", [1, 7, 100, 15_990, 16_000, 16_001, 40_000])
def test_words_are_those_of_the_first_characters_of_the_text(length):
    # Given texts, of which the last may begin before the limit, at it, or past it
    texts = ["one two", "three " * (length // 6), "four", "five", "six" * 2_000, "seven"]
    nothing = read_declared(Elements(load(b"<p>x</p>")[0]))

    found = {sign for sign in type_features(nothing, texts, None) if is_word(sign)}

    assert found == set(" ".join(texts)[:16_000].split())
