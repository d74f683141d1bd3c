"""No page is parsed with a model that has seen its site."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_corpus import make_row

from bench.quality import folds
from training.corpus import Samples

HOSTS = st.sampled_from([f"{sub}{name}.example" for name in "abcdefghij" for sub in ("", "www.", "forum.")])
TYPES = st.sampled_from(["article", "forum", "product"])


@st.composite
def corpora(draw):
    pages = draw(st.lists(st.tuples(HOSTS, TYPES), min_size=1, max_size=60))
    rows = [make_row(number, host=host, page_type=kind) for number, (host, kind) in enumerate(pages)]
    for row in draw(st.lists(st.sampled_from(rows), max_size=5)):
        row["duplicate_of"] = draw(st.sampled_from(rows))["id"]
    # Ten sites that have nothing to do with the rest: there is something to put into each fold.
    return rows + [make_row(1000 + number, host=f"other{number}.example") for number in range(10)]


@given(corpora(), st.integers(2, 5))
def test_no_site_and_no_duplicate_is_in_two_folds(rows, count):
    fold_of = folds.assign(rows, count)

    assert fold_of.keys() == {row["id"] for row in rows}
    of_site = defaultdict(set)
    for row in rows:
        of_site[folds.site(row)].add(fold_of[row["id"]])
        assert fold_of[row.get("duplicate_of") or row["id"]] == fold_of[row["id"]]
    assert all(len(found) == 1 for found in of_site.values())
    assert set(fold_of.values()) == set(range(count))


@given(corpora(), st.randoms())
def test_the_folds_do_not_hang_on_the_order_of_the_rows(rows, chance):
    shuffled = chance.sample(rows, len(rows))

    assert folds.assign(shuffled, 5) == folds.assign(rows, 5)


def test_each_fold_has_its_share_of_each_page_type():
    rows = [make_row(number, host=f"a{number}.example") for number in range(50)]
    rows += [make_row(50 + number, host=f"b{number}.example", page_type="forum") for number in range(20)]

    fold_of = folds.assign(rows, 5)

    shares = Counter((row["page_type"], fold_of[row["id"]]) for row in rows)
    assert shares == {("article", fold): 10 for fold in range(5)} | {("forum", fold): 4 for fold in range(5)}


def test_pages_without_a_type_are_spread_like_a_type():
    rows = [make_row(number, host=f"a{number}.example", source="trafilatura") for number in range(20)]
    for row in rows:
        del row["page_type"]
    rows += [make_row(20 + number, host=f"b{number}.example") for number in range(10)]

    fold_of = folds.assign(rows, 5)

    shares = Counter((row["source"], fold_of[row["id"]]) for row in rows)
    assert shares == {("trafilatura", n): 4 for n in range(5)} | {("wcxb-dev", n): 2 for n in range(5)}


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.paper.example", "paper.example"),
        ("news.paper.co.uk", "paper.co.uk"),
        ("a.b.paper.com.br", "paper.com.br"),
        ("co.uk", "co.uk"),
        ("docs.go.dev", "go.dev"),
        ("paper.de", "paper.de"),
        ("user:word@www.paper.example:8080", "paper.example"),
    ],
)
def test_a_site_is_its_registrable_domain(host, site):
    assert folds.site(make_row(1, host=host)) == site


def test_a_name_under_two_suffixes_is_in_one_fold():
    rows = [make_row(number, host=f"other{number}.example") for number in range(20)]
    rows += [
        make_row(100 + number, host=f"shop.example{suffix}") for number, suffix in enumerate((".com", ".de", ".co.uk"))
    ]

    fold_of = folds.assign(rows, 5)

    assert len({fold_of[f"page-{number}"] for number in (100, 101, 102)}) == 1


def test_a_page_without_an_address_is_a_site_of_its_own():
    assert folds.site(make_row(7, url="", domain="")) == "page-7"


@pytest.mark.parametrize("count", [0, 1, 4])
def test_more_folds_than_sites_are_refused_with_the_way_out(count):
    rows = [make_row(number, host=f"a{number}.example") for number in range(3)]

    with pytest.raises(SystemExit, match=rf"--folds {count}: the corpus has 3 sites; choose 2 to 3"):
        folds.assign(rows, count)


def test_a_page_gets_weights_of_the_other_folds(rows, write_corpus, training):
    folder = write_corpus(rows)

    weights = folds.models(rows, folder, 3, None)

    fold_of = folds.assign(rows, 3)
    for row in rows:
        assert weights[row["id"]] == {other for other, fold in fold_of.items() if fold != fold_of[row["id"]]}


def test_weights_are_trained_once_for_the_same_pages(rows, write_corpus, training, tmp_path):
    folder, cache = write_corpus(rows), tmp_path / "cache"
    first = folds.models(rows, folder, 3, cache)
    assert len(training) == 3

    again = folds.models(rows, folder, 3, cache)

    assert again == first
    assert len(training) == 3


def test_weights_are_trained_anew_when_a_page_or_the_code_changes(rows, write_corpus, training, tmp_path, monkeypatch):
    folder, cache = write_corpus(rows), tmp_path / "cache"
    folds.models(rows, folder, 3, cache)
    rows[0]["main_text"] = "Another truth."

    folds.models(rows, folder, 3, cache)
    assert len(training) == 5  # the fold that has the page is not trained on it, and stays

    monkeypatch.setattr(folds, "fingerprint", lambda _: "other code")
    folds.models(rows, folder, 3, cache)
    assert len(training) == 8


def test_the_fingerprint_follows_the_code(tmp_path):
    (tmp_path / "training").mkdir()
    file = tmp_path / "training" / "blocks.py"
    file.write_text("RATE = 1")
    before = folds.fingerprint(tmp_path)
    assert folds.fingerprint(tmp_path) == before

    file.write_text("RATE = 2")

    assert folds.fingerprint(tmp_path) != before


def test_the_fingerprint_follows_what_the_training_imports_and_nothing_else(tmp_path):
    # Given a training that imports a module, which imports another
    files = {
        "training/blocks.py": "from worker.parse import tree",
        "worker/parse/tree.py": "import worker.arrays",
        "worker/arrays.py": "",
        "worker/other.py": "",
    }
    for name, code in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(code)
    before = folds.fingerprint(tmp_path)

    (tmp_path / "worker/other.py").write_text("changed = True")
    assert folds.fingerprint(tmp_path) == before
    (tmp_path / "worker/arrays.py").write_text("changed = True")
    assert folds.fingerprint(tmp_path) != before


def test_a_tree_without_training_says_how_to_go_on(rows, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "training", None)

    with pytest.raises(SystemExit, match=r"no module 'training.*--no-cv"):
        folds.models(rows, tmp_path, 3, None)


def test_samples_are_read_when_asked_for(rows, write_corpus):
    samples = Samples(write_corpus(rows), rows)

    assert len(samples) == len(rows)
    assert [row for row, _ in samples] == rows
    assert b"The mill by the bridge 1" in samples[1][1]
    assert [row["id"] for row, _ in samples[1:3]] == ["page-1", "page-2"]
