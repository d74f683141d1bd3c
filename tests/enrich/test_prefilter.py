"""Guards before large patterns: they pass all that the patterns match."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re

import pytest

from worker.enrich.keywords import summary
from worker.enrich.numbers import currencies, multipliers
from worker.enrich.text.prefilter import fold_case, prefilter


@pytest.mark.parametrize(
    "text",
    [
        " million",
        "Millionen",
        " MİLYAR",
        " milyar",
        "\u00a0тысяч",
        " ТЫСЯЧ",
        " lakh",
        "万",
        "-million",
        " χιλιάδες",
        " ΧΙΛΙΆΔΕΣ",
        "k",
    ],
)
def test_what_multiplies_passes_its_guard_in_any_case(text):
    assert multipliers.MULTIPLIER.match(text)
    assert multipliers.MULTIPLIER_PREFILTER.match(fold_case(text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            " dollars",
            " U.S. DOLLARS",
            " de euros",
            " d'euros",
            " рублей",
            " РУБЛЕЙ",
            " türk lirası",
            " TÜRK LİRASI",
            " zł",
            " ZŁ",
        ),
        *("元", "円", " Hong Kong dollars", " libras esterlinas", " złotych", ' ש"ח', " रुपये"),
    ],
)
def test_words_of_currencies_pass_their_guard_in_any_case(text):
    assert currencies.WORD.match(text)
    assert currencies.WORD_PREFILTER.match(fold_case(text))


@pytest.mark.parametrize("text", [" of them", " people", " km", "%", "", " Jahre", " лет"])
def test_what_is_no_word_of_a_currency_is_passed_over(text):
    assert currencies.WORD_PREFILTER.match(fold_case(text)) is None


@pytest.mark.parametrize(
    "cue",
    [
        *(
            "© 2024",
            "https://a.example",
            "www.a.example",
            "me@a.example",
            "Copyright",
            "All Rights Reserved",
            "Subscribe",
            "newsletter",
        ),
        *(
            "sign up",
            "Click here",
            "READ MORE",
            "follow us",
            "photo by",
            "Photograph by",
            "photo:",
            "file photo",
            "cookie",
            "Cookies",
        ),
        *(
            "advertisement",
            "Reporting by",
            "Editing by",
            "contributed to this",
            "originally published",
            "Lesen Sie",
            "Foto:",
            "abonnieren",
        ),
        *(
            "Lire aussi",
            "abonnez",
            "lea también",
            "suscríbete",
            "suscribe",
            "leggi anche",
            "leia também",
            "assine",
            "lees ook",
        ),
        *(
            "czytaj też",
            "Читайте также",
            "подпишитесь",
            "подписка",
            "Фото:",
            "читайте також",
            "okuyun",
            "okuyunuz",
            "Источник:",
        ),
    ],
)
def test_every_cue_against_a_sentence_is_seen(cue):
    sentence = f"The council met on Monday, {cue} it said."

    assert summary._BOILERPLATE.search(sentence)
    assert summary._is_boilerplate(sentence, 0, len(sentence))


def test_a_guard_finds_letters_that_a_pattern_takes_for_the_same():
    for text in ("straße", "STRASSE", "İstanbul", "ıstanbul", "ſtrasse"):
        for word in ("strasse", "istanbul"):
            if re.match(word, text, re.IGNORECASE):
                assert prefilter(word).match(fold_case(text))
