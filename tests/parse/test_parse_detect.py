"""Bytes that declare no charset, or a wrong one, are read as what they are."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import pytest

from worker.parse import parse
from worker.parse.text.charset import decode
from worker.parse.text.charset_detection import detect, text_sample

TEXTS = {
    "German": "Der Gemeinderat beschloß am Dienstag, die Brücke für zwei Jahre zu schließen. Künftig fährt eine Fähre.",
    "French": "Le conseil a décidé mardi que le pont sera fermé dès l’été. Les élèves prendront le bateau, ça coûtera peu.",
    "Spanish": "El señor alcalde explicó que el puente cerrará dos años. Los niños irán en barco por la mañana, según él.",
    "Portuguese": "A câmara decidiu que a ponte não será aberta até à primavera. As crianças irão de barco pela manhã.",
    "Danish": "Byrådet besluttede, at broen skal lukkes i to år. Børnene må sejle over åen om morgenen og gå hjem.",
    "Polish": "Rada miasta zdecydowała, że most zostanie zamknięty. Dzieci będą pływać łodzią, a później wrócą ścieżką.",
    "Czech": "Městská rada rozhodla, že most bude uzavřen. Děti budou přes řeku jezdit lodí, řekl starosta Jiří Dvořák.",
    "Hungarian": "A tanács úgy döntött, hogy a hidat lezárják. A gyerekek hajóval kelnek át, este gyalog térnek haza, őszig.",
    "Croatian": "Vijeće je odlučilo da će most biti zatvoren. Djeca će preko rijeke ići čamcem, žao im je što će čekati.",
    "Russian": "Городской совет решил, что мост будет закрыт. Дети будут переправляться через реку на лодке.",
    "Ukrainian": "Міська рада вирішила, що міст буде закрито. Діти їздитимуть через річку човном, а ввечері йтимуть пішки.",
    "Bulgarian": "Градският съвет реши, че мостът ще бъде затворен. Децата ще преминават реката с лодка, съобщи кметът.",
    "Greek": "Το δημοτικό συμβούλιο αποφάσισε ότι η γέφυρα θα κλείσει. Τα παιδιά θα περνούν το ποτάμι με βάρκα.",
    "Turkish": "Belediye meclisi köprünün kapatılmasına karar verdi. Çocuklar nehri tekneyle geçecek, ışıklar söndü.",
    "Hebrew": "מועצת העיר החליטה ביום שלישי שהגשר ייסגר לשנתיים. הילדים יחצו את הנהר בסירה ובערב יחזרו ברגל.",
    "Arabic": "قرر مجلس المدينة يوم الثلاثاء إغلاق الجسر لمدة عامين. سيعبر الأطفال النهر بالقارب ويعودون مساء.",
    "Latvian": "Pilsētas dome nolēma, ka tilts būs slēgts. Bērni pāri upei brauks ar laivu, cilvēki bija ļoti pārsteigti.",
    "Lithuanian": "Miesto taryba nusprendė, kad tiltas bus uždarytas. Vaikai per upę plauks laivu, žmonės šiek tiek nustebo.",
    "Thai": "สภาเทศบาลเมืองมีมติให้ปิดสะพานเป็นเวลาสองปี เด็กๆ จะข้ามแม่น้ำด้วยเรือ และเดินกลับบ้านในตอนเย็น",
    "Japanese": "市議会は火曜日、橋を二年間閉鎖することを決めた。子どもたちは朝に船で川を渡り、夕方には歩いて帰る。",
    "Chinese": "市议会星期二决定将大桥关闭两年。孩子们早上乘船过河，傍晚步行回家。市长说工程将于明年开始。",
    "Taiwanese": "市議會星期二決定將大橋關閉兩年。孩子們早上搭船過河，傍晚步行回家。市長說工程將於明年開始。",
    "Korean": "시의회는 화요일 다리를 폐쇄하기로 결정했다. 아이들은 아침에 배를 타고 강을 건너고 저녁에 돌아간다.",
}
CASES = [
    *((language, "cp1252", "windows-1252") for language in ("German", "French", "Spanish", "Portuguese", "Danish")),
    *((language, "cp1250", "windows-1250") for language in ("Polish", "Czech", "Hungarian", "Croatian")),
    *((language, "iso8859-2", "iso-8859-2") for language in ("Polish", "Czech", "Hungarian", "Croatian")),
    *((language, "cp1251", "windows-1251") for language in ("Russian", "Ukrainian", "Bulgarian")),
    *(
        ("Russian", codec, name)
        for codec, name in (("koi8-r", "koi8-r"), ("iso8859-5", "iso-8859-5"), ("cp866", "ibm866"))
    ),
    ("Ukrainian", "koi8-u", "koi8-u"),
    ("Greek", "cp1253", "windows-1253"),
    ("Greek", "iso8859-7", "iso-8859-7"),
    ("Turkish", "cp1254", "windows-1254"),
    ("Hebrew", "cp1255", "windows-1255"),
    ("Arabic", "cp1256", "windows-1256"),
    ("Arabic", "iso8859-6", "iso-8859-6"),
    ("Latvian", "cp1257", "windows-1257"),
    ("Lithuanian", "cp1257", "windows-1257"),
    ("Thai", "cp874", "windows-874"),
    ("Japanese", "cp932", "shift_jis"),
    ("Japanese", "euc_jp", "euc-jp"),
    ("Japanese", "iso2022_jp", "iso-2022-jp"),
    ("Chinese", "gb18030", "gbk"),
    ("Taiwanese", "big5", "big5"),
    ("Korean", "cp949", "euc-kr"),
]


def page(text: str, meta: str = "") -> str:
    return f"<html><head>{meta}<title>x</title><style>p {{ margin: 0 }}</style></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(("language", "codec", "name"), CASES)
def test_a_page_that_declares_nothing_is_read_as_what_it_is(language, codec, name):
    text = TEXTS[language]
    document = parse(page(text).encode(codec), content_type="text/html")
    # Sets that hold the text at the same places are one as far as the text goes.
    assert document.text == text
    assert document.charset == name or text.encode(codec) == text.encode(document.charset.replace("windows-", "cp"))
    assert "charset.overridden" not in document.flags


@pytest.mark.parametrize(("language", "codec", "name"), [case for case in CASES if case[1] != "iso2022_jp"])
def test_a_page_that_says_utf_8_and_is_not_is_read_as_what_it_is(language, codec, name):
    text = TEXTS[language]
    document = parse(page(text, '<meta charset="utf-8">').encode(codec))
    assert document.text == text
    assert "charset.overridden" in document.flags


@pytest.mark.parametrize(
    "case", [case for case in CASES if case[0] in {"Russian", "Greek", "Japanese", "Chinese", "Arabic"}]
)
def test_a_server_that_says_latin_1_of_everything_is_not_believed(case):
    language, codec, _ = case
    if codec == "iso2022_jp":
        return
    document = parse(page(TEXTS[language]).encode(codec), content_type="text/html; charset=ISO-8859-1")
    assert document.text == TEXTS[language]
    assert "charset.overridden" in document.flags


def test_a_charset_whose_rules_the_bytes_break_is_not_believed():
    document = parse(page(TEXTS["Russian"], '<meta charset="shift_jis">').encode("cp1251"))
    assert document.text == TEXTS["Russian"]
    assert "charset.overridden" in document.flags


def test_latin_text_in_latin_1_is_believed():
    for language in ("German", "French", "Spanish", "Portuguese", "Danish"):
        found = decode(page(TEXTS[language]).encode("cp1252"), content_type="text/html; charset=iso-8859-1")
        assert (found.charset, found.flags) == ("windows-1252", ())


def test_a_few_words_will_do():
    assert detect("Grüße aus Köln".encode("cp1252")) in {"windows-1252", "windows-1254"}
    assert detect("Привет всем".encode("cp1251")) == "windows-1251"
    assert detect("東京の天気は明日どうなりますか。".encode("euc_jp")) == "euc-jp"
    assert detect("Καλημέρα σε όλους".encode("cp1253")) in {"windows-1253", "iso-8859-7"}


def test_markup_is_not_judged():
    body = b"<style>" + b"p { margin: 0 } " * 10_000 + b"</style><p>" + "Привет всем".encode("cp1251") + b"</p>"
    assert text_sample(body) == "Привет всем".encode("cp1251")


@pytest.mark.parametrize("language", ["Japanese", "Chinese", "Korean", "Russian", "Arabic", "Greek"])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("content_type", ["text/html", "text/plain"])
def test_utf_16_without_a_mark_is_read_in_scripts_without_zero_bytes(language, codec, content_type):
    text = TEXTS[language]
    body = f"<p>{text}</p>\n<p>{text}</p>" if content_type == "text/html" else f"{text} {text}\n{text}"
    document = parse(body.encode(codec), content_type=content_type)
    assert text in document.text
    assert document.charset == codec.replace("16-", "16")
