from __future__ import annotations

from collections import Counter

import pytest

from bench.speed import hotspots

STEP = (
    "<module> (celery/__main__.py:1);Drainer.drain (worker/runtime/drain.py:50);Step.once (worker/runtime/step.py:90)"
)
PARSE = (
    f"{STEP};Step._run (worker/runtime/step.py:150);ParseStage.run (worker/runtime/stages/parse.py:80);"
    "parse (worker/parse/parse.py:99)"
)


@pytest.mark.parametrize(
    ("stack", "part"),
    [
        (PARSE, ("parse", "itself")),
        (
            f"{PARSE};_parse_html (worker/parse/parse.py:120);read_tree (/srv/worker/parse/tree/page_tree.py:4);load (load.py:7)",
            ("parse", "page_tree.read_tree"),
        ),
        (
            f"{STEP};enrich (worker/enrich/enrich.py:30);a.<listcomp> (worker/enrich/a.py:32);find_facts (worker/facts.py:9)",
            ("enrich", "facts.find_facts"),
        ),
        (
            f"{STEP};Step._finish (worker/runtime/step.py:200);Scripts.finish (wiremill/ledger/scripts.py:9)",
            ("engine", "Step._finish"),
        ),
        (
            f"{STEP};Step._read (worker/runtime/step.py:130);sign (worker/publish/signature.py:9)",
            ("publish", "near-duplicates"),
        ),
        ("<module> (celery/__main__.py:1);poll (kombu/hub.py:3)", ("engine", "beyond a step")),
    ],
)
def test_a_stack_belongs_to_the_innermost_stage_and_what_that_called(stack, part):
    assert hotspots.share([f"{stack} 7"]) == Counter({part: 7})


def test_a_line_that_is_no_stack_counts_nothing():
    assert hotspots.share(["", "Sampling process 200 times a second"]) == Counter()


def test_parts_share_what_the_process_spent_and_small_ones_are_told_as_one():
    parts = Counter(
        {("parse", "page_tree.read_tree"): 990, ("parse", "a"): 5, ("parse", "b"): 4, ("engine", "beyond a step"): 1}
    )

    rows = hotspots.table_of(parts, 10.0).rows

    assert rows == [
        ["parse", "all of it", 9.99, 99.9],
        ["", "page_tree.read_tree", 9.9, 99.0],
        ["", "all else", 0.09, 0.9],
        ["engine", "all of it", 0.01, 0.1],
        ["", "all else", 0.01, 0.1],
    ]
