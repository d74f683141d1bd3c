"""Peers in processes of their own: what they answer, what is kept of it, and what happens when they hang or end."""

from __future__ import annotations

import shutil
import sys
import textwrap

import pytest
from synthetic_corpus import SENTENCE, make_body, make_row

from bench.peers import extractors, programs
from bench.peers.outputs import Outputs
from bench.peers.programs import Program

SERVER = """
import json, sys, time
if "missing" in sys.argv:
    print(json.dumps({"missing": "theirs"}), flush=True); sys.exit(1)
if "broken" in sys.argv:
    sys.exit("theirs needs another Python")
calls = open(sys.argv[1], "a")
print(json.dumps({"version": "1.2", "settings": "abc"}), flush=True)
for line in sys.stdin.buffer:
    page = json.loads(line)
    body = sys.stdin.buffer.read(page["bytes"])
    print(page["url"], file=calls, flush=True)
    if page["url"] == "hang": time.sleep(60)
    while page["url"] == "spin": pass
    if page["url"] == "end": sys.exit(1)
    found = {"text": body.decode(), "title": page["language"], "authors": ["A"], "published": None}
    error = "odd page" if page["url"] == "odd" else None
    print(json.dumps({**found, "error": error, "cpu": 0.25}), flush=True)
"""


@pytest.fixture
def start(tmp_path):
    made = []

    def call(*arguments, **limits):
        file = tmp_path / "server.py"
        file.write_text(textwrap.dedent(SERVER))
        made.append(Program("theirs", [sys.executable, str(file), str(tmp_path / "calls"), *arguments], **limits))
        return made[-1]

    yield call
    for program in made:
        program.close()


def calls(tmp_path):
    return (tmp_path / "calls").read_text().split()


def test_a_peer_is_given_pages_and_tells_its_own_cpu(start):
    program = start()
    long = b"x" * 1_000_000  # more than a pipe holds

    answers = [program.extract(body, "a", "de") for body in (b"one\ntwo", long)]

    assert (program.version, program.settings) == ("1.2", "abc")
    assert answers[0] == ({"text": "one\ntwo", "title": "de", "authors": ["A"], "published": None}, 0.25, "", False)
    assert len(answers[1].found["text"]) == 1_000_000


@pytest.mark.parametrize(
    ("url", "limits", "failure"),
    [
        ("hang", {"patience": 0.5}, "not done after 0.5 s"),
        ("spin", {"timeout": 0.5}, "not done after 0.5 s of CPU"),
    ],
)
def test_a_page_that_a_peer_hangs_on_has_failed_and_the_next_is_extracted(start, url, limits, failure):
    program = start(**limits)

    answer = program.extract(b"one", url, None)

    assert answer.found is None
    assert answer.timed_out
    assert answer.failure == failure
    assert program.extract(b"two", "a", None).found["text"] == "two"


def test_a_page_that_ends_a_peer_has_failed_and_the_next_is_extracted(start):
    program = start()

    answers = [program.extract(b"one", url, None) for url in ("end", "odd", "a")]

    assert [answer.found is None for answer in answers] == [True, True, False]
    assert "its process ended" in answers[0].failure
    assert answers[1].failure == "odd page"
    assert not any(answer.timed_out for answer in answers)


@pytest.mark.parametrize(
    ("how", "why"), [("missing", "theirs is not installed"), ("broken", "theirs needs another Python")]
)
def test_a_peer_that_does_not_start_is_named_with_the_command_that_installs_it(start, how, why):
    with pytest.raises(SystemExit, match=f"--peers: theirs: .*{why}; `sh scripts/setup-peers` installs the peers"):
        start(how)


def test_peers_that_are_not_installed_are_named_with_the_command_that_installs_them(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "PYTHON", tmp_path / "python")

    with pytest.raises(SystemExit, match=r"--peers: justext: .*python does not start.*`sh scripts/setup-peers`"):
        extractors.peers(["justext"])


def test_an_unknown_peer_is_refused_with_those_that_are_known():
    with pytest.raises(SystemExit, match="'boilerpipe' is not known; known are trafilatura, resiliparse, readability"):
        extractors.peers(["boilerpipe"])


def test_what_a_peer_found_is_kept_for_the_same_page_and_settings(start, tmp_path):
    row, other = make_row(1, url="a", html_lang="de"), make_row(1, url="a", html_lang="fr")
    peer = extractors.peer(start(), tmp_path / "cache")
    assert peer.recall(b"one", row).output.title == "de"

    again = extractors.peer(start(), tmp_path / "cache")

    assert again.recall(b"one", row) == peer.recall(b"one", row)
    assert calls(tmp_path) == ["a"]
    assert again.recall(b"one", other).output.title == "fr"
    assert again.recall(b"two", row).output.text == "two"
    assert again.take(b"one", row).output.text == "one"  # to be timed it is extracted again
    assert calls(tmp_path) == ["a"] * 4
    program = start()
    program.settings = "other code"
    assert Outputs(tmp_path / "cache", program).get(b"one", "a", "de") is None


def test_of_failures_only_pages_that_a_peer_hangs_on_are_kept(start, tmp_path):
    peer = extractors.peer(start(patience=0.5), tmp_path / "cache")
    rows = [make_row(1, url=url) for url in ("hang", "odd", "hang", "odd")]

    taken = [peer.recall(b"one", row) for row in rows]

    assert all(one.output is None and one.failure for one in taken)
    assert calls(tmp_path) == ["hang", "odd", "odd"]


@pytest.mark.parametrize("name", extractors.PEERS)
def test_a_peer_that_is_installed_finds_the_text(name):
    is_node = name in {"mozilla-readability", "defuddle"}
    modules = programs.ROOT / "bench" / "peers" / "node" / "node_modules"
    if not (shutil.which("node") and modules.exists() if is_node else programs.PYTHON.exists()):
        pytest.skip("not installed; scripts/setup-peers installs the peers")
    sentences = [SENTENCE.format(place="the harbour", count=count) for count in range(40)]
    row = make_row(1, main_text="\n".join(" ".join(sentences[at : at + 4]) for at in range(0, 40, 4)))
    program = Program(name, extractors.COMMANDS[name](name))

    taken = extractors.peer(program, None).take(make_body(row), row)
    program.close()

    assert "keeps 2 sacks of flour" in taken.output.text
    assert "All rights reserved" not in taken.output.text
    assert taken.cpu > 0
    expected = {"title": row["title"], "authors": ["Ada Miller"], "day": "2024-03-05"}
    found = {"title": taken.output.title, "authors": taken.output.authors, "day": (taken.output.published or "")[:10]}
    for field in extractors.fields_of(name):
        assert found[field] == expected[field]
