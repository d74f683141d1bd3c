"""Oblivious trees, and the tree of block elements."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from worker.parse.maintext.block_tree import BlockTree
from worker.parse.maintext.oblivious_trees import ObliviousTrees
from worker.parse.tree.outline import read_outline


def slow_scores(trees, columns):
    found = []
    for row in columns.T:
        total = trees.bias
        for number, leaves in enumerate(trees.leaves):
            leaf = 0
            for level, question in enumerate(trees.questions[:, number]):
                leaf |= int(row[trees.features[question]] > trees.borders[question]) << level
            total += leaves[leaf]
        found.append(total)
    return found


def test_trees_give_what_following_their_questions_gives():
    chance = np.random.default_rng(1)
    trees = ObliviousTrees(
        chance.integers(0, 5, 12).astype(np.int32),
        chance.normal(size=12).astype(np.float32),
        chance.integers(0, 12, (6, 9)).astype(np.int32),
        chance.normal(size=(9, 64)).astype(np.float32),
        0.25,
    )
    columns = chance.normal(size=(5, 40)).astype(np.float32)
    assert trees.scores(columns) == pytest.approx(slow_scores(trees, columns), abs=1e-5)


def test_many_rows_are_evaluated_in_parts_with_the_same_scores():
    chance = np.random.default_rng(2)
    trees = ObliviousTrees(
        np.arange(3, dtype=np.int32), np.zeros(3, np.float32), np.arange(3, dtype=np.int32)[:, None],
        np.arange(8, dtype=np.float32)[None], 0.0,
    )  # fmt: skip
    columns = chance.normal(size=(3, 10_000)).astype(np.float32)
    answers = (columns > 0).astype(int)
    assert trees.scores(columns).tolist() == (answers[0] + 2 * answers[1] + 4 * answers[2]).tolist()


PARENTS = st.integers(1, 40).flatmap(
    lambda count: st.tuples(*(st.integers(0, max(0, node - 1)) for node in range(1, count)))
)


def page_of(parents):
    elements = [etree.Element("body")]
    for parent in parents:
        elements.append(etree.SubElement(elements[parent], "div"))
        elements[-1].text = "word"
    root = etree.Element("html")
    root.append(elements[0])
    return read_outline(root)


@given(PARENTS)
def test_sums_and_ancestors_are_those_found_by_climbing(parents):
    page = page_of(parents)
    tree = BlockTree(page)
    count = len(page.tags)

    def climb(node):
        while node >= 0:
            yield node
            node = page.parents[node]

    held = tree.sums_inside(np.array(page.containers, np.intp))
    assert held.tolist() == [sum(node in climb(holder) for holder in page.containers) for node in range(count)]
    depth = tree.combine_upwards(np.append(np.ones(count), 0.0), np.add)
    assert depth[:-1].tolist() == [len(list(climb(node))) for node in range(count)]
    wanted = np.arange(count) % 3 == 0
    for find, pick in ((tree.nearest, 0), (tree.outermost, -1)):
        expected = [[at for at in climb(node) if wanted[at]] for node in range(count)]
        assert find(wanted)[:-1].tolist() == [each[pick] if each else count for each in expected]


def test_elements_deeper_than_any_page_are_climbed_all_the_way():
    page = page_of(range(1_500))
    assert BlockTree(page).combine_upwards(np.append(np.ones(1_501), 0.0), np.add)[1_500] == 1_501
