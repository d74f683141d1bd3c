"""Topics of documents, and the parts that they are found with."""

from __future__ import annotations

import gzip
import io
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiremill.contract.document import Document
from worker.classify import classify
from worker.classify.topics import concepts, model
from worker.classify.topics.features import MAX_CHARACTERS, NGRAM_ROWS, ROWS, features
from worker.classify.topics.normalised_words import normalised_words
from worker.classify.topics.topics import MIN_CONFIDENCE, MIN_FURTHER_CONFIDENCE, find_topics

SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text(encoding="utf-8")
FOOTBALL = (
    "The striker scored twice in the second half, and the coach praised his team after the match. "
    "The club now leads the league with three games of the season left, and the goalkeeper kept a clean sheet."
)


def tops(document):
    return [topic.code for topic in find_topics([document])[0] if topic.broader is None]


def test_the_seed_page_is_about_politics_or_war():
    # When
    found = tops(Document(text=SEED))
    # Then
    assert {"medtop:11000000", "medtop:16000000"} & set(found)


def test_a_report_of_a_match_is_about_sport():
    # When
    (found,) = find_topics([Document(title="Late goals lift the league leaders", text=FOOTBALL)])
    # Then
    assert (found[0].code, found[0].name, found[0].broader) == ("medtop:15000000", "sport", None)
    assert found[0].confidence >= MIN_CONFIDENCE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Der Stürmer traf im Finale zweimal, die Mannschaft gewann das Spiel und die Meisterschaft der Liga.", 15),
        ("Нападающий забил два гола, и команда выиграла матч чемпионата по футболу на стадионе.", 15),
        (
            "El presidente del gobierno convocó elecciones y el parlamento votará la ley el martes, dijo el ministro.",
            11,
        ),
    ],
)
def test_topics_are_told_in_other_languages(text, code):
    assert model.shipped_model().probabilities([normalised_words(text)])[0].argmax() == code - 1


@pytest.mark.parametrize("text", ["", "   ", "12 345 67", "xqzv", "👍👍"])
def test_a_text_that_says_nothing_gets_no_topic(text):
    assert find_topics([Document(text=text)]) == [[]]


def test_narrower_topics_follow_their_top_topic_and_are_no_surer_than_it():
    # Given
    document = Document(title="Referendum and elections", text=SEED)
    # When
    (found,) = find_topics([document])
    # Then
    top = None
    for topic in found:
        if topic.broader is None:
            top = topic
            assert topic.confidence >= MIN_FURTHER_CONFIDENCE
        else:
            assert top is not None
            assert (topic.broader, topic.confidence <= top.confidence) == (top.code, True)


def test_a_concept_is_found_by_a_name_in_another_language_and_said_in_english():
    # When
    text = "Das Handelsabkommen wurde am Montag unterzeichnet."
    found = concepts.narrower_concepts(text, normalised_words(text), ["medtop:04000000"], 3)
    # Then
    assert "trade agreements" in [match.concept.name for match in found["medtop:04000000"]]


def test_a_concept_is_found_by_its_name_in_a_script_without_blanks():
    # When
    found = concepts.narrower_concepts(
        "双方签署了贸易协定。", normalised_words("双方签署了贸易协定。"), ["medtop:04000000"], 3
    )
    # Then
    assert "trade agreements" in [match.concept.name for match in found["medtop:04000000"]]


def test_only_concepts_under_the_topics_asked_for_are_found():
    # When
    text = "They signed trade agreements after the earthquake."
    found = concepts.narrower_concepts(text, normalised_words(text), ["medtop:03000000"], 3)
    # Then
    assert {match.concept.top for match in found["medtop:03000000"]} == {"medtop:03000000"}


def test_what_the_page_says_of_itself_counts():
    # Given
    text = "It took place on Sunday, and many people came."
    bare = Document(text=text)
    named = Document(text=text, section="Sports", tags=["football", "championship"], url="https://x.example/sport/a-1")
    # When
    before, after = (
        model.shipped_model().probabilities([normalised_words(_evidence(each))])[0][14] for each in (bare, named)
    )
    # Then
    assert after > before


def _evidence(document):
    from worker.classify.topics.topics import evidence

    return evidence(document)


def test_a_batch_gets_what_each_document_alone_gets():
    # Given
    documents = [Document(text=SEED), Document(text=""), Document(text=FOOTBALL)]
    # When
    together = find_topics(documents)
    # Then
    assert together == [find_topics([document])[0] for document in documents]
    assert [each.topics for each in classify(documents)] == together


def test_a_url_that_is_none_is_passed_over():
    assert find_topics([Document(url="http://[", text=FOOTBALL)])[0][0].code == "medtop:15000000"


@given(st.text(max_size=300))
def test_any_text_has_probabilities_that_add_up_to_one(text):
    found = model.shipped_model().probabilities([normalised_words(text)])
    assert found.shape == (1, 17)
    assert abs(found.sum() - 1.0) < 1e-6


@given(st.text(alphabet=st.characters(), max_size=200))
def test_features_are_rows_of_the_table(text):
    found = features(normalised_words(text))
    assert not len(found) or (int(found.max()) < ROWS)


def test_a_text_of_any_length_has_a_bounded_number_of_features():
    assert (
        len(features(normalised_words("".join(chr(0x4E00 + n % 20_000) for n in range(100_000))))) <= 6 * MAX_CHARACTERS
    )


def test_a_word_has_the_same_features_wherever_it_stands():
    # Given
    alone = set(features(["parliament"]).tolist())
    # When
    among = set(features(["the", "parliament", "met"]).tolist())
    # Then
    assert alone < among
    assert sum(number >= NGRAM_ROWS for number in alone) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Élection", "election"),
        ("спорт", "sport"),
        ("কলকাতা", "कलकाता"),
        ("كتاب", "کتاب"),
    ],
)
def test_letters_of_related_languages_are_made_alike(one, other):
    assert normalised_words(one) == normalised_words(other)


def test_words_keep_their_vowel_signs_and_come_once():
    assert normalised_words("खेल खेल मैदान") == ["खेल", "मैदान"]


def test_a_file_that_is_no_model_is_refused():
    for content in (b"", b"PK\x03\x04", _arrays(table=np.zeros((2, 17), np.int8))):
        with pytest.raises(ValueError, match="topics"):
            model.load(content)


def test_the_same_model_gives_the_same_bytes():
    shipped = model.shipped_model()
    assert (
        model.dump(shipped)
        == model.dump(model.load(model.SHIPPED_FILE.read_bytes()))
        == model.SHIPPED_FILE.read_bytes()
    )


def test_the_taxonomy_has_the_seventeen_top_topics():
    with gzip.open(concepts.TAXONOMY) as lines:
        assert sum(1 for _ in lines) > 1000
    assert sorted(concepts.concept_index().tops) == sorted(model.TOPS)


def _arrays(**arrays):
    content = io.BytesIO()
    np.savez_compressed(
        content, rare=np.zeros(2, np.uint8), steps=np.ones(17), sureness=np.ones(2), prior=np.zeros(17), **arrays
    )
    return content.getvalue()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-30, 30, width=32), min_size=17, max_size=17), st.integers(0, 100_000))
def test_a_correction_of_the_peak_moves_it_and_keeps_probabilities(scores, size):
    # Given the same scores with and without it
    plain = model.Calibration(1.0, 0.0, np.zeros(17, np.float32))
    corrected = plain._replace(shift=0.2, stretch=0.6)
    # When
    before, after = (
        one.probabilities(np.array([scores], np.float32), np.array([float(size)]))[0] for one in (plain, corrected)
    )
    # Then
    assert after.sum() == pytest.approx(1.0)
    assert (after >= 0).all()
    odds = before.max() / max(1e-9, 1 - before.max())
    if odds < 1e5:
        assert math.log(after.max() / (1 - after.max())) == pytest.approx(0.2 + 0.6 * math.log(odds), abs=1e-3)
