"""Dates in many languages, digits and calendars, told from the fetch time, and where on a page they are looked for."""

# ruff: noqa: RUF001  # letters of many languages
from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.parse import parse
from worker.parse.fields.dates.calendars import from_persian
from worker.parse.fields.dates.datelines import near_headline
from worker.parse.fields.dates.relative import find_relative
from worker.parse.fields.dates.times import find_times, parse_time, time_in_url
from worker.parse.tree.load import load
from worker.parse.tree.outline import read_outline

PROSE = "<p>The harbour bridge will close to all traffic in June so that engineers can replace the cables.</p>" * 3
FETCHED = "2024-03-05T14:20:00+02:00"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "٥ مارس ٢٠٢٤"), ("bg", "5 март 2024"), ("bn", "৫ মার্চ ২০২৪"), ("ca", "5 de març de 2024"),
        ("cs", "5. března 2024"), ("da", "5. marts 2024"), ("de", "5. März 2024"), ("el", "5 Μαρτίου 2024"),
        ("en", "March 5th, 2024"), ("es", "5 de marzo de 2024"), ("et", "5. märts 2024"), ("eu", "2024(e)ko martxoa 5"),
        ("fa", "۱۵ اسفند ۱۴۰۲"), ("fi", "5. maaliskuuta 2024"), ("fil", "Marso 5, 2024"), ("fr", "5 mars 2024"),
        ("he", "5 במרץ 2024"), ("hi", "५ मार्च २०२४"), ("hr", "5. ožujka 2024."), ("hu", "2024. március 5."),
        ("hy", "5 մարտի 2024"), ("id", "5 Maret 2024"), ("it", "5 marzo 2024"), ("ja", "２０２４年３月５日（火）"),
        ("ja", "令和6年3月5日"), ("ka", "5 მარტი 2024"), ("ko", "2024년 3월 5일"), ("lt", "2024 m. kovo 5 d."),
        ("lv", "2024. gada 5. martā"), ("ms", "5 Mac 2024"), ("nb", "5. mars 2024"), ("nl", "5 maart 2024"),
        ("pl", "5 marca 2024"), ("pt", "5 de março de 2024"), ("ro", "5 martie 2024"), ("ru", "5 марта 2024 г."),
        ("sk", "5. marca 2024"), ("sl", "5. marec 2024"), ("sr", "5. марта 2024"), ("sv", "5 mars 2024"),
        ("sw", "5 Machi 2024"), ("th", "5 มีนาคม 2567"), ("th", "๕ มี.ค. ๒๕๖๗"), ("tr", "5 Mart 2024"),
        ("uk", "5 березня 2024"), ("vi", "5 tháng 3, 2024"), ("zh", "2024年3月5日"), ("zh-TW", "民國113年3月5日"),
    ],
)  # fmt: skip
def test_dates_of_many_languages_are_read(language, text):
    assert parse_time(text, language=language).day == "2024-03-05"


@pytest.mark.parametrize(("language", "day"), [("pl", "2024-11-05"), ("cs", "2024-11-05"), ("hr", "2024-10-05")])
def test_a_name_of_two_months_goes_by_the_pages_language(language, day):
    assert parse_time("5. listopada 2024" if language != "cs" else "5. listopad 2024", language=language).day == day


def test_a_persian_leap_day_is_read_and_an_impossible_one_is_not():
    assert from_persian(1403, 12, 30) == (2025, 3, 20)
    assert from_persian(1400, 1, 1) == (2021, 3, 21)
    assert parse_time("1402/13/15", language="fa") is None


def test_a_time_with_east_asian_signs_is_read_to_the_minute():
    assert parse_time("2024年3月5日 午後2時20分").value == "2024-03-05T14:20:00+00:00"


def test_babel_is_not_imported_before_a_month_is_met():
    # Given a fresh process
    code = "import sys, worker.parse; print('babel' in sys.modules)"
    # When parse is imported
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # our own
    # Then Babel is not
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "20 hours ago", "2024-03-04T00:00:00+00:00"),
        ("en", "3h ago", "2024-03-05T00:00:00+00:00"),
        ("en", "Yesterday", "2024-03-04T00:00:00+00:00"),
        ("en", "Published 5 minutes ago", "2024-03-05T14:15:00+02:00"),
        ("de", "vor 2 Tagen", "2024-03-03T00:00:00+00:00"),
        ("fr", "il y a 2 jours", "2024-03-03T00:00:00+00:00"),
        ("es", "hace 2 días", "2024-03-03T00:00:00+00:00"),
        ("ru", "2 дня назад", "2024-03-03T00:00:00+00:00"),
        ("pl", "5 dni temu", "2024-02-29T00:00:00+00:00"),
        ("ar", "قبل يومين", "2024-03-03T00:00:00+00:00"),
        ("ja", "3時間前", "2024-03-05T00:00:00+00:00"),
        ("zh-CN", "3小时前", "2024-03-05T00:00:00+00:00"),
        ("ko", "2일 전", "2024-03-03T00:00:00+00:00"),
        ("hi", "2 दिन पहले", "2024-03-03T00:00:00+00:00"),
        ("tr", "2 gün önce", "2024-03-03T00:00:00+00:00"),
    ],
)
def test_a_relative_time_is_told_from_the_fetch(language, text, value):
    assert find_relative(text, FETCHED, language).value == value


@pytest.mark.parametrize("text", ["5 min read", "3 comments", "in 2 days", "2 months ago", "", "a" * 80])
def test_what_tells_no_day_is_no_relative_time(text):
    assert find_relative(text, FETCHED, "en") is None


@pytest.mark.parametrize("fetched_at", [None, "", "yesterday"])
def test_without_a_fetch_time_relative_times_mean_nothing(fetched_at):
    assert find_relative("3 hours ago", fetched_at, "en") is None
    document = parse(f"<h1>Bridge closes</h1><p>2 days ago</p>{PROSE}".encode(), fetched_at=fetched_at)
    assert document.published is None


def test_a_relative_time_under_the_headline_dates_the_page():
    body = f'<html lang="de"><h1>Brücke gesperrt</h1><p>vor 2 Tagen</p>{PROSE}</html>'.encode()
    document = parse(body, fetched_at=FETCHED)
    assert (document.published, document.published_precision) == ("2024-03-03T00:00:00+00:00", "day")
    assert document.provenance["published"].origin == "text"


def test_a_date_printed_days_before_the_machines_is_believed():
    head = '<meta property="article:published_time" content="2024-03-05T10:00:00Z">'
    printed = parse(f"{head}<h1>Bridge closes</h1><p>1 February 2021</p>{PROSE}".encode())
    assert printed.published == "2021-02-01T00:00:00+00:00"
    updated = parse(f"{head}<h1>Bridge closes</h1><p>Updated: 1 February 2021</p>{PROSE}".encode())
    zoned = parse(f"{head}<h1>Bridge closes</h1><p>4 March 2024</p>{PROSE}".encode())
    assert updated.published == zoned.published == "2024-03-05T10:00:00+00:00"


def test_the_date_of_a_change_counts_only_where_there_is_no_other():
    both = f"<h1>Bridge closes</h1><p>Updated 6 March 2024</p><p>5 March 2024</p>{PROSE}"
    assert parse(both.encode()).published == "2024-03-05T00:00:00+00:00"
    one = f"<h1>Bridge closes</h1><p>Aktualisiert: 6 March 2024</p>{PROSE}"
    assert parse(one.encode()).published == "2024-03-06T00:00:00+00:00"


def test_a_date_far_from_the_headline_counts_if_all_agree():
    foot = "<p>5 March 2024</p>"
    far = "<p>Cable after cable was taken down and looked at by the engineers of the harbour.</p>" * 30
    assert parse(f"<h1>Bridge closes</h1>{far}{foot}".encode()).published == "2024-03-05T00:00:00+00:00"
    assert parse(f"<h1>Bridge closes</h1>{far}{foot}<p>6 March 2024</p>".encode()).published is None


def test_lines_are_those_near_the_headline_and_not_near_its_copy_in_breadcrumbs():
    crumbs = "<div>Home</div><div>Bridge closes in June</div>" + "<div>Menu</div>" * 30
    root, _ = load(f"<body>{crumbs}<h1>Bridge closes in June</h1><p>5 March 2024</p>{PROSE}</body>".encode())

    lines = near_headline(read_outline(root), "Bridge closes in June").lines

    assert "5 March 2024" in lines
    assert "Home" not in lines


def test_a_discussion_is_as_old_as_its_first_post():
    post = "<div><b>anna</b><p>Joined 1 May 2011</p><p>{}</p><p>Which cable is it?</p></div>"
    body = post.format("5 March 2024, 14:20") + post.format("6 March 2024, 10:00")
    document = parse(f"<h1>Cables</h1>{body}".encode(), url="https://forum.example.com/t/cables/12")
    assert document.published == "2024-03-05T14:20:00+00:00"


def test_a_month_in_words_in_the_address_is_read():
    assert time_in_url("https://example.com/2024/march/05/bridge").day == "2024-03-05"
    assert time_in_url("https://example.com/2024/smarch/05/bridge") is None


@pytest.mark.parametrize(("host", "day"), [("example.com", "2024-03-04"), ("example.co.uk", "2024-04-03")])
def test_english_pages_write_dates_as_their_country_does(host, day):
    body = f'<html lang="en"><h1>Bridge closes</h1><p>03/04/2024</p>{PROSE}</html>'.encode()
    assert parse(body, url=f"https://{host}/bridge").published[:10] == day


DECLARED = '<meta property="article:published_time" content="2024-03-05T10:00:00Z">'


@pytest.mark.parametrize(
    "line",
    [
        "<figure><img src=a.png><figcaption>The old bridge, 2 May 1998</figcaption></figure>",
        '<div class="img-caption">2 May 1998</div>',
        "<p>Member since 2 May 1998</p>",
        "<p>Geboren: 2. Mai 1998</p>",
        "<p>Inscrit le 2 mai 2018</p>",
        "<p>Received: 2 May 2023</p>",
        "<p>収稿 受付 2018年5月2日</p>",
        "<p>The bridge has been closed each night after 2 May 1998 for repairs</p>",
        "<p>Updated 2 February 2024</p>",
    ],
)
def test_a_date_of_something_else_is_not_believed_before_the_declared_one(line):
    document = parse(f"{DECLARED}<h1>Bridge closes</h1>{line}{PROSE}".encode())
    assert document.published == "2024-03-05T10:00:00+00:00"


@pytest.mark.parametrize(
    "line",
    [
        "1 February 2021",
        "Published on 1 February 2021 in the section on traffic and on building",
        "Piet Maier | 1 February 2021 | 5 comments",
        "By Anna Holm 1 February 2021",
        "Veröffentlicht: 01.02.2021",
        "Berlin, 1. Februar 2021",
    ],
)
def test_a_date_with_a_label_or_on_its_own_is_believed_before_the_declared_one(line):
    document = parse(f"{DECLARED}<h1>Bridge closes</h1><p>{line}</p>{PROSE}".encode())
    assert document.published == "2021-02-01T00:00:00+00:00"


def test_a_numeric_date_that_may_be_the_declared_one_is():
    head = '<meta property="article:published_time" content="2024-03-01T10:00:00Z">'
    document = parse(f'<html lang="en">{head}<h1>Bridge closes</h1><p>01/03/2024</p>{PROSE}</html>'.encode())
    assert document.published == "2024-03-01T10:00:00+00:00"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Updated on 6 April 2024 | Originally published on 1 February 2021"),
        ("en", "First published 1 February 2021, last updated 6 April 2024"),
        ("de", "Aktualisiert am 06.04.2024, veröffentlicht am 01.02.2021"),
        ("fr", "Publié le 1 février 2021 · Mis à jour le 6 avril 2024"),
        ("ja", "2021年2月1日 公開 2024年4月6日 更新"),
        ("ko", "입력 2021.02.01. 수정 2024.04.06."),
        ("es", "Actualizado: 6 de abril de 2024 – Publicado: 1 de febrero de 2021"),
        ("pl", "1 lutego 2021 (aktualizacja: 6 kwietnia 2024)"),
    ],
)
@pytest.mark.parametrize("url", [None, "https://example.com/2024/05/09/bridge"])
def test_a_line_with_two_dates_tells_when_the_page_was_published_and_when_changed(language, line, url):
    if url and language == "pl":
        pytest.skip("a date without a label is not believed before that of the address")
    document = parse(f'<html lang="{language}"><h1>Bridge closes</h1><p>{line}</p>{PROSE}</html>'.encode(), url=url)
    assert (document.published[:10], document.modified[:10]) == ("2021-02-01", "2024-04-06")
    assert document.provenance["published"].origin == document.provenance["modified"].origin == "text"


@pytest.mark.parametrize(
    ("line", "day"),
    [("1 February 2021", "2024-05-09"), ("01/02/2021 - 18:05", "2021-02-01"), ("Posted 1 February 2021", "2021-02-01")],
)
def test_a_printed_date_comes_before_that_of_the_address_if_it_has_a_label_or_a_time_of_day(line, day):
    body = f'<html lang="es"><h1>Bridge closes</h1><p>{line}</p>{PROSE}</html>'.encode()
    assert parse(body, url="https://example.com/2024/05/09/bridge").published[:10] == day


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("ko", "24.03.05", "2024-03-05"),
        ("ja", "24/03/05 14:20", "2024-03-05"),
        ("de", "05.03.24", "2024-03-05"),
        ("en", "24.05.31", "2024-05-31"),
        ("en", "03/05/24", "2024-03-05"),
        ("de", "Version 24.03.05 is out", None),
        ("de", "24.03.05 Error correction", None),
        ("de", "10.0.24.03.05", None),
        ("de", "45.03.99", None),
    ],
)
def test_a_year_of_two_digits_is_read_where_a_date_is_likely(language, line, day):
    document = parse(f'<html lang="{language}"><h1>Bridge closes</h1><p>{line}</p>{PROSE}</html>'.encode())
    assert (document.published and document.published[:10]) == day


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("BERLIN, 5 March 2024 - ", "2024-03-05"),
        ("(5. März 2024) ", "2024-03-05"),
        ("Pressemitteilung vom 5. März 2024 | ", "2024-03-05"),
        ("When the council met on 5 March 2024 it was told that ", None),
    ],
)
def test_the_date_with_which_the_text_opens_is_that_of_the_page(opening, day):
    document = parse(f"<h1>Bridge closes</h1><p>{opening}{PROSE[3:]}".encode())
    assert (document.published and document.published[:10]) == day


def test_a_labelled_date_far_from_the_headline_counts_before_those_of_teasers():
    far = "<p>Cable after cable was taken down and looked at by the engineers of the harbour.</p>" * 30
    foot = "<p>by Anna — posted 5 March 2024 06:00</p><p>6 March 2024</p><p>7 March 2024</p>"
    assert parse(f"<h1>Bridge closes</h1>{far}{foot}".encode()).published[:10] == "2024-03-05"


def test_the_day_of_joining_is_not_that_of_the_first_post():
    post = "<div><b>anna</b><p>Joined: 1 May 2011 4:12 pm</p><p>5 March 2024, 14:20</p><p>Which cable is it?</p></div>"
    document = parse(f"<h1>Cables</h1>{post}".encode(), url="https://forum.example.com/t/cables/12")
    assert document.published == "2024-03-05T14:20:00+00:00"


@given(st.text(max_size=80), st.sampled_from(["en", "ru", "ja", "xx", "ar-EG", "no", ""]))
def test_any_text_in_any_language_gives_possible_times(text, language):
    assert all(1990 <= int(moment.value[:4]) <= 2100 for moment, _, _ in find_times(text, language=language))
    found = find_relative(text, FETCHED, language)
    assert found is None or found.value < "2024-03-06"
