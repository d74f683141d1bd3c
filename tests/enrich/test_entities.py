"""The entities of texts."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiremill.contract.document import Document
from wiremill.contract.enrichment import EntityId
from worker.enrich import enrich
from worker.enrich.entities import TextWithPlaces, find_entities, grouping
from worker.enrich.entities.features import BITS, feature_keys, word_features
from worker.enrich.entities.mentions import Mention, decode_mentions, with_repeats
from worker.enrich.entities.model import LABELS, Model, dump, load, shipped_model
from worker.enrich.entities.tagger import Tagger
from worker.enrich.entities.tokens import MAX_SENTENCE_TOKENS, split_tokens, tokenise, tokens_of_words

SEED = Path(__file__).parents[2] / "seeds" / "000_67485c1e44df5833.txt"


def entity(found, name):
    return next(one for one in found if name in {one.name, *one.aliases})


def random_model(seed=0):
    """A model in which every feature says something, so that a wrong row or neighbour shows."""
    random = np.random.default_rng(seed)
    table = random.integers(-40, 40, (1 << BITS, len(LABELS)), dtype=np.int8)
    table[0] = 0
    marks = np.zeros(1 << BITS, np.uint8)
    words = ["Ada", "Lovelace", "met", "Charles", "Babbage", "in", "London", "."]
    for hashes, offsets in zip(word_features(words)[:3], ((0,), (-1, 1), (-2, 2)), strict=True):
        for offset in offsets:
            of = feature_keys(hashes, offset)
            marks[(of >> np.uint64(64 - BITS)).astype(np.int64)] = of.astype(np.uint8)
    transitions = random.normal(0, 1, (len(LABELS) + 1, len(LABELS))).astype(np.float32)
    return Model(table, 0.02, marks, transitions, ("en",))


def test_the_seed_page_names_its_people_and_the_alliance_with_its_short_form():
    # Given the page as it is seen
    lines = SEED.read_text(encoding="utf-8").splitlines()
    document = Document(text="\n".join(lines[2:9]), title=lines[1])

    # When it is enriched
    (made,) = enrich([document])

    # Then
    people = {one.name for one in made.entities if one.kind == "person"}
    assert {"Dmitry Peskov", "Nikol Pashinyan", "Kassym-Jomart Tokayev", "Vladimir Putin"} <= people
    alliance = entity(made.entities, "CSTO")
    assert alliance.kind == "organisation"
    assert alliance.name == "Collective Security Treaty Organisation"
    assert "CSTO" in alliance.aliases
    assert alliance.ids == [EntityId("wikidata", "Q318693")]
    assert entity(made.entities, "Russia").ids == [EntityId("iso3166-1", "RU")]
    assert "Peskov" in entity(made.entities, "Dmitry Peskov").aliases


def test_each_mention_stands_where_it_says_and_saliences_add_up_to_one():
    text = "Angela Merkel met Emmanuel Macron in Berlin.\nMerkel said that Germany and France agreed."
    (found,) = find_entities([TextWithPlaces(text, "", "en")])

    assert len(entity(found, "Angela Merkel").mentions) == 2
    for one in found:
        for span in one.mentions:
            assert text[span.start : span.end] in {one.name, *one.aliases}
    assert sum(one.salience for one in found) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("text", "language", "identity"),
    [
        ("ООН призвала стороны к переговорам.", "ru", "Q1065"),
        ("قال متحدث باسم الأمم المتحدة إن القافلة وصلت", "ar", "Q1065"),
        ("联合国昨天呼吁停火。", "zh", "Q1065"),
        ("세계보건기구는 어제 보고서를 냈다.", "ko", "Q7817"),
        ("यूनेस्को ने सूची जारी की।", "hi", "Q7809"),
    ],
)
def test_organisations_between_states_are_known_in_any_script(text, language, identity):
    (found,) = find_entities([TextWithPlaces(text, "", language)])

    assert EntityId("wikidata", identity) in [one for of in found for one in of.ids]


def test_countries_are_linked_in_scripts_that_the_tagger_has_not_learned():
    (made,) = enrich([Document(text="Η Ελλάδα και η Τουρκία συμφώνησαν.", declared_language="el")])

    codes = {identity.id for one in made.entities for identity in one.ids}
    assert {"GR", "TR"} <= codes


def test_a_batch_gives_what_its_texts_give_alone():
    texts = [
        TextWithPlaces("Olaf Scholz besuchte am Montag Paris.", "", "de"),
        TextWithPlaces("", "", "en"),
        TextWithPlaces("Ministeren Mette Frederiksen talte i Aarhus. Hun rejste.", "", "da"),
        TextWithPlaces("東京で会議が開かれた。", "", "ja"),
    ]

    assert find_entities(texts) == [found for text in texts for found in find_entities([text])]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_cut_into_tokens_and_searched(text):
    cut = tokenise(text)
    (found,) = find_entities([TextWithPlaces(text, text[:20], "en")])

    assert [letter for word in cut.words() for letter in word] == [letter for letter in text if not letter.isspace()]
    assert all(first < second for first, second in pairwise(cut.starts))
    for one in found:
        assert all(0 <= span.start < span.end <= len(text) for span in one.mentions)


def test_sentences_end_at_full_stops_before_capitals_but_not_after_titles():
    cut = tokenise("He met Mr. Hale and J. Poe. They spoke.\nThen he left")

    assert [cut.words()[first] for first in cut.sentences] == ["He", "They", "Then"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada's don't won’t", ["Ada", "'", "s", "don't", "won’t"]),
        ("a U.S.-led co-op, AT&T", ["a", "U.S", ".", "-", "led", "co-op", ",", "AT&T"]),
        ("EU:n kello 10:30", ["EU:n", "kello", "10", ":", "30"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("東京と서울 Tokyo", ["東", "京", "と", "서", "울", "Tokyo"]),
        ("ends 's' _x_ \U0001f600\U00020000", ["ends", "'", "s", "'", "_x_", "\U0001f600", "\U00020000"]),
    ],
)
def test_words_keep_what_joins_them_and_scripts_without_spaces_are_cut_into_characters(text, words):
    cut = tokenise(text)

    assert cut.words() == split_tokens(text) == words
    # The same word has the same number wherever it stands.
    assert cut.hashes.tolist() == tokens_of_words(words).hashes.tolist()


def test_long_sentences_are_cut():
    cut = tokenise("word " * 1_000)

    assert max(second - first for first, second in pairwise([*cut.sentences, 1_000])) == MAX_SENTENCE_TOKENS


def test_the_best_path_is_the_one_that_trying_all_paths_finds(monkeypatch):
    # Given a model whose scores are all of about the same size, and no token that is surely O
    monkeypatch.setattr("worker.enrich.entities.tagger.SURE", 1e9)
    tagger = Tagger(random_model())
    random = np.random.default_rng(1)
    emissions = random.normal(0, 2, (7, len(LABELS))).astype(np.float32)
    firsts = np.array([0, 4])

    # When
    found = tagger._best_labels(emissions.copy(), firsts)

    # Then
    transitions = tagger.model.transitions
    for first, last in ((0, 4), (4, 7)):

        def score(path, first=first):
            total = transitions[-1, path[0]] + sum(emissions[first + step, label] for step, label in enumerate(path))
            return total + sum(transitions[one, other] for one, other in pairwise(path))

        assert tuple(found[first:last]) == max(product(range(len(LABELS)), repeat=last - first), key=score)


@pytest.mark.parametrize("seed", range(5))
def test_tokens_that_can_be_no_part_of_a_name_change_no_path(monkeypatch, seed):
    # Given scores as texts have them: O leads mostly, by little, so that short runs decide
    tagger = Tagger(shipped_model())
    random = np.random.default_rng(seed)
    emissions = random.normal(0, 2.5, (3_000, len(LABELS))).astype(np.float32)
    emissions[:, 0] += 7
    firsts = np.concatenate(([0], np.sort(random.choice(np.arange(1, 3_000), 150, replace=False))))

    # When paths are searched where names may be, and everywhere
    may = tagger._may_be_named(
        emissions[:, 1:].max(axis=1) - emissions[:, 0], np.isin(np.arange(3_001), [*firsts, 3_000])
    )
    found = tagger._best_labels(emissions, firsts)
    monkeypatch.setattr(Tagger, "_may_be_named", lambda _, behind, __: np.ones(len(behind), bool))
    everywhere = tagger._best_labels(emissions, firsts)

    # Then
    assert found.tolist() == everywhere.tolist()
    assert found.any()
    assert may.mean() < 0.8


def test_words_whose_hashes_share_a_slot_are_told_apart(monkeypatch):
    # Given a table of one slot
    alone = Tagger(random_model()).labels([tokens_of_words(["Ada", "met", "Babbage", "in", "London", "Ada"])], ["en"])
    monkeypatch.setattr("worker.enrich.entities.tagger._SLOT_SHIFT", np.uint64(63))
    tagger = Tagger(random_model())

    # Then a word is known again, whichever was met last
    for _ in range(3):
        (labels,) = tagger.labels([tokens_of_words(["Ada", "met", "Babbage", "in", "London", "Ada"])], ["en"])
        assert labels.tolist() == alone[0].tolist()


def test_a_word_is_scored_the_same_when_it_is_met_again_and_beside_others():
    tagger = Tagger(random_model())
    sentence = ["Ada", "Lovelace", "met", "Charles", "Babbage", "in", "London", "."]
    alone = tokens_of_words(sentence)
    other = tokens_of_words(["Lovelace", ".", "Ada"])

    first = tagger.labels([alone], ["en"])
    tagger.labels([other], ["en"])
    again_ = tagger.labels([other, alone], ["en", "en"])

    assert again_[1].tolist() == first[0].tolist()
    assert first[0].any()


def test_words_beyond_what_is_kept_are_forgotten_not_mixed_up(monkeypatch):
    monkeypatch.setattr("worker.enrich.entities.tagger.MAX_CACHED_WORDS", 4)
    small, large = Tagger(random_model()), Tagger(random_model())
    texts = [tokens_of_words(words) for words in (["Ada", "met", "London"], ["Babbage", "in", "Ada"], ["Charles"])]

    for text in texts:
        assert small.labels([text], ["en"])[0].tolist() == large.labels([text], ["en"])[0].tolist()


def test_words_are_learned_anew_when_their_learning_was_cut_off(monkeypatch):
    model = random_model()
    cut_off, whole_ = Tagger(model), Tagger(model)
    text = tokens_of_words(["Ada", "Lovelace", "met", "Charles", "Babbage", "in", "London", "."])

    with monkeypatch.context() as patched, pytest.raises(TimeoutError):
        patched.setattr("worker.enrich.entities.tagger.word_features", lambda _: (_ for _ in ()).throw(TimeoutError))
        cut_off.labels([text], ["en"])

    assert cut_off.labels([text], ["en"])[0].tolist() == whole_.labels([text], ["en"])[0].tolist()


def test_a_model_survives_its_file_byte_for_byte():
    model = random_model()
    content = dump(model)

    assert dump(load(content)) == content
    assert np.array_equal(load(content).table, model.table)


def test_what_is_no_model_is_refused_with_the_way_to_make_one():
    with pytest.raises(ValueError, match="scripts/train-entities"):
        load(b"nothing of the kind")


def test_the_shipped_model_fits_the_features():
    model = shipped_model()

    assert model.table.shape == (1 << BITS, len(LABELS))
    assert model.marks.shape == (1 << BITS,)
    assert not model.table[0].any()


def groups_of(text, *names):
    found = sorted(
        Mention(start, start + len(name), kind)
        for name, kind in names
        for start in range(len(text))
        if text.startswith(name, start) and (start == 0 or not text[start - 1].isalnum())
    )
    longest = [one for one in found if not any(o.start <= one.start and one.end <= o.end and o != one for o in found)]
    return [[text[one.start : one.end] for one in group] for group in grouping.group_mentions(text, longest)]


def test_a_surname_goes_to_the_person_named_last_before_it():
    text = "Anna Berg and Karl Berg met. Berg spoke, then Anna."

    assert groups_of(text, *((name, "person") for name in ("Anna Berg", "Karl Berg", "Berg", "Anna"))) == [
        ["Anna Berg", "Anna"],
        ["Karl Berg", "Berg"],
    ]


def test_a_short_form_is_its_organisation():
    text = "The Union of Tall Lighthouses (UTL) met. UTL and XYZ agreed."

    assert groups_of(text, *((name, "organisation") for name in ("Union of Tall Lighthouses", "UTL", "XYZ"))) == [
        ["Union of Tall Lighthouses", "UTL", "UTL"],
        ["XYZ"],
    ]


def test_inflected_names_are_one_entity_and_other_names_are_not():
    assert grouping.differ_in_ending_only("Novák", "Nováka")
    assert grouping.differ_in_ending_only("Москва", "Москвы")
    assert not grouping.differ_in_ending_only("Anna", "Anton")
    assert not grouping.differ_in_ending_only("Iran", "Iraq")


def test_a_short_form_in_brackets_needs_the_letters_of_the_name():
    name = "Union of Tall Lighthouses"

    assert grouping.short_form(f"{name} (UTL)", name, len(name)) == "UTL"
    assert grouping.short_form(f"{name} (CDU)", name, len(name)) == ""


def test_a_name_that_was_tagged_once_is_found_again_as_a_whole_word():
    text = "Marlow left. Later Marlow returned to Marlowtown."

    assert [one.start for one in with_repeats(text, [Mention(0, 6, "person")])] == [0, 19]


@pytest.mark.parametrize(
    ("text", "kind"),
    [('He read "Seven Bridges" twice', "work"), ("The Autumn Cup began", "event"), ("A Swabian smiled", None)],
)
def test_other_names_are_works_in_quotes_events_by_their_words_or_left_out(text, kind):
    cut = tokenise(text)
    labels = np.array(
        [
            7 if word in {"Seven", "Autumn", "Swabian"} else 8 if word in {"Bridges", "Cup"} else 0
            for word in cut.words()
        ]
    )

    assert [one.kind for one in decode_mentions(cut, labels)] == ([kind] if kind else [])
