"""The gold set names pages of a corpus, and the bench measures one half of it."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from synthetic_corpus import make_row

from bench.quality.items import __main__ as items
from bench.quality.items.gold import FILE, Lines, document_of, half_of, hash_of, load

TEXT = (
    "The baker Ada Miller opened the mill in Paris, France on 3 May 2022.\n\n"
    "- Tickets cost 12 euros.\n"
    "  - They are sold by the mill.\n\n"
    "“The wheel turns again after a hundred years,” said Ada Miller."
)


def gold_line(identity, text=TEXT, **more):
    def at(part):
        return [text.index(part), text.index(part) + len(part)]

    return {
        "id": identity,
        "hash": hash_of(text),
        "language": "en",
        "entities": [
            {"kinds": ["person"], "spans": [at("Ada Miller"), [text.rindex("Ada Miller"), len(text) - 1]]},
            {"kinds": ["place"], "spans": [at("Paris")], "city": "FR"},
            {"kinds": ["place"], "spans": [at("France")], "country": "FR"},
        ],
        "dates": [{"span": at("3 May 2022"), "value": "2022-05-03"}],
        "quotes": [{"span": at("The wheel turns again after a hundred years,"), "speakers": [at("Ada Miller")]}],
        "figures": [{"span": at("12 euros"), "kind": "money", "values": [12], "units": ["EUR"]}],
        "keywords": [at("mill")],
        "focus": ["FR"],
        "topics": ["none"],
        "genre": ["none", "news"],
        **more,
    }


@pytest.fixture
def write_gold(tmp_path):
    def write(*lines):
        file = tmp_path / "items.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return str(file)

    return write


@pytest.fixture
def ids():
    """A page of each half."""
    numbers = {half_of(f"page-{number}"): number for number in range(20)}
    return numbers["tuning"], numbers["kept"]


@pytest.fixture
def corpus(write_corpus, ids):
    return str(write_corpus([make_row(number, main_text=TEXT) for number in ids]))


def test_the_text_has_neither_blank_lines_nor_bullets_and_spans_move_along():
    document, lines = document_of(make_row(1, main_text=TEXT))

    assert document.text.split("\n") == [
        "The baker Ada Miller opened the mill in Paris, France on 3 May 2022.",
        "Tickets cost 12 euros.",
        "They are sold by the mill.",
        "“The wheel turns again after a hundred years,” said Ada Miller.",
    ]
    assert [(block.kind, document.text[block.start : block.end]) for block in document.blocks] == list(
        zip(("paragraph", "list_item", "list_item", "paragraph"), document.text.split("\n"), strict=True)
    )
    for part in ("Ada Miller", "3 May 2022.", "12 euros.", "They", "sold by the mill.", "“The", "said Ada Miller."):
        start, end = lines.moved((TEXT.rindex(part), TEXT.rindex(part) + len(part)))
        assert document.text[start:end] == part


def test_a_dash_begins_a_line_of_dialogue_where_a_source_has_no_bullets():
    document, _ = document_of(make_row(1, source="fundus", main_text="— Nie.\n- Tak, powiedziała."))

    assert document.text == "— Nie.\n- Tak, powiedziała."


def test_a_span_over_two_lines_keeps_both_ends():
    assert Lines([0, 12], [0, 11]).moved((4, 15)) == (4, 14)


@pytest.mark.parametrize(
    ("given", "published", "precision"),
    [
        ("2024-03-05", "2024-03-05T00:00:00Z", "day"),
        ("2024-03-05T10:00:00+01:00", "2024-03-05T10:00:00+01:00", "second"),
        ("2024-03-05T10:00:00", "2024-03-05T10:00:00Z", "second"),
        (None, None, None),
    ],
)
def test_the_time_of_publication_has_an_offset(given, published, precision):
    document, _ = document_of(make_row(1, published=given))

    assert (document.published, document.published_precision) == (published, precision)


def test_the_half_asked_for_is_measured(corpus, write_gold, ids, tmp_path, capsys):
    gold = write_gold(*(gold_line(f"page-{number}") for number in ids))
    options = ["--corpus", corpus, "--gold", gold, "--json", str(tmp_path / "i.json")]

    items.main(options)

    assert "half tuning: 1 pages" in capsys.readouterr().out
    figures = json.loads((tmp_path / "i.json").read_text())["figures"]
    wrong = {row["field"]: row for row in figures["wrong"]}
    found = {row["field"]: row for row in figures["found"]}
    for field in ("entities", "mentions", "countries", "cities", "dates", "quotes", "speakers", "figures"):
        assert (wrong[field]["wrong"], found[field]["found"]) == (0, found[field]["wanted"]), field
        assert wrong[field]["shown"] > 0
    assert figures["languages"][0]["pages"] == 1


def test_a_fault_is_shown_with_the_page_and_the_words(corpus, write_gold, ids, capsys):
    line = gold_line(f"page-{ids[0]}")
    line["dates"] = [{"span": [0, 3], "value": "1999"}]

    items.main(["--corpus", corpus, "--gold", write_gold(line), "--show", "dates"])

    assert capsys.readouterr().out.splitlines() == [
        f"page-{ids[0]}  en  https://one.example/{ids[0]}",
        "  +     57 '3 May 2022' as 2022-05-03, is no date",
        "  -      0 'The' is 1999",
    ]


def test_faults_of_the_half_kept_apart_are_not_shown(corpus, write_gold, capsys):
    with pytest.raises(SystemExit):
        items.main(["--corpus", corpus, "--gold", write_gold(), "--show", "dates", "--half", "kept"])

    assert "--show: the faults of the half that is kept apart are not shown" in capsys.readouterr().err


def test_the_page_keeps_the_other_half_and_what_was_written_by_hand(corpus, write_gold, ids, tmp_path):
    file = tmp_path / "quality-items.md"
    options = ["--corpus", corpus, "--gold", write_gold(*(gold_line(f"page-{number}") for number in ids))]

    items.main([*options, "--write", str(file)])
    text = file.read_text()
    assert "The half for tuning: 1 pages." in text
    assert "The half kept apart has not been measured." in text

    file.write_text(re.sub("(<!-- by hand.*?-->\n)", r"\1Written by hand.\n", text, count=1))
    items.main([*options, "--half", "kept", "--write", str(file)])
    text = file.read_text()
    assert "The half for tuning: 1 pages." in text
    assert "The half kept apart: 1 pages." in text
    assert "Written by hand." in text
    assert text.count("## Half for tuning: Wrong of shown") == text.count("## Half kept apart: Wrong of shown") == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": "page-of-old"}, r"no page 'page-of-old'"),
        ({"hash": "000000000000"}, r"the hash of its main_text is [0-9a-f]{12}, in the gold set 000000000000"),
        ({"entities": [{"kinds": ["animal"], "spans": []}]}, r"items.jsonl, line 1: Invalid enum value 'animal'"),
    ],
)
def test_a_set_that_does_not_fit_the_corpus_is_refused(corpus, write_gold, ids, changed, message):
    gold = write_gold({**gold_line(f"page-{ids[0]}"), **changed})

    with pytest.raises(SystemExit, match=message):
        items.main(["--corpus", corpus, "--gold", gold])


def test_the_set_of_the_project_holds_offsets_and_no_text():
    golds = load()

    assert len({gold.id for gold in golds}) == len(golds) >= 50
    assert len({gold.language for gold in golds}) >= 12
    assert {half_of(gold.id) for gold in golds} == {"tuning", "kept"}
    for gold in golds:
        taken = sorted(span for entity in gold.entities for span in entity.spans)
        assert all(start < end for start, end in taken)
        assert all(one[1] <= other[0] for one, other in pairwise(taken)), gold.id
    for string in set(re.findall(r'"([^"]*)"', FILE.read_text())):
        assert re.fullmatch(r"[\w-]+|\d{4}[\d/-]*", string, re.ASCII), string
