"""The extraction bench, run over a corpus of a few made-up pages."""

from __future__ import annotations

import re

import msgspec
import pytest
from synthetic_corpus import make_row

from bench.peers import extractors
from bench.peers.extractors import Extractor, here
from bench.quality import extraction
from bench.quality.scores import Output


@pytest.fixture
def run(rows, write_corpus, tmp_path, capsys):
    folder = write_corpus(rows)

    def call(*options):
        extraction.main(
            ["--corpus", str(folder), "--no-cv", "--rounds", "2", "--json", str(tmp_path / "r.json"), *options]
        )
        return msgspec.json.decode((tmp_path / "r.json").read_bytes()), capsys.readouterr().out

    return call


@pytest.fixture
def sources(write_corpus, tmp_path):
    """A corpus of three sources, of which one has segments alone, and the figures of a run over it."""
    segments = {"with": ["keeps 2 sacks", "keeps 9 sacks"], "without": ["each evening", "All rights reserved"]}
    bare = {"main_text": None, "page_type": None, **segments}
    rows = [
        make_row(0, host="a.example"),
        make_row(1, host="b.example", page_type="forum"),
        make_row(2, host="c.example", source="aed", **{"with": [], "without": []}),
        *(make_row(3 + number, host=f"d{number}.example", source="trafilatura") | bare for number in range(3)),
    ]
    for row in rows[3:]:
        row["body_text"] = rows[0]["main_text"]
        del row["page_type"]
    folder = write_corpus(rows)

    def call(*options):
        report = tmp_path / "r.json"
        extraction.main(["--corpus", str(folder), "--no-cv", "--rounds", "1", "--json", str(report), *options])
        return msgspec.json.decode(report.read_bytes())["figures"]

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
    assert words["fundus"]["bound"] == 0.965
    assert words["article"]["wiremill"] > 0.9
    metadata = {(row["score"], row["of"]): row for row in figures["metadata"]}
    assert metadata["title", "WCXB"]["pages"] == 5
    assert metadata["authors", "WCXB"]["pages"] == 4
    assert metadata["day", "fundus"]["wiremill"] == 1
    assert {row["language"]: row["pages"] for row in figures["languages"]} == {"en": 4, "de": 1}


def test_each_source_has_its_own_measure(sources, tmp_path):
    figures = sources()

    rows = {row["of"]: row for row in figures["sources"]}
    assert {name: (row["measure"], row["pages"], row["goal"]) for name, row in rows.items()} == {
        "WCXB": ("word F1", 2, 0.905),
        "aed": ("word F1", 1, 0.94),
        "trafilatura": ("segment F1", 3, 0.94),
    }
    [counts] = figures["segments"]
    # Of three pages each, one segment is found, one is missing, one is unwanted.
    assert [counts[name] for name in ("found", "missing", "unwanted", "left out")] == [3, 3, 3, 3]
    assert counts["F1"] == rows["trafilatura"]["wiremill"] == 0.5
    goals = {(row["score"], row["of"]): row for row in figures["goals"]}
    assert goals["segment F1", "trafilatura"]["missed by"] == 0.44
    assert goals["title", "aed"]["reached"] == 1
    assert {row["of"]: row["pages"] for row in figures["articles"]} == {"all": 2, "WCXB": 1, "aed": 1}
    assert [(row["of"], row["missing"], row["unwanted"]) for row in figures["worst_segments"]] == [
        ("trafilatura", 1, 1)
    ] * 3
    assert {row["page"] for row in figures["worst"]} == {"page-0", "page-1", "page-2"}


def test_peers_stand_beside_ours_by_source(sources, monkeypatch):
    def peers(names, _cache):
        return [Extractor(name, here(lambda _body, row: Output(row["main_text"] or "")), version="7") for name in names]

    monkeypatch.setattr(extractors, "peers", peers)

    figures = sources("--peers", "perfect,other")

    rows = {row["of"]: row for row in figures["sources"]}
    above = {row["of"]: row for row in figures["above"]}
    assert rows["aed"]["perfect"] == rows["aed"]["other"] == 1
    assert above["aed"]["perfect"] == above["aed"]["least"] == pytest.approx(rows["aed"]["wiremill"] - 1)
    assert above["trafilatura"]["least"] == 0.5
    goals = {(row["score"], row["of"]): row["reached"] for row in figures["goals"]}
    assert goals["F1 above the best peer", "trafilatura"] == 0.5


def test_flaws_empty_texts_and_failures_are_counted_over_all_pages(sources, monkeypatch):
    def extract(_body, row):
        if row["id"] == "page-2":
            raise ValueError("odd page")
        return Output("" if row["id"] == "page-1" else "Mehl\u00adsack [/caption]")

    monkeypatch.setattr(extractors, "peers", lambda names, _cache: [Extractor(names[0], here(extract))])

    rows = sources("--peers", "theirs")["flaws"]

    assert {row["flaw"]: (row["pages"], row["wiremill"], row["theirs"]) for row in rows} == {
        "soft hyphen": (6, 0, 4),
        "shortcode": (6, 0, 4),
        "consent dialog": (6, 0, 0),
        "no text": (6, 0, 2),
        "failed": (6, 0, 1),
    }


def test_types_are_counted_over_all_pages_and_none_is_wrong(sources, monkeypatch):
    found = {"page-0": ("article", 0.95), "page-1": (None, 0.0), "page-2": ("forum", 0.75)}
    monkeypatch.setattr(
        extractors, "choose_page_type", lambda document: found.get("page-" + document.url[-1], ("article", 0.9))
    )

    figures = sources()

    rows = {(row["of"], row["type of the"]): row for row in figures["type_accuracy"]}
    item = rows["WCXB", "item"]
    assert [item[name] for name in ("pages", "goal", "given none", "right")] == [2, 0.86, 1, 0.5]
    assert ("trafilatura", "item") not in rows
    assert [(row["type"], row["right"]) for row in figures["page_type_confusion"]] == [
        ("article", 1),
        ("forum", 0),
        ("all", 0.5),
    ]
    bins = {row["confidence"]: row for row in figures["type_calibration"]}
    assert bins["0.9-1.0"] == {"confidence": "0.9-1.0", "pages": 1, "mean confidence": 0.95, "right": 1.0}
    assert bins["ECE"]["right"] == 0.05


def test_a_page_of_unknown_type_counts_for_its_source_and_in_no_table_of_page_types(rows, write_corpus, tmp_path):
    rows = [*rows, make_row(6, host="blog.example", page_type=None)]

    report = tmp_path / "r.json"
    extraction.main(["--corpus", str(write_corpus(rows)), "--no-cv", "--rounds", "1", "--json", str(report)])

    figures = msgspec.json.decode(report.read_bytes())["figures"]
    assert {row["of"]: row["pages"] for row in figures["words"]} == {"WCXB": 5, "article": 3, "forum": 1, "fundus": 1}
    assert {row["type"]: row["pages"] for row in figures["page_type_confusion"]} == {"article": 4, "forum": 1, "all": 5}


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


def test_the_command_is_told_with_its_options_and_no_folder(run, tmp_path, monkeypatch):
    monkeypatch.setattr(extractors, "peers", lambda names, _cache: [])
    page = tmp_path / "quality.md"

    run("--write", str(page), "--peers", "defuddle", "--timing-pages", "2", "--cache", str(tmp_path / "cache"))
    assert (
        "python -m bench.quality.extraction --corpus DIR --peers defuddle --no-cv --rounds 2 --timing-pages 2 --write"
        in page.read_text()
    )

    run("--write", str(page), "--peers")
    assert "--corpus DIR --peers --no-cv --rounds 2 --write" in page.read_text()


@pytest.mark.parametrize("value", ["0", "-3"])
@pytest.mark.parametrize("option", ["--pages", "--rounds"])
def test_a_number_that_makes_no_sense_is_refused(run, capsys, option, value):
    with pytest.raises(SystemExit):
        run(option, value)

    assert f"{option} {value}: must be at least 1" in capsys.readouterr().err
