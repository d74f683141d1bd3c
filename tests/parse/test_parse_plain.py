"""Plain-text pages: text with leftovers of the page that it was taken from."""

# ruff: noqa: RUF001  # signs as Chinese has them
from __future__ import annotations

from pathlib import Path

import pytest

from worker.parse import parse
from worker.parse.plain.lines import LineKind, read_line

SEED = Path(__file__).parents[2] / "seeds" / "000_67485c1e44df5833.txt"

BRIDGE = """Home > News > World
Example Times
Harbour bridge to close for two years as city repairs its cables
By Anna Holm and Piet de Vries
5 March 2024, 14:20
Share this
3 min read
The harbour bridge will close to all traffic in June so that engineers can replace the cables, the city said on Tuesday.
Photo: Jan Kask/Example Pictures
Ferries will run every ten minutes, and a temporary footbridge opens in May.
What happens next
"We looked at every way to keep one lane open," said the city's engineer. "There was none."
Read more: The ten oldest bridges of the coast
Works are to cost 210 million and to end in the summer of 2026.
*
Related stories
Ferry fares to rise in spring
2 March 2024
Museum reopens after the flood
28 February 2024
Sign up for our daily newsletter to get the best stories every morning.
12 Comments
Leave a review
"""

TEASERS = """Olive growers count their losses after the driest spring in decades
Growers in the south say that half of this year's olives have fallen before they could ripen.
The government promised help on Monday, but gave neither a sum nor a date for it.
Prices in shops have risen by a third since the winter, and are likely to rise further.
•
A ferry with ninety people on board ran aground near the harbour on Sunday, and nobody was hurt.
•
The national library has put a million old photographs on its site, free for all to use.
•
Two mountaineers were found alive after five nights on the ridge, the rescue service said.
"""

GERMAN = """Startseite
Politik
Stadtrat beschließt neue Radwege bis 2027
Von Petra Lindner
12. März 2024, 09:15 Uhr
Die Stadt baut bis 2027 vierzig Kilometer Radwege. Das hat der Rat am Dienstag mit großer Mehrheit beschlossen.
Kritik kam von den Händlern, die den Wegfall von Parkplätzen fürchten.
Lesen Sie auch: Warum die Brücke gesperrt bleibt
Der erste Abschnitt soll schon im Herbst fertig sein.
Mehr zum Thema
Fahrradstraße wird verlängert
10.03.2024
Kommentare (14)
"""

CHINESE = """首页 > 新闻
市政府宣布新的地铁线路将于明年开通
2024年3月5日 14:20
市政府周二宣布，新的地铁线路将于明年六月开通，全长四十公里，共设二十八个车站，预计每天运送五十万名乘客。
官员表示，这条线路将大大缩短从机场到市中心的时间，乘客只需三十分钟即可到达。
-
相关新闻
公交票价下月上调
2024年3月1日
"""

WRAPPED = """Subject line of the matter at hand

The first paragraph of this text was wrapped at a fixed width by the
program that wrote it, as programs did for many years, and so each of
its lines ends in the middle of a sentence.

The second paragraph is just the same, only that it says something a
little different, namely that nothing is lost when lines are joined.
"""

SCENES = """The lighthouse keeper's last winter

Nobody had told him that the light would be turned off that year, and so he climbed the stairs as always.
The lamp was heavy and the oil was cold, and it took him longer than it had the winter before.

***

In the town they spoke of it as a thing long settled, and nobody thought to send a letter to him.
When the ship came in May, he was still climbing the stairs every night, as he had always done.
"""

GARDEN = """How to prepare your garden for the winter frost
Gardens need care before the first frost, and a few hours of work in October save many in spring.
Here is what to do:
- Cut back the roses
- Cover the beds with leaves
Do not forget the tools, which should be cleaned and oiled before they are put away.
Related articles
- When to plant your tulips
- 12 October 2023
"""


def plain(text):
    return parse(text.encode(), content_type="text/plain; charset=utf-8")


def test_the_seed_page_gives_its_article_and_none_of_its_leftovers():
    document = parse(SEED.read_bytes())
    assert document.title == "Kremlin defends Russian-led security alliance after Armenia criticism"
    assert document.text.startswith("Reuters: Kremlin spokesman")
    assert document.text.endswith("as the conflict in Ukraine drags into its 10th month.")
    for leftover in ("Damascus", "Biden", "Syria", "Israel", "Leave a review", "Party system", "November", "\n-"):
        assert leftover not in document.text
    assert len(document.blocks) == 7
    assert document.authors == []
    assert document.published == "2022-11-27T15:36:00+00:00"
    assert document.published_precision == "second"
    assert document.provenance["published"].origin == "text"
    assert "published.zone_assumed" in document.flags
    assert "text.leftovers_removed" in document.flags


def test_headline_byline_date_and_text_are_told_from_what_is_around():
    document = plain(BRIDGE)
    assert document.title == "Harbour bridge to close for two years as city repairs its cables"
    assert document.authors == ["Anna Holm", "Piet de Vries"]
    assert document.published == "2024-03-05T14:20:00+00:00"
    lines = document.text.splitlines()
    assert lines[0].startswith("The harbour bridge will close")
    assert lines[1] == "Ferries will run every ten minutes, and a temporary footbridge opens in May."
    assert lines[2] == "What happens next"
    assert lines[3].startswith('"We looked at every way')
    assert lines[4] == "Works are to cost 210 million and to end in the summer of 2026."
    assert [block.kind for block in document.blocks] == ["paragraph", "paragraph", "heading", "paragraph", "paragraph"]


def test_single_paragraphs_between_lone_bullets_are_teasers():
    document = plain(TEASERS)
    assert document.title == "Olive growers count their losses after the driest spring in decades"
    assert document.text.startswith("Growers in the south")
    assert document.text.endswith("likely to rise further.")


def test_other_languages_than_english_work():
    document = plain(GERMAN)
    assert document.title == "Stadtrat beschließt neue Radwege bis 2027"
    assert document.authors == ["Petra Lindner"]
    assert document.published == "2024-03-12T09:15:00+00:00"
    assert document.text.startswith("Die Stadt baut")
    assert document.text.endswith("im Herbst fertig sein.")
    assert "Lesen Sie" not in document.text


def test_scripts_that_part_no_words_work():
    document = plain(CHINESE)
    assert document.title == "市政府宣布新的地铁线路将于明年开通"
    assert document.published == "2024-03-05T14:20:00+00:00"
    assert len(document.blocks) == 2
    assert "公交票价" not in document.text


def test_lines_broken_at_a_fixed_width_are_joined():
    document = plain(WRAPPED)
    assert document.title == "Subject line of the matter at hand"
    assert len(document.blocks) == 2
    assert "wrapped at a fixed width by the program that wrote it" in document.text


def test_a_rule_between_scenes_ends_no_story():
    document = plain(SCENES)
    assert document.title == "The lighthouse keeper's last winter"
    assert len(document.blocks) == 4


def test_a_list_inside_the_text_stays_and_one_behind_it_goes():
    document = plain(GARDEN)
    assert [block.kind for block in document.blocks] == [
        "paragraph",
        "paragraph",
        "list_item",
        "list_item",
        "paragraph",
    ]
    assert "tulips" not in document.text


def test_the_date_of_a_related_headline_is_not_the_articles():
    assert plain(GARDEN).published is None


def test_a_date_that_the_text_mentions_is_not_the_articles():
    document = plain(
        "It all began in a small town on 5 March 1998, when nobody expected it.\nThen it went on for years.\n"
    )
    assert document.published is None


def test_text_without_a_headline_gets_none():
    document = plain(
        "The text begins at once with a long sentence that goes on for a while.\nAnd then a second one follows.\n"
    )
    assert document.title is None
    assert len(document.blocks) == 2


def test_a_page_of_short_lines_keeps_them_all_and_says_so():
    document = plain("Ten things to pack\n- a tent\n- a rope\n- a lamp\n")
    assert document.title == "Ten things to pack"
    assert document.text == "a tent\na rope\na lamp"
    assert "text.unseparated" in document.flags


def test_a_date_with_a_zone_keeps_it_and_needs_no_flag():
    document = plain(
        "Council approves plan\nMarch 5, 2024 2:30 PM EST\nThe council voted on Monday night to build a library.\n"
    )
    assert document.published == "2024-03-05T14:30:00-05:00"
    assert "published.zone_assumed" not in document.flags


@pytest.mark.parametrize("content_type", [None, "text/html", "text/plain"])
def test_text_is_told_from_html_by_what_it_looks_like(content_type):
    document = parse(BRIDGE.encode(), content_type=content_type)
    assert document.title.startswith("Harbour bridge")
    page = "<!doctype html><html><body><p>Some text in a page, with a word or two.</p></body></html>"
    assert parse(page.encode(), content_type=content_type).text == "Some text in a page, with a word or two."


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch",
        "Articles similaires",
        "Artículos relacionados",
        "Articoli correlati",
        "Artigos relacionados",
        "Meer over dit onderwerp",
        "Läs mer om bron",
        "Lue myös",
        "Zobacz także",
        "Čtěte také",
        "Kapcsolódó cikkek",
        "Citește și",
        "İlgili haberler",
        "Διαβάστε επίσης",
        "Читайте также",
        "Читайте також",
        "اقرأ أيضا",
        "بیشتر بخوانید",
        "קראו גם",
        "関連記事",
        "相关阅读",
        "관련 기사",
        "12 Kommentare",
        "12 commentaires",
        "12 yorum",
        "12 комментариев",
        "12 تعليقات",
        "12件のコメント",
        "12 条评论",
        "댓글 12",
    ],
)
def test_what_sites_print_around_a_text_is_noise_in_any_language(line):
    assert read_line(line).kind is LineKind.NOISE


@pytest.mark.parametrize(
    "line",
    [
        "3 hours ago",
        "vor 3 Stunden",
        "il y a 3 heures",
        "hace 3 horas",
        "há 3 horas",
        "3 ore fa",
        "3 uur geleden",
        "för 3 timmar sedan",
        "3 tuntia sitten",
        "3 godziny temu",
        "před 3 hodinami",
        "3 saat önce",
        "πριν από 3 ώρες",
        "3 часа назад",
        "منذ 3 ساعات",
        "לפני 3 שעות",
        "3時間前",
        "3 小时前",
        "3시간 전",
        "3 giờ trước",
    ],
)
def test_a_time_that_has_passed_is_a_date_in_any_language(line):
    assert read_line(line).kind is LineKind.DATE


@pytest.mark.parametrize(
    "line",
    [
        "Was die Brücke kostet",
        "Les enfants de la rivière",
        "Un puente para todos",
        "Дорога через реку",
        "橋の上の子どもたち",
        "桥上的孩子们",
        "다리 위의 아이들",
        "الطريق إلى النهر",
    ],
)
def test_a_heading_is_no_noise_in_any_language(line):
    assert read_line(line).kind is LineKind.FRAGMENT


def test_controls_are_in_no_field_of_a_plain_text_page():
    document = plain(
        "A headline of\x00 some\x07 words\nThe text begins with a sentence that goes on for a while.\nSo it does.\n"
    )
    assert document.title == "A headline of some words"
