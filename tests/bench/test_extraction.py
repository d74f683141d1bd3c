"""The extraction bench, run over a corpus of a few made-up pages."""

from __future__ import annotations

import re
import sys
import warnings

import msgspec
import pytest
from synthetic_corpus import make_row

from bench.peers import extractors
from bench.quality import extraction


@pytest.fixture
def run(rows, write_corpus, tmp_path, capsys):
    folder = write_corpus(rows)

    def call(*options):
        extraction.main(
            ["--corpus", str(folder), "--no-cv", "--rounds", "2", "--json", str(tmp_path / "r.json"), *options]
        )
        return msgspec.json.decode((tmp_path / "r.json").read_bytes()), capsys.readouterr().out

    return call


def lines_of(text):
    """Return the words of each line, so that the width of columns does not matter."""
    return {tuple(line.replace("|", " ").split()) for line in text.splitlines()}


def as_printed(cell):
    if cell is None:
        return "-"
    return f"{cell:,.3f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell


def test_what_is_printed_what_is_written_and_the_json_have_the_same_figures(run, tmp_path):
    figures, printed = run("--write", str(tmp_path / "quality.md"))

    shown, written = lines_of(printed), lines_of((tmp_path / "quality.md").read_text())
    rows = [row for table in figures["figures"].values() for row in table]
    assert len(rows) > 20
    for row in rows:
        line = tuple(" ".join(as_printed(cell) for cell in row.values()).split())
        assert line in shown
        assert line in written


def test_the_report_names_commit_cores_and_versions(run):
    report, printed = run()

    assert report["commit"]
    assert report["cores"] > 0
    assert {"python", "lxml"} <= report["versions"].keys()
    assert f"commit {report['commit']}" in printed


def test_the_tables_count_the_pages_that_have_a_truth(run):
    figures = run()[0]["figures"]

    words = {row["of"]: row for row in figures["words"]}
    assert {name: row["pages"] for name, row in words.items()} == {"WCXB": 4, "article": 3, "forum": 1, "fundus": 1}
    assert words["fundus"]["goal"] == 0.97
    assert words["article"]["wiremill"] > 0.9
    metadata = {(row["score"], row["of"]): row for row in figures["metadata"]}
    assert metadata["title", "WCXB"]["pages"] == 5
    assert metadata["authors", "WCXB"]["pages"] == 4
    assert metadata["day", "fundus"]["wiremill"] == 1
    assert {row["language"]: row["pages"] for row in figures["languages"]} == {"en": 4, "de": 1}


def test_a_page_of_unknown_type_counts_for_its_source_and_in_no_table_of_page_types(rows, write_corpus, tmp_path):
    rows = [*rows, make_row(6, host="blog.example", page_type=None)]

    report = tmp_path / "r.json"
    extraction.main(["--corpus", str(write_corpus(rows)), "--no-cv", "--rounds", "1", "--json", str(report)])

    figures = msgspec.json.decode(report.read_bytes())["figures"]
    assert {row["of"]: row["pages"] for row in figures["words"]} == {"WCXB": 5, "article": 3, "forum": 1, "fundus": 1}
    assert {row["type"]: row["pages"] for row in figures["page_type_confusion"]} == {"article": 5, "forum": 1, "all": 6}


def test_cpu_is_told_in_times_of_the_tree_alone(run):
    cost = {row["extractor"]: row for row in run()[0]["figures"]["cost"]}

    assert cost["lxml"]["times lxml"] == 1
    assert cost["wiremill"]["times lxml"] > 1
    assert cost["wiremill"]["slowest / mean"] >= 1
    assert cost["wiremill"]["failed pages"] == 0


def test_a_page_is_parsed_with_weights_that_have_not_seen_its_site(rows, write_corpus, training, tmp_path, monkeypatch):
    folder, seen, parse = write_corpus(rows), {}, extractors.parse

    def spy(body, *, url, content_type, weights):
        seen[url] = weights
        return parse(body, url=url, content_type=content_type)

    monkeypatch.setattr(extractors, "parse", spy)

    options = ["--folds", "3", "--rounds", "1", "--cache", str(tmp_path / "cache"), "--write", str(tmp_path / "q.md")]
    extraction.main(["--corpus", str(folder), *options])

    assert seen.keys() == {row["url"] for row in rows}
    assert all(row["id"] not in seen[row["url"]] for row in rows)
    assert all(seen.values())
    text = (tmp_path / "q.md").read_text()
    assert "3-fold cross-validation by site" in text
    assert "divided into 3 folds" in text


def test_a_title_says_that_pages_were_not_cross_validated(run, tmp_path):
    report, printed = run("--write", str(tmp_path / "quality.md"))

    assert "NOT cross-validated" in report["title"]
    assert "NOT cross-validated" in printed
    assert "**Not cross-validated**" in (tmp_path / "quality.md").read_text()


def test_no_text_of_a_page_and_no_folder_is_written(run, tmp_path):
    run("--write", str(tmp_path / "quality.md"))

    text = (tmp_path / "quality.md").read_text()
    assert "sacks" not in text
    assert str(tmp_path) not in text


def test_what_was_written_by_hand_is_kept(run, tmp_path):
    file = tmp_path / "quality.md"
    run("--write", str(file))
    assert "Not written yet." in file.read_text()
    file.write_text(file.read_text().replace("Not written yet.", "Forums: the \\1 first post is missed, costs $5."))

    run("--write", str(file), "--pages", "3")

    text = file.read_text()
    assert "Forums: the \\1 first post is missed, costs $5." in text
    assert len(re.findall("by hand: begin", text)) == 1
    assert "3 pages" in text


def test_a_file_that_is_no_such_page_is_not_overwritten(run, tmp_path):
    file = tmp_path / "notes.md"
    file.write_text("My notes.")

    with pytest.raises(SystemExit, match=r"--write .*notes\.md: .*move it away first"):
        run("--write", str(file))

    assert file.read_text() == "My notes."


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_without_a_corpus_is_named_with_the_way_out(made, tmp_path):
    folder = tmp_path / "nothing"
    if made:
        folder.mkdir()

    with pytest.raises(SystemExit, match=r"--corpus .*nothing: there is no truth\.jsonl\.gz in it; name a folder"):
        extraction.main(["--corpus", str(folder), "--no-cv"])


def test_a_missing_body_is_named(rows, write_corpus):
    folder = write_corpus(rows)
    (folder / rows[2]["file"]).unlink()

    with pytest.raises(SystemExit, match=r"pages/2\.html\.zst of row page-2 is missing"):
        extraction.main(["--corpus", str(folder), "--no-cv"])


@pytest.mark.parametrize("value", ["0", "-3"])
@pytest.mark.parametrize("option", ["--pages", "--rounds"])
def test_a_number_that_makes_no_sense_is_refused(run, capsys, option, value):
    with pytest.raises(SystemExit):
        run(option, value)

    assert f"{option} {value}: must be at least 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "module"),
    [("trafilatura", "trafilatura"), ("resiliparse", "resiliparse.extract.html2text"), ("readability", "readability")],
)
def test_a_peer_that_is_not_installed_is_named_with_the_command_that_brings_it(name, module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(
        SystemExit, match=rf"'{name}': .* not installed; `pip install --group bench .*--group readability`"
    ):
        extractors.peers([name])


def test_an_unknown_peer_is_refused_with_those_that_are_known():
    with pytest.raises(SystemExit, match="'boilerpipe' is not known; known are trafilatura, resiliparse, readability"):
        extractors.peers(["boilerpipe"])


@pytest.mark.parametrize("name", ["trafilatura", "resiliparse", "readability"])
def test_a_peer_that_is_installed_finds_the_text(name):
    from synthetic_corpus import make_body

    pytest.importorskip(name)
    row = make_row(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        output = extractors.peers([name])[0].extract(make_body(row), row)

    assert "keeps 2 sacks of flour" in output.text
