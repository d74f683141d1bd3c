"""The targets of fuzzing hold over inputs made here, and what is wrong is found: the harness must not rot."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.faults.fuzzing import examine, targets
from bench.faults.fuzzing.seeds import MAX_BYTES, seeds
from wiremill.contract.document import Block, Document

ROOT = Path(__file__).parents[2]
NAMES = st.sampled_from(
    [
        "url",
        "content_type",
        "charset",
        "fetched_at",
        "content_encoding",
        "wrap",
        "status",
        "headers",
        "meta",
        "id",
        "traceparent",
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            *(
                "https://example.org/a",
                "gzip",
                "zstd",
                "frames",
                "200",
                "text/html",
                "{}",
                '{"a":[1]}',
                "utf-16le",
                "shift_jis",
            )
        ]
    ).map(str.encode),
    st.binary(max_size=30),
)
PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"<p>", b"<title>", b"</title>", b"<article>", b"The bridge closes on Monday. ", b"&#xD800;", b"\x1b[2J"]
    ),
    st.sampled_from(
        [b'<script type="application/ld+json">{"headline":"\\u0000', b"<rss><channel><item>", b'{"items":[', b"</"]
    ),
)
INPUTS = st.builds(
    targets.entry, st.dictionaries(NAMES, VALUES, max_size=5), st.lists(PIECES, max_size=12).map(b"".join)
)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_seeds_are_well(name):
    few = list(seeds(name))[:: 8 if name == "parse" else 1]
    with examine.warmed_up(name):
        found = {examine.examine(name, data[:MAX_BYTES]) for data in few}

    assert found == {None}


@pytest.mark.parametrize("name", targets.TARGETS)
@given(data=st.one_of(INPUTS, st.binary(max_size=300)))
@settings(max_examples=50)
def test_any_input_is_well(name, data):
    assert examine.examine(name, data) is None


@pytest.mark.parametrize("wrap", [b"gzip", b"zstd", b"frames"])
def test_what_a_target_wraps_the_product_unwraps(wrap):
    encoding = "gzip" if wrap == b"gzip" else "zstd"
    fields = {"url": "https://example.org/", "wrap": wrap, "content_encoding": encoding}

    assert targets.intake(targets.entry(fields, b"the body")).endswith(b"the body")


def wrong(data):
    raise KeyError("title")


def unsound(data):
    raise targets.Unsound("offsets out of bounds: 7")


OUTPUTS = count()


def changing(data):
    return b"%d" % next(OUTPUTS)


def slow(data):
    return b"%d" % sum(range(3_000_000))


@pytest.mark.parametrize(
    ("function", "kind", "key"),
    [
        (wrong, "raised", "KeyError"),
        (unsound, "unsound", "offsets out of bounds"),
        (changing, "changes", "the same input"),
        (slow, "slow", "intake over"),
    ],
)
def test_what_is_wrong_is_found(function, kind, key, monkeypatch):
    monkeypatch.setitem(targets.TARGETS, "intake", function)
    monkeypatch.setitem(examine.MAX_CPU_SECONDS, "intake", 0.02)

    found = examine.examine("intake", b"")

    assert found.kind == kind
    assert found.key.startswith(key)


def test_an_input_that_makes_the_process_swell_is_found(monkeypatch):
    peaks = iter([100_000, 101_000 + examine.MAX_GROWTH_KIB["intake"]])
    monkeypatch.setattr(examine, "_peak", lambda: next(peaks))

    assert examine.examine("intake", b"").kind == "memory"


@pytest.mark.parametrize(
    "document",
    [
        Document(title="a\x1b[2Jb", no_content_reason="empty", flags=["no_content"]),
        Document(title="\ud800", no_content_reason="empty", flags=["no_content"]),
        Document(text="ab", blocks=[Block("paragraph", 0, 3)]),
        Document(text="ab", blocks=[]),
        Document(text="", flags=["no_content"]),
        Document(no_content_reason="empty", flags=["no_content"], published="2024-03-05", published_precision="day"),
        Document(no_content_reason="empty", flags=["no_content", "none.such"]),
        Document(no_content_reason="empty", flags=["no_content"], canonical_url="javascript:alert(1)"),
        Document(no_content_reason="empty", flags=["no_content"], title="x" * 10_000),
    ],
)
def test_an_unsound_document_is_told(document):
    with pytest.raises((targets.Unsound, UnicodeEncodeError)):
        targets.check(document)


def test_an_input_can_be_run_again_without_a_fuzzer(tmp_path):
    path = tmp_path / "input"
    path.write_bytes(targets.entry({"url": "https://example.org/"}, b"<p>A bridge."))

    done = subprocess.run(
        [sys.executable, "-m", "bench.faults.fuzz", "parse", "--input", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "nothing is wrong with it\n")


def test_without_atheris_it_says_what_to_install():
    if importlib.util.find_spec("atheris"):
        pytest.skip("atheris is here")

    done = subprocess.run(
        [sys.executable, "-m", "bench.faults.fuzz", "parse", "--seconds", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "pip install --group fuzz" in done.stderr
