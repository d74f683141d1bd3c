from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.parse.maintext.lexicons.names import NameLexicon, name_words
from worker.parse.tree.zones import WORD_ZONES, has_other_meaning

PARTS = ["post", "Body", "x", "related", "READ", "more", "top", "Stories", "is", "12", "no", "nav", "ß"]
#: Names as pages have them: parts with and without signs between, and some over again.
NAMES = st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=12).flatmap(
    lambda parts: st.sampled_from(["-", "_", "", "--"]).map(lambda sign: sign.join(parts))
)


@given(NAMES, st.data())
def test_a_name_says_what_its_words_and_pairs_of_words_say(name, data):
    known = sorted({*name_words(name), "post-body", "related", "absent"})
    words = {word: data.draw(st.sampled_from([-0.25, 0.125, 0.5])) for word in known}

    told = NameLexicon(words).look_up([name])
    [score], [zone] = told.scores, told.zones

    expected = 0
    for single in name[:300].split():
        said = name_words(single)
        if not has_other_meaning(single):
            for word in said:
                expected |= WORD_ZONES.get(word, 0)
    assert score == max(-4.0, min(4.0, sum(words.get(word, 0.0) for word in name_words(name))))
    assert zone == expected


@pytest.mark.parametrize("name", ["read-more-read-more", "readMore readMore", "more-more-more"])
def test_a_word_or_pair_that_comes_again_in_a_name_counts_once_for_each_name(name):
    words = {"read": 0.5, "more": 0.25, "read-more": 1.0, "more-more": 0.125, "more-read": 0.0}

    assert NameLexicon(words).look_up([name]).scores.tolist() == [sum(words[word] for word in name_words(name))]


@given(st.lists(st.lists(NAMES, max_size=3).map(" ".join), min_size=1, max_size=8), st.integers(0, 7))
def test_names_say_the_same_alone_together_and_when_they_are_known(names, first):
    words = {"post": 0.5, "post-body": 0.25, "read-more": -1.0, "nav": -0.5}
    known = NameLexicon(words)
    known.look_up(names[:first])

    together = known.look_up(names)

    alone = [NameLexicon(words).look_up([name]) for name in names]
    for values, each in zip(together, zip(*alone, strict=True), strict=True):
        assert values.tolist() == [value.item() for value in each]


def test_names_are_told_when_there_are_more_than_are_kept(monkeypatch):
    monkeypatch.setattr("worker.parse.maintext.lexicons.names._MAX_CACHED_NAMES", 3)
    names = NameLexicon({"post": 0.5})

    for texts in (["post", "a"], ["post", "b", "c"], ["d", "e", "post", "f", "g"], ["post", "a"]):
        assert names.look_up(texts).scores.tolist() == [0.5 * (text == "post") for text in texts]
