"""The language of a text."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiremill.contract.document import Document
from worker.classify import classify
from worker.classify.language.language import detect_language, normalise_tag
from worker.classify.language.model import load

TEXTS = {
    "en": "The committee met in the old town hall on Tuesday evening and agreed to repair the bridge before winter comes.",
    "de": "Der Ausschuss traf sich am Dienstagabend im alten Rathaus und beschloss, die Brücke vor dem Winter zu reparieren.",
    "fr": "La commission s'est réunie mardi soir dans l'ancienne mairie et a décidé de réparer le pont avant l'hiver.",
    "es": "La comisión se reunió el martes por la noche en el antiguo ayuntamiento y acordó reparar el puente.",
    "it": "La commissione si è riunita martedì sera nel vecchio municipio e ha deciso di riparare il ponte prima dell'inverno.",
    "pt": "A comissão reuniu-se na terça-feira à noite na antiga câmara municipal e decidiu reparar a ponte antes do inverno.",
    "nl": "De commissie kwam dinsdagavond bijeen in het oude stadhuis en besloot de brug voor de winter te herstellen.",
    "pl": "Komisja zebrała się we wtorek wieczorem w starym ratuszu i postanowiła naprawić most przed nadejściem zimy.",
    "sv": "Kommittén träffades på tisdagskvällen i det gamla rådhuset och beslutade att laga bron innan vintern kommer.",
    "fi": "Valiokunta kokoontui tiistai-iltana vanhalla kaupungintalolla ja päätti korjata sillan ennen talven tuloa.",
    "tr": "Komisyon salı akşamı eski belediye binasında toplandı ve köprünün kış gelmeden onarılmasına karar verdi.",
    "ru": "Комиссия собралась во вторник вечером в старой ратуше и решила отремонтировать мост до наступления зимы.",
    "uk": "Комісія зібралася у вівторок увечері в старій ратуші й вирішила відремонтувати міст до настання зими.",
    "el": "Η επιτροπή συνεδρίασε το βράδυ της Τρίτης στο παλιό δημαρχείο και αποφάσισε να επισκευάσει τη γέφυρα.",
    "ar": "اجتمعت اللجنة مساء الثلاثاء في مبنى البلدية القديم وقررت إصلاح الجسر قبل حلول فصل الشتاء.",
    "he": "הוועדה התכנסה ביום שלישי בערב בבניין העירייה הישן והחליטה לתקן את הגשר לפני בוא החורף.",
    "hi": "समिति की बैठक मंगलवार शाम पुराने नगर भवन में हुई और सर्दियों से पहले पुल की मरम्मत करने का निर्णय लिया गया।",
    "zh-Hans": "委员会星期二晚上在旧市政厅开会，决定在冬天到来之前修好这座桥，并请附近的居民提出意见。",
    "ja": "委員会は火曜日の夜に古い市庁舎で会合を開き、冬が来る前に橋を修理することを決めました。",
    "ko": "위원회는 화요일 저녁 옛 시청에서 회의를 열고 겨울이 오기 전에 다리를 고치기로 결정했습니다.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_sentence_of_a_main_language_is_recognised(language, text):
    found = detect_language(text)
    assert found.language == language
    assert found.confidence > 0.5
    assert found.shares[0].tag == language


def test_a_wrong_declaration_does_not_change_what_the_text_says():
    assert detect_language(TEXTS["de"], declared="en-US").language == "de"


def test_a_text_of_a_word_or_two_is_taken_as_declared_but_hardly_trusted():
    found = detect_language("Hotel Bar", declared="pt_br")
    assert found.language == "pt-BR"
    assert found.confidence < 0.5


@pytest.mark.parametrize(("text", "language"), [("ราคา", "th"), ("서울", "ko"), ("ニュース", "ja"), ("Αθήνα", "el")])
def test_a_script_of_one_language_names_it_however_short_the_text(text, language):
    assert detect_language(text, declared="en").language == language


@pytest.mark.parametrize("text", ["", " \n ", "12345", "!!! ???", "https://example.org/some/page"])
def test_a_text_without_words_has_no_language(text):
    found = detect_language(text, declared="en")
    assert found.language is None
    assert found.confidence == 0
    assert found.shares == []


def test_a_page_in_two_languages_gives_a_share_to_each():
    found = detect_language(TEXTS["ru"] * 6 + "\n" + TEXTS["fr"] * 6)
    assert {share.tag for share in found.shares} == {"ru", "fr"}
    assert sum(share.share for share in found.shares) == pytest.approx(1, abs=0.01)


def test_languages_of_one_script_are_told_apart():
    sorani = "لیژنەکە ئێوارەی سێشەممە لە شارەوانییە کۆنەکە کۆبووەوە و بڕیاریدا پێش هاتنی زستان پردەکە چاک بکاتەوە"
    assert detect_language(sorani).language == "ckb"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("委員會星期二晚上在舊市政廳開會，決定在冬天到來之前修好這座橋，並請附近的居民提出意見。", "zh-Hant"),
        ("Одбор се састао у уторак увече у старој градској кући и одлучио да поправи мост пре зиме.", "sr"),
        (
            "Odbor se sastao u utorak uveče u staroj gradskoj kući i odlučio da popravi most pre dolaska zime.",
            "sr-Latn",
        ),
        ("Odbor se sastao navečer u vijećnici i odlučio popraviti most prije dolaska zime, kazao je ministar.", "hr"),
        (
            "Qo‘mita seshanba kuni kechqurun eski shahar binosida yig‘ilib, ko‘prikni qishgacha ta’mirlashga qaror qildi.",
            "uz",
        ),
        (
            "Қўмита сешанба куни кечқурун эски шаҳар биносида йиғилиб, кўприкни қишгача таъмирлашга қарор қилди.",
            "uz-Cyrl",
        ),
    ],
)
def test_the_script_is_told_where_a_language_has_two(text, tag):
    assert detect_language(text).language == tag


def test_a_headline_in_capitals_is_read_as_in_small_letters():
    assert detect_language("COMMITTEE AGREES TO REPAIR THE OLD BRIDGE BEFORE WINTER").language == "en"


def test_addresses_do_not_count_as_words():
    addresses = "https://example.org/the-old-town-hall-and-the-bridge " * 5
    assert detect_language(addresses + TEXTS["pl"]).language == "pl"


def test_a_short_quotation_in_another_language_has_no_share():
    quoted = TEXTS["de"] * 4 + ' Er sagte: "To be or not to be, that is the question." ' + TEXTS["de"] * 4
    assert [share.tag for share in detect_language(quoted).shares] == ["de"]


def test_a_file_that_holds_no_weights_is_refused():
    with pytest.raises(ValueError, match="train-language"):
        load(b"no archive")


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("iw", "he"),
        ("no", "nb"),
        ("zh", "zh"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("EN-us", "en-US"),
        ("english!", None),
        (None, None),
    ],
)
def test_tags_are_written_as_bcp_47_does(tag, normal):
    assert normalise_tag(tag) == normal


def test_a_page_without_text_is_read_by_its_title_and_description():
    document = Document(title="Die Brücke wird vor dem Winter repariert", description="Das beschloss der Ausschuss.")
    assert classify([document])[0].language == "de"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=600), st.none() | st.text(max_size=12))
def test_any_text_gets_a_confidence_and_shares_within_bounds(text, declared):
    found = detect_language(text, declared)
    assert 0 <= found.confidence <= 1
    assert all(0 <= share.share <= 1 for share in found.shares)
    assert (found.language is None) == (found.shares == [])
