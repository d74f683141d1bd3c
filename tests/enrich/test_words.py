"""Words, fingerprints and reading time."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.enrich.text.fingerprint import fingerprint
from worker.enrich.text.length import measure_length
from worker.enrich.text.words import split_words


def test_words_of_any_script_keep_their_marks():
    assert split_words("Zażółć gęślą: हिन्दी में, العَرَبِيَّة – two_words") == [
        "Zażółć",
        "gęślą",
        "हिन्दी",
        "में",
        "العَرَبِيَّة",
        "two",
        "words",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bridge, again.", "the  BRIDGE\nagain"),
        ("Straße", "STRASSE"),
        ("ﬁne １２", "fine 12"),
        ("Été", "E\u0301te\u0301"),
        ("«Мост» закрыт!", "мост закрыт"),
    ],
)
def test_texts_that_differ_in_form_alone_share_a_fingerprint(one, other):
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"), [("a bridge", "abridge"), ("किला", "कला"), ("one two", "two one"), ("x", "")]
)
def test_texts_of_other_words_have_other_fingerprints(one, other):
    assert fingerprint(one) != fingerprint(other)


def test_a_text_without_words_has_a_fingerprint_too():
    assert re.fullmatch("[0-9a-f]{32}", fingerprint(""))
    assert fingerprint("") == fingerprint(" …! ")


@pytest.mark.parametrize(
    ("text", "script", "words"),
    [
        ("one two three", "latin", 3),
        ("", "latin", 0),
        ("桥已经修好了。", "han", 6),
        ("橋は直りました", "han", 7),
        ("สะพานซ่อมเสร็จแล้ว", "other", 4),
        ("桥 bridge мост", "latin", 3),
    ],
)
def test_words_are_counted_in_scripts_without_spaces_too(text, script, words):
    assert measure_length(text, split_words(text), script).words == words


def test_reading_time_follows_the_speed_of_the_script():
    assert measure_length("word " * 238, ["word"] * 238, "latin").seconds == 60
    assert measure_length("слово " * 184, ["слово"] * 184, "cyrillic").seconds == 60
    assert measure_length("字" * 255, ["字" * 255], "han").seconds == 60
    assert measure_length("かな" * 357, ["かな" * 357], "han").seconds == 120


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_fingerprint_that_its_words_decide(text):
    words = split_words(text)
    assert re.fullmatch("[0-9a-f]{32}", fingerprint(text))
    assert fingerprint(text) == fingerprint(text, words)
    assert fingerprint(f"  {text}\n") == fingerprint(text)
    assert measure_length(text, words, "latin").words >= 0
