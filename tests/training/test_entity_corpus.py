"""The tagged sentences that the tagger of entities is trained on."""

from __future__ import annotations

import gzip
import json

import pytest

from training.entities.corpus import LABELS, Sentence, read, spans, training


def write(folder, name, rows):
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


def row(tokens, tags, licence="CC BY 4.0"):
    return {"tokens": tokens, "tags": tags, "lang": "en", "licence": licence}


def test_tokens_are_cut_as_the_worker_cuts_text_and_keep_their_labels(tmp_path):
    write(tmp_path, "one", [row(["U.S.", "_", "東京"], ["B-LOC", "O", "B-LOC"])])

    (found,) = read(tmp_path)

    assert found.words == ["U.S", ".", "東", "京"]
    assert [LABELS[label] for label in found.labels] == ["B-LOC", "I-LOC", "B-LOC", "I-LOC"]


def test_sentences_under_a_licence_that_is_not_open_are_left_out(tmp_path):
    write(tmp_path, "one", [row(["Yes"], ["O"]), row(["No"], ["O"], "CC BY-NC 4.0"), row(["No"], ["O"], "research")])

    assert [one.words for one in read(tmp_path)] == [["Yes"]]


def test_sentences_that_follow_one_another_are_held_apart_together(tmp_path):
    write(tmp_path, "one", [row([f"word{number}"], ["O"]) for number in range(4_000)])

    held = [one.test for one in read(tmp_path)]

    assert all(len(set(held[start : start + 20])) == 1 for start in range(0, 4_000, 20))
    assert 0.05 < sum(held) / len(held) < 0.2


def test_near_copies_of_a_sentence_that_is_held_apart_are_not_trained_on():
    apart = Sentence(
        "hr", "hr", ["Grand", "council", "opened", "seven", "northern", "bridges", "yesterday"], [0] * 7, test=True
    )
    copy = Sentence(
        "sr", "sr", ["Grand", "councils", "opened", "seven", "northern", "bridge", "today"], [0] * 7, test=False
    )
    other = Sentence("sr", "sr", ["Nobody", "crossed", "either", "river", "before", "noon"], [0] * 6, test=False)

    assert training([apart, copy, other]) == [other]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([1, 2, 0, 5], [(0, 2, "PER"), (3, 4, "LOC")]),
        ([1, 1], [(0, 1, "PER"), (1, 2, "PER")]),
        ([1, 4, 4], [(0, 1, "PER"), (1, 3, "ORG")]),
        ([], []),
    ],
)
def test_labels_become_spans(labels, expected):
    assert spans(labels) == expected


def test_the_same_sentences_train_the_same_model():
    pytest.importorskip("numba")
    from training.entities.train import train
    from worker.enrich.entities.model import dump
    from worker.enrich.entities.tagger import Tagger
    from worker.enrich.entities.tokens import tokens_of_words

    # Given a language of two sentences
    words = ["Old", "Marlow", "walked", "slowly", "to", "Trent", "."]
    sentences = [Sentence("one", "en", words, [0, 1, 0, 0, 0, 5, 0], test=False)] * 40

    # When
    model = train(sentences)

    # Then
    assert Tagger(model).labels([tokens_of_words(words)], ["en"])[0].tolist() == [0, 1, 0, 0, 0, 5, 0]
    assert dump(model) == dump(train(sentences))
