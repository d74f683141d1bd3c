"""Quotations, figures, datelines, keywords, summaries and focus, in many languages."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: E501  (one case a line)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiremill.contract.document import Document
from worker.enrich import enrich
from worker.enrich.credits import dateline
from worker.enrich.dates import dates
from worker.enrich.numbers import figures
from worker.enrich.quotes import quotes
from worker.enrich.quotes.people import Person
from worker.enrich.text.indexed import index_text
from worker.enrich.text.sentences import sentences

SEED = Document(
    title="Kremlin defends alliance after Armenia criticism",
    text=(
        "Reuters: Kremlin spokesman Dmitry Peskov on Sunday said that the Russian-led alliance remained in demand in Armenia.\n"
        '"There have always been attempts to break it up," news agencies quoted Peskov as saying.\n'
        '"But this structure remains in high demand," he said. "And it has shown what it is good for."'
    ),
    published="2022-11-27T15:36:00+00:00",
)


@pytest.mark.parametrize(
    ("language", "text", "said", "speaker"),
    [
        ("en", "Ann Lee, the mayor, told us: “We will rebuild the bridge.”", "We will rebuild the bridge.", "Ann Lee"),
        ("de", "„Wir bauen die Brücke wieder auf“, sagte Bürgermeisterin Anna Schmidt.", "Wir bauen die Brücke wieder auf", "Anna Schmidt"),
        ("fr", "« Nous allons reconstruire le pont », a déclaré Anne Martin.", "Nous allons reconstruire le pont", "Anne Martin"),
        ("es", "“Vamos a reconstruir el puente”, dijo Ana García.", "Vamos a reconstruir el puente", "Ana García"),
        ("it", "«Ricostruiremo presto il ponte», ha detto Anna Rossi.", "Ricostruiremo presto il ponte", "Anna Rossi"),
        ("pt", '"Vamos reconstruir a ponte", disse a prefeita Ana Souza.', "Vamos reconstruir a ponte", "Ana Souza"),
        ("ru", "«Мы восстановим этот мост», — сказал Иван Петров.", "Мы восстановим этот мост", "Иван Петров"),
        ("uk", "«Ми відновимо цей міст», — сказала Олена Коваль.", "Ми відновимо цей міст", "Олена Коваль"),
        ("pl", "– Odbudujemy ten most – powiedziała Anna Nowak.", "Odbudujemy ten most", "Anna Nowak"),
        ("nl", '"We bouwen de brug weer op", zei Anna de Vries.', "We bouwen de brug weer op", "Anna de Vries"),
        ("sv", "– Vi bygger upp bron igen, säger Anna Svensson.", "Vi bygger upp bron igen", "Anna Svensson"),
        ("fi", "”Rakennamme sillan uudelleen”, sanoi Anna Virtanen.", "Rakennamme sillan uudelleen", "Anna Virtanen"),
        ("tr", "“Köprüyü yeniden inşa edeceğiz” dedi Ayşe Yılmaz.", "Köprüyü yeniden inşa edeceğiz", "Ayşe Yılmaz"),
        ("cs", "„Most znovu postavíme,“ řekla Anna Nováková.", "Most znovu postavíme,", "Anna Nováková"),
        ("hu", "„Újjáépítjük a hidat” – mondta Nagy Anna.", "Újjáépítjük a hidat", "Nagy Anna"),
        ("el", "«Θα ξαναχτίσουμε τη γέφυρα», δήλωσε η Άννα Παππά.", "Θα ξαναχτίσουμε τη γέφυρα", "Άννα Παππά"),
        ("zh", "外交部发言人王小明说：“我们将重建这座桥梁。”", "我们将重建这座桥梁。", "王小明"),
        ("ja", "田中花子市長は「橋をもう一度建て直します」と述べた。", "橋をもう一度建て直します", "田中花子"),
        ("ko", '김민수 장관은 "우리는 다리를 다시 지을 것입니다"라고 말했다.', "우리는 다리를 다시 지을 것입니다", "김민수"),
        ("ar", 'وقال المتحدث: "سنعيد بناء الجسر قريبا".', "سنعيد بناء الجسر قريبا", None),
    ],
)  # fmt: skip
def test_a_quotation_is_found_with_who_said_it(language, text, said, speaker):
    found = quotes.find_quotes(index_text(text, language))
    assert [(text[one.start : one.end], one.speaker) for one in found] == [(said, speaker)]


def test_a_word_in_an_odd_sense_is_no_quotation():
    assert quotes.find_quotes(index_text("The so-called “iron lady” of the town left.", "en")) == []


def test_speakers_are_the_people_of_the_entities_where_these_have_any():
    text = "The bridge is safe, said the ferryman Anna Holm. \u201cWe close it on Monday,\u201d said Holm."
    start = text.rindex("Holm")
    reading = index_text(text, "en")

    [quote] = quotes.find_quotes(reading, [Person(start, start + 4, "Anna B. Holm")])

    assert quote.speaker == "Anna B. Holm"
    assert quotes.find_quotes(reading)[0].speaker == "Anna Holm"


def test_enrich_gives_quotations_to_the_people_it_finds():
    text = (
        "\u201cWe will go on,\u201d said President OLENA KOVALENKO in Berlin on Monday. \u201cIt is all there is.\u201d"
    )

    [found] = enrich([Document(text=text)])

    assert [one.name for one in found.entities if one.kind == "person"] == ["OLENA KOVALENKO"]
    assert found.quotes[0].speaker == "OLENA KOVALENKO"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It paid $2.5 billion and 5 million euros.", [("money", 2.5e9, "USD"), ("money", 5e6, "EUR")]),
        ("en", "It grew 3.4% and 12 per cent.", [("percentage", 3.4, None), ("percentage", 12, None)]),
        ("en", "On the bridge 1,234 people met.", [("count", 1234, "people")]),
        ("en", "It cost Rs 20 lakh.", [("money", 2e6, "INR")]),
        ("de", "Es kostet €3,5 Mio. oder 2,5 Milliarden Euro.", [("money", 3.5e6, "EUR"), ("money", 2.5e9, "EUR")]),
        ("fr", "Il coûte 20 000 dollars, soit 3,4 % de plus.", [("money", 20000, "USD"), ("percentage", 3.4, None)]),
        ("es", "Pagó 2.500 millones de euros.", [("money", 2.5e9, "EUR")]),
        ("it", "Ha pagato 2,5 miliardi di euro.", [("money", 2.5e9, "EUR")]),
        ("pt", "Pagou R$ 2,5 bilhões.", [("money", 2.5e9, "BRL")]),
        ("ru", "Она заплатила 2,5 млрд рублей; погибли 34 человека.", [("money", 2.5e9, "RUB"), ("count", 34, "человека")]),
        ("uk", "Вона заплатила 2,5 млрд гривень.", [("money", 2.5e9, "UAH")]),
        ("pl", "Zapłaciła 2,5 mld złotych.", [("money", 2.5e9, "PLN")]),
        ("nl", "Er stierven in het dorp 34 mensen.", [("count", 34, "mensen")]),
        ("sv", "Det kostade 2,5 miljarder kronor.", [("money", 2.5e9, "SEK")]),
        ("tr", "Fiyat yüzde 3,4 arttı.", [("percentage", 3.4, None)]),
        ("zh", "增长3.4%；34人死亡。10万元", [("percentage", 3.4, None), ("count", 34, "人"), ("money", 1e5, "CNY")]),
        ("ja", "値段は10 万円。", [("money", 1e5, "JPY")]),
        ("ko", "값은 25억 달러다.", [("money", 2.5e9, "USD")]),
        ("ar", "قتل هناك ٣٤ شخصا", [("count", 34, "شخصا")]),
        ("hi", "उसने 20 करोड़ रुपये दिए।", [("money", 2e8, "INR")]),
        ("en", "Call 555-1234 at 10:30 am on May 14; they won 3-2 by Article 5.", []),
    ],
)  # fmt: skip
def test_figures_are_written_out(language, text, expected):
    reading = index_text(text, language, published="2022-11-27")
    taken = [(one.start, one.end) for one in dates.find_dates(reading)]
    assert [(one.kind, one.value, one.unit) for one in figures.find_figures(reading, taken)] == expected


@pytest.mark.parametrize("number", ["9" * 400, "1" + ",111" * 200, "1" + ",111" * 200 + ".5", "0." + "1" * 400])
def test_a_number_with_more_digits_than_a_float_holds_is_no_figure(number):
    assert (
        figures.find_figures(index_text(f"Rose by {number}% and $ {number} trillion trillion in all.", "en"), []) == []
    )


@pytest.mark.parametrize(
    ("language", "text", "place", "country", "date"),
    [
        ("en", "ORENBURG, Nov 28 (Reuters) — The leaders met.", "Orenburg", "RU", "2022-11-28"),
        ("en", "PARIS (AFP) - The bridge was closed.", "Paris", "FR", None),
        ("en", "DALLAS, Texas — The bridge was closed.", "Dallas", "US", None),
        ("de", "Berlin (dpa) - Die Brücke ist zu.", "Berlin", "DE", None),
        ("fr", "PARIS, 28 novembre (Reuters) - Le pont est fermé.", "Paris", "FR", "2022-11-28"),
        ("ru", "МОСКВА, 28 ноя - РИА Новости. Мост закрыт.", "Москва", "RU", "2022-11-28"),
        ("zh", "新华社北京11月28日电 这座桥已经关闭。", "北京", "CN", "2022-11-28"),
        ("ja", "【東京共同】橋は閉鎖された。", "東京", "JP", None),
        ("ko", "(서울=연합뉴스) 다리가 폐쇄되었다.", "서울", "KR", None),
        ("ar", "القاهرة (رويترز) - أغلق الجسر.", "القاهرة", "EG", None),
    ],
)
def test_a_dateline_is_read(language, text, place, country, date):
    reading = index_text(text, language, published="2022-11-29")
    found = dateline.find_dateline(reading, dates.find_dates(reading))
    assert found is not None
    assert (found.place, found.country, found.date) == (place, country, date)


@pytest.mark.parametrize(
    "text", ["BREAKING — The bridge was closed.", "Watch - The mayor speaks.", "Reuters: He said so."]
)
def test_what_only_looks_like_a_dateline_is_none(text):
    assert dateline.find_dateline(index_text(text, "en"), []) is None


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Mr. Lee met Dr. J. R. Smith in the U.S. Senate. He left at 3.5 km.", 2),
        ("de", "Am 3. März kam er z.B. aus Bonn. Dann ging er.", 2),
        ("ru", "Он родился в 1990 г. в Москве. Потом уехал.", 2),
        ("ja", "橋は閉鎖された。町は静かだ。", 2),
        ("hi", "पुल बंद है। शहर शांत है।", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(language, text, count):
    assert len(sentences(text, language)) == count


def test_a_story_is_told_by_its_focus_keywords_and_summary():
    found = enrich([SEED])[0]
    assert {one.code for one in found.focus} == {"RU", "AM"}
    assert {one.speaker for one in found.quotes} == {"Dmitry Peskov"}
    assert found.keywords[0].score == 1
    assert SEED.text[found.summary[0].start :].startswith("Reuters: Kremlin spokesman")


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.sampled_from('"“”«»—- \nAbс1.,$%:「」日٣é'), max_size=200),
    st.sampled_from(["en", "ja", "ru", "ar", "pl"]),
)
def test_no_text_breaks_a_finder_and_all_spans_lie_within_it(text, language):
    found = enrich([Document(text=text, declared_language=language, published="2022-11-27")])[0]
    for one in (*found.quotes, *found.figures, *found.summary):
        assert 0 <= one.start < one.end <= len(text)
