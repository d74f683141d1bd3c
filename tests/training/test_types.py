"""The training of the model of page types."""

from __future__ import annotations

import pytest

pytest.importorskip("catboost", reason="in the training environment only")

from training.pages import prepare
from training.types import learn_types
from worker.parse.pagetype.model import PAGE_TYPES, type_probabilities

PROSE = (
    "<p>The miller keeps his sacks of flour in the loft above the wheel, and counts them each evening by the lamp.</p>"
)
CARD = "<div class=card><a href=/p>Saw {n}</a> <span>$ {n}.00</span></div>"


def pages(kinds):
    for number in range(40):
        kind = kinds[number % len(kinds)]
        inner = PROSE * 9 if kind != "collection" else "".join(CARD.format(n=n) for n in range(20))
        row = {
            "url": f"https://{number}.example/x{number}",
            "domain": f"{number}.example",
            "page_type": kind,
            "main_text": None,
        }
        yield row, f"<html><body><h1>Page {number}</h1>{inner}</body></html>".encode()


def test_types_are_learned_from_the_pages_that_have_one():
    found = prepare(pages(["article", "collection", None]))
    model = learn_types(found)
    for page in found:
        if page.page_type:
            likely = type_probabilities(model, page.type_signs, page.type_figures)
            assert PAGE_TYPES[likely.index(max(likely))] == page.page_type
            assert likely[PAGE_TYPES.index("forum")] < 0.01


def test_a_corpus_of_one_type_is_refused():
    with pytest.raises(ValueError, match="article"):
        learn_types(prepare(pages(["article", None])))
