"""How the languages of classify are learned."""

# ruff: noqa: RUF001  (Cyrillic letters are meant)

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

# What trains is no part of what a worker installs.
pytest.importorskip("scipy")

from training.languages import corpus, samples, scripts, softmax
from training.languages.__main__ import learned_from
from worker.classify.language.model import load
from worker.classify.language.ngrams import SPACE, code_points, hash_ngrams, isolate_script

GERMAN = [
    "Der Ausschuss traf sich im Rathaus",
    "Die Brücke wird vor dem Winter repariert",
    "Das sagte der Bürgermeister",
]
FINNISH = ["Valiokunta kokoontui kaupungintalolla", "Silta korjataan ennen talven tuloa", "Näin sanoi pormestari"]


def texts(repeated=120):
    for number in range(repeated):
        yield corpus.Text("de", f"{GERMAN[number % 3]} und {number}", "made-up", held=False)
        yield corpus.Text("fi", FINNISH[number % 3], "made-up", held=False)


def test_the_same_texts_give_the_same_bytes_and_tell_the_languages_apart():
    first, second = learned_from(texts()), learned_from(texts())
    assert first == second
    group = load(first).groups[1]
    letters = code_points("der Bürgermeister und die Brücke")
    clean, _ = isolate_script(letters, scripts.table()[letters] == 1)
    (found,) = hash_ngrams(clean, group.bits)
    scores = group.weights.take(found, axis=0).sum(axis=0, dtype=np.float32)
    assert group.tags[int(scores.argmax())] == "de"


def test_all_languages_of_one_parallel_sentence_fall_on_the_same_side():
    rows = [{"source": "sib200", "sid": str(sid), "lang": tag} for sid in range(200) for tag in ("de", "fi")]
    sides = {(row["sid"], corpus.held(row)) for row in rows}
    assert len(sides) == 200
    assert 20 < sum(held for _, held in sides) < 60


def test_texts_without_an_open_licence_are_never_learned_from(tmp_path):
    (tmp_path / "topics").mkdir()
    with gzip.open(tmp_path / "topics" / "some.jsonl.gz", "wt", encoding="utf-8") as file:
        for licence_class in ("open", "open-claimed", "nc", "research"):
            row = {
                "text": f"A text that is {licence_class}.",
                "lang": "en",
                "source": "some",
                "licence_class": licence_class,
            }
            file.write(json.dumps(row) + "\n")
    learned = [text.text for text in corpus.read(tmp_path, shipped=True)]
    assert learned == ["A text that is open.", "A text that is open-claimed."]
    assert [text.held for text in corpus.read(tmp_path, shipped=False)] == [False, False, True, True]


def test_serbian_is_learned_in_latin_letters_too():
    assert corpus.in_latin("Љубав и џез у Београду") == "Ljubav i džez u Beogradu"


def test_samples_are_as_many_as_the_text_allows_and_begin_with_a_word():
    cut = samples.cut(texts(), seed=1)
    assert {tag for tag, _ in cut} == {"de", "fi"}
    assert len(cut) <= 2 * samples.WANTED
    words = {word for line in (*GERMAN, *FINNISH, "und") for word in line.split()} | {
        str(number) for number in range(120)
    }
    starts = [sample.split()[0] for _, sample in cut if len(sample.split()) > 1]
    assert sum(start in words for start in starts) > 0.95 * len(starts)


def test_words_stand_between_single_spaces_and_other_signs_are_gone():
    letters = code_points("Die  Brücke, 2024!")
    clean, cuts = isolate_script(letters, scripts.table()[letters] == 1, [5])
    assert "".join(map(chr, clean)) == " die brücke "
    assert cuts == [5]
    assert clean[0] == clean[-1] == SPACE


def test_a_word_falls_into_the_same_bucket_wherever_it_stands():
    def buckets(text):
        letters = code_points(text)
        clean, _ = isolate_script(letters, letters != SPACE)
        return hash_ngrams(clean, 16)[0].tolist()

    word = buckets("brücke")[-1]
    assert word in buckets("die alte brücke am rathaus")
    assert word not in buckets("die alten brücken am rathaus")[-5:]


def test_a_text_in_two_parts_gives_each_part_its_own_words():
    letters = code_points("die brücke\nund das rathaus")
    clean, cuts = isolate_script(letters, letters > SPACE, [11])
    first, second = hash_ngrams(clean, 16, cuts)
    alone = code_points("das rathaus")
    assert hash_ngrams(isolate_script(alone, alone > SPACE)[0], 16)[0][-2:].tolist() == second[-2:].tolist()
    assert len(first) + len(second) == len(hash_ngrams(clean, 16)[0])


def test_two_classes_that_differ_in_one_bucket_are_learned():
    rows = [np.array([1, 2]), np.array([1, 3])] * 50
    learned = softmax.train(rows, np.array([0, 1] * 50), 8, 2, seed=1)
    assert learned.weights[2, 0] > learned.weights[2, 1]
    assert learned.weights[3, 1] > learned.weights[3, 0]
