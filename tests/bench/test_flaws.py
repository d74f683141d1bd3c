"""Flaws of a text are recognised, and what only mentions them is not."""

from __future__ import annotations

import pytest

from bench.quality.flaws import CONSENT, SHORTCODE, SOFT_HYPHEN, flaws

PROSE = "The miller keeps two sacks of flour in the loft above the wheel, and counts them each evening. " * 20
DIALOGS = (
    "We and our partners store cookies on your device to personalise ads. You can accept all, or manage your settings.",
    "Wir und unsere Partner verwenden Cookies, um Anzeigen zu messen. Alle akzeptieren\nEinstellungen verwalten\nAblehnen",
    "Nous et nos partenaires utilisons des cookies pour mesurer l'audience. Accepter\nTout refuser\nParamétrer mes choix",
    "Utilizamos cookies propias y de terceros para publicidad personalizada. Puedes aceptar, rechazar o configurar su uso.",
    "Noi e i nostri partner usiamo i cookie per pubblicità personalizzata. Accetta\nRifiuta\nGestisci preferenze",
    "Usamos cookies e partilhamos dados com parceiros para publicidade. Aceitar tudo\nRejeitar\nGerir preferências",
    "Wij en onze partners gebruiken cookies voor gepersonaliseerde advertenties. Accepteren\nWeigeren\nInstellingen",
    "My i nasi partnerzy używamy plików cookie do reklam. Akceptuję\nOdrzucam\nUstawienia zaawansowane",
)


@pytest.mark.parametrize("dialog", DIALOGS, ids=("en", "de", "fr", "es", "it", "pt", "nl", "pl"))
def test_a_dialog_that_asks_for_consent_is_found_anywhere_in_a_text(dialog):
    assert flaws(PROSE + "\n" + dialog + "\n" + PROSE) == {CONSENT}
    assert flaws(dialog, truth=PROSE + dialog) == frozenset()  # it belongs to the text


@pytest.mark.parametrize(
    "text",
    [
        "Bake the cookies for ten minutes, and accept that some will be eaten before they reach the settings of the table.",
        "The court ruled that consent to cookies must be given freely. The partners of the firm did not accept the ruling.",
        "Der Verein braucht die Zustimmung der Partner und lehnt Werbung ab.",
        # Far apart, such words are no dialog.
        f"cookies {PROSE} accept {PROSE} reject {PROSE} partners {PROSE} advertising",
    ],
)
def test_a_text_that_has_some_of_the_words_is_no_dialog(text):
    assert flaws(text) == frozenset()


@pytest.mark.parametrize(
    "code",
    [
        "[vc_row][vc_column width='1/2']",
        '[caption id="attachment_1" align="left"]',
        "[/gallery]",
        "[et_pb_section fb_built=“1”]",
    ],
)
def test_a_shortcode_is_found_unless_the_truth_has_it(code):
    assert flaws(f"{PROSE}\n{code} Text") == {SHORTCODE}
    assert flaws(f"{PROSE}\n{code} Text", truth=f"Write {code} there") == frozenset()
    assert flaws(f"{PROSE}\n{code} Text", truth=PROSE) == {SHORTCODE}


@pytest.mark.parametrize(
    "text", ["He said [sic] that", "as in [1] and [2, p. 3]", "names[my_index] = 1", "[email protected]"]
)
def test_brackets_in_prose_are_no_shortcodes(text):
    assert flaws(text) == frozenset()


def test_a_soft_hyphen_is_found():
    assert flaws("Mehl\u00adsack") == {SOFT_HYPHEN}
    assert flaws("Mehl-sack") == frozenset()
