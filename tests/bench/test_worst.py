"""The worst pages of a source are printed with what is wrong with them."""

from __future__ import annotations

import msgspec
import pytest
from synthetic_corpus import make_row

from bench.quality import worst


@pytest.fixture
def folder(write_corpus):
    rows = [
        make_row(0, host="a.example", source="aed"),
        make_row(1, host="b.example", source="aed"),
        make_row(2, host="c.example", source="trafilatura", main_text=None, page_type=None),
        make_row(3, host="d.example", source="trafilatura", main_text=None, page_type=None),
    ]
    rows[1]["body_text"] = (
        rows[1]["main_text"] + "\nA line about the river, which nobody asked for, closes the page today."
    )
    rows[1]["main_text"] += "\nWhat the page does not have at all."
    for row in rows[2:]:
        row["body_text"] = rows[0]["main_text"]
    rows[3]["with"], rows[3]["without"] = ["keeps 9 sacks"], ["each evening"]
    return write_corpus(rows)


def test_pages_are_ordered_by_words_and_shown_with_the_lines_that_differ(folder, capsys, tmp_path):
    worst.main(["--corpus", str(folder), "--source", "aed", "--json", str(tmp_path / "w.json")])

    lines = capsys.readouterr().out.splitlines()
    found = msgspec.json.decode((tmp_path / "w.json").read_bytes())
    assert [page["page"] for page in found] == ["page-1", "page-0"]
    assert found[0]["missing"] == ["What the page does not have at all."]
    assert found[0]["unwanted"] == ["A line about the river, which nobody asked for, closes the page today."]
    assert 0.5 < found[0]["f1"] < found[1]["f1"] == 1
    assert lines[0].startswith(f"page-1  F1 {found[0]['f1']:.3f} P ")
    assert lines[1:3] == [
        "    - What the page does not have at all.",
        "    + A line about the river, which nobody asked for, closes the page today.",
    ]
    assert len(lines) == 4


def test_a_source_of_segments_is_ordered_by_those_that_are_wrong(folder, capsys):
    worst.main(["--corpus", str(folder), "--source", "trafilatura", "--pages", "1"])

    assert capsys.readouterr().out.splitlines() == [
        "page-3  https://d.example/3",
        "    - keeps 9 sacks",
        "    + each evening",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--source", "wcxb"], "--source wcxb: the corpus has aed, trafilatura"),
        (["--source", "aed", "--type", "forum"], "--type forum: the pages of aed are of type article"),
    ],
)
def test_what_the_corpus_does_not_have_is_refused_with_what_it_has(folder, capsys, options, message):
    with pytest.raises(SystemExit):
        worst.main(["--corpus", str(folder), *options])

    assert message in capsys.readouterr().err
