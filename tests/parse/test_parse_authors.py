"""Authors: people in the order of the page, and agencies apart from them."""

# ruff: noqa: RUF001  # letters of many languages
from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.parse import parse
from worker.parse.fields.authors.agencies import agency_of
from worker.parse.fields.authors.names import clean_name, names_in_byline, names_in_line, person_names

PROSE = "<p>The harbour bridge will close to all traffic in June so that engineers can replace the cables.</p>" * 3
URL = "https://www.example.com/news/2024/03/05/bridge-closes-for-repairs-in-june"


def page(head="", body="", url=URL, **json_ld):
    script = f'<script type="application/ld+json">{json.dumps(json_ld)}</script>' if json_ld else ""
    html = f"<html><head>{head}{script}</head><body><h1>Bridge closes</h1>{body}{PROSE}</body></html>"
    return parse(html.encode(), url=url)


@pytest.mark.parametrize(
    ("inside", "names"),
    [
        ("By <a>Anna Holm</a>, <a>Piet de Vries</a> and <a>Li Wei</a>", ["Anna Holm", "Piet de Vries", "Li Wei"]),
        ("<b>Anna Holm</b><span>Head of Ferries</span><span>Example City</span>", ["Anna Holm"]),
        ("<span>By</span><a>anna</a><time>5 March 2024</time>", ["anna"]),
        ("Anna Holm, CPA", ["Anna Holm"]),
        ("Anna Holm, Senior Engineer, Example Lines", ["Anna Holm"]),
        ("Log in or sign up!", []),
    ],
)
def test_a_byline_is_read_element_by_element(inside, names):
    assert page(body=f'<div class="byline">{inside}</div>').authors == names


@pytest.mark.parametrize(
    "mark",
    ['<a rel="author" href=/x>', '<span itemprop="author">', "<span itemprop='author'>", "<span itemprop=author>"],
)
def test_an_author_is_found_by_an_attribute_alone(mark):
    found = page(body=f"<div>{mark}Anna Holm</{mark[1:].split()[0]}></div>")
    assert found.authors == ["Anna Holm"]
    assert found.provenance["authors"].origin == "markup"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Anna Holm", ["Anna Holm"]),
        ("Von Petra Lindner und Jan Maier", ["Petra Lindner", "Jan Maier"]),
        ("Por Ana Gómez", ["Ana Gómez"]),
        ("Par Jeanne d'Arcy", ["Jeanne d'Arcy"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("بقلم: ليلى حسن", ["ليلى حسن"]),
        ("文：山田太郎", []),
        ("作者：李明", ["李明"]),
        ("Oleh Budi Santoso", ["Budi Santoso"]),
        ("Yazar: Ayşe Kaya", ["Ayşe Kaya"]),
        ("By the river it was quiet", []),
        ("The bridge was built by Anna Holm", []),
    ],
)
def test_a_line_is_a_byline_by_its_first_words(line, names):
    assert names_in_line(line) == names


def test_a_byline_that_is_plain_text_under_the_headline_is_found():
    document = page(body="<p>by Anna Holm, 5 March 2024</p>")
    assert (document.authors, document.provenance["authors"].origin) == (["Anna Holm"], "text")


@pytest.mark.parametrize(("name", "kept"), [("山田太郎記者", "山田太郎"), ("홍길동 기자", "홍길동"), ("李明", "李明")])
def test_the_post_behind_a_name_in_east_asian_scripts_is_taken_off(name, kept):
    assert clean_name(name) == kept


@pytest.mark.parametrize(
    "text", ["Insights from", "undefined", "content: Anna", "We review cables", "team-of-the-day", "By"]
)
def test_what_is_no_name_is_left(text):
    assert person_names([text], strict=False) == []


def test_names_of_library_records_are_turned_round():
    head = '<meta name="citation_author" content="Holm, Anna B."><meta name="citation_author" content="Wei, Li">'
    assert page(head).authors == ["Anna B. Holm", "Li Wei"]


def test_a_comma_parts_two_people_where_no_initials_say_otherwise():
    assert page('<meta name="author" content="Anna Holm, Li Wei">').authors == ["Anna Holm", "Li Wei"]


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Reuters", "Reuters"),
        ("The Associated Press", "AP"),
        ("AFP, Manila", "AFP"),
        ("dpa", "dpa"),
        ("ТАСС", "TASS"),
        ("新华社", "Xinhua"),
        ("共同通信", "Kyodo"),
        ("Anna Holm, dpa", "dpa"),
        ("Anna Holm", None),
        ("Paula Tass", None),
    ],
)
def test_an_agency_is_known_by_its_spellings(text, agency):
    assert agency_of(text) == agency


def test_an_agency_is_no_author():
    people_too = {"@type": "NewsArticle", "author": [{"@type": "Person", "name": "dpa"}, {"name": "Anna Holm"}]}
    document = page(**people_too)
    assert (document.authors, document.agency) == (["Anna Holm"], "dpa")
    alone = page(body='<div class="byline">Von <span>AFP</span></div>')
    assert (alone.authors, alone.agency) == ([], "AFP")
    assert alone.provenance["agency"].origin == "markup"


def test_a_newsroom_stands_for_an_author_only_where_no_person_does():
    newsroom = {"@type": "Organization", "name": "Example Desk"}
    alone = page(**{"@type": "NewsArticle", "author": newsroom})
    assert alone.authors == ["Example Desk"]
    assert alone.provenance["authors"].confidence < 0.7
    beside = page('<meta name="author" content="Anna Holm">', **{"@type": "NewsArticle", "author": newsroom})
    assert beside.authors == ["Anna Holm"]


def test_the_site_of_one_person_may_bear_its_authors_name():
    head = '<meta property="og:site_name" content="Anna Holm"><meta name="author" content="Anna Holm">'
    document = page(head)
    assert document.authors == ["Anna Holm"]
    assert document.provenance["authors"].confidence > 0.7


def test_who_began_a_thread_is_its_author():
    post = (
        '<div class="post"><a class="username" href="/u/1">{}</a><p>Which cable for a bridge of this length?</p></div>'
    )
    document = page(body=post.format("anna_77") + post.format("piet"), url="https://forum.example.com/t/cables/12")
    assert document.authors == ["anna_77"]


def test_many_marked_authors_on_a_page_that_is_no_article_are_those_of_teasers():
    cards = "".join(
        f"<div><a rel=author>Anna Holm{number}</a></div>".replace("1", "a").replace("2", "b") for number in "12"
    )
    cards += (
        "<div><a rel=author>Piet Maier</a></div><div><a rel=author>Li Wei</a></div><div><a rel=author>Jo Ek</a></div>"
    )
    assert page(body=cards, url="https://www.example.com/all").authors == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("5 March 2024 by Anna Holm", ["Anna Holm"]),
        ("Posted on 5 March 2024 by Anna Holm and Li Wei", ["Anna Holm", "Li Wei"]),
        ("05.03.2024 13:30 von Olga", ["Olga"]),
        ("By Anna Holm March 5, 2024 5 min read", ["Anna Holm"]),
        ("Erstellt von Anna Holm am Dienstag, 5. März 2024", ["Anna Holm"]),
        ("Publié par Jeanne Moreau le 5 mars 2024", ["Jeanne Moreau"]),
        ("Ein Artikel von Anna Holm | 05.03.2024 - 12:45", ["Anna Holm"]),
        ("05.03.2024 | 13:10 Uhr | Anna Holm", ["Anna Holm"]),
        ("Anna Holm · 5 March 2024", ["Anna Holm"]),
        ("di Marco Rossi", ["Marco Rossi"]),
        ("Words: Anna Holm", ["Anna Holm"]),
        ("2024年03月05日 09:15 来源：港口日报 作者：李明", ["李明"]),
        ("記者 李明／高雄報導", ["李明"]),
        ("文／李明", ["李明"]),
        ("著者：山田太郎", ["山田太郎"]),
        ("Anna Holm, Example News", ["Anna Holm"]),
        ("Politics | 5 March 2024", []),
        ("5 March 2024 in Example City", []),
        ("5 March 2024 by the river", []),
        ("The bridge was built by Anna Holm on 5 March 1994", []),
        ("di corsa verso il ponte", []),
    ],
)
def test_a_byline_is_found_in_a_line_with_other_things(line, names):
    document = page('<meta property="og:site_name" content="Example News">', f"<p>{line}</p>")
    assert document.authors == names


def test_a_label_on_a_line_of_its_own_is_that_of_the_next():
    assert page(body="<p>Written by</p><p>Anna Holm</p>").authors == ["Anna Holm"]
    assert page(body="<p>Written by</p><p>Share this page</p>").authors == []


def test_the_name_of_a_section_beside_a_date_is_no_authors():
    assert page(body="<ul><li>Deep Water</li></ul><p>Deep Water | 5 March 2024</p>").authors == []


@pytest.mark.parametrize(
    "names", ["content-sidebar-wrap", "elementor-widget-container", "has-sidebar card", "latest footer-space", "h-card"]
)
def test_classes_around_the_headline_say_nothing_of_its_byline(names):
    byline = '<p><time datetime="2024-03-05">x</time> <a rel="author" href="/author/ah">Anna Holm</a></p>'
    body = f'<div class="{names}"><div><h1>Bridge closes</h1>{byline}{PROSE}</div></div>'
    found = parse(f"<html><body>{body}</body></html>".encode(), url="https://www.example.com/news/bridge")
    assert (found.authors, found.published and found.published[:10]) == (["Anna Holm"], "2024-03-05")


@pytest.mark.parametrize("names", ["sidebar", "widget recent", "card-deck", "comments", "latest-news"])
def test_authors_and_dates_beside_the_headlines_block_are_those_of_others(names):
    teaser = '<p><time datetime="2019-03-05">x</time> <a rel="author" href="/author/ah">Anna Holm</a></p>'
    body = f'<div><h1>Bridge closes</h1>{PROSE}</div><div class="{names}">{teaser}</div>'
    found = parse(f"<html><body>{body}</body></html>".encode(), url="https://www.example.com/news/bridge")
    assert (found.authors, found.published) == ([], None)


def test_of_links_to_authors_those_nearest_to_the_headline_count():
    menu = '<ul class="list"><li><a href="/authors/kay-roth">Kay Roth</a></li><li><a href="/authors/bo-ek">Bo Ek</a></li></ul>'
    links = '<a href="/authors/anna-holm">Anna Holm</a> and <a href="/authors/li-wei">Li Wei</a>'
    body = f"{menu}<main><article><h1>Bridge closes</h1><div>{links}</div>{PROSE}</article></main>"
    found = parse(f"<html><body>{body}</body></html>".encode(), url=URL)
    assert found.authors == ["Anna Holm", "Li Wei"]


@pytest.mark.parametrize(
    "text",
    [
        "View more posts",
        "Link kopieren",
        "Frankfurt/Germany",
        "About the author",
        "No Author",
        "Show all articles by",
        "vom",
    ],
)
def test_a_button_or_a_place_is_no_author(text):
    assert page(body=f'<div class="author">{text}</div>').authors == []


@pytest.mark.parametrize("name", ["Example Broadcasting Corporation", "Verband der Häfen", "Stiftung Brücke"])
def test_a_person_in_a_byline_comes_before_an_organization_in_a_meta_element(name):
    head = f'<meta name="author" content="{name}">'
    assert page(head, "<p>By Anna Holm</p>").authors == ["Anna Holm"]
    assert page(head).authors == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Holm ❤️", ["Anna Holm"]),
        ("🌊 Anna Holm 🌊", ["Anna Holm"]),
        ("Interview: Anna Holm", ["Anna Holm"]),
        ("Anna Holm, Sponsored", ["Anna Holm"]),
        ("annaholm)", []),
    ],
)
def test_decoration_and_labels_are_taken_off_a_name(text, names):
    assert person_names([text], strict=False) == names


def test_the_sites_name_before_the_authors_is_taken_off():
    assert person_names(["Example News - Anna Holm"], site_names=["Example News"]) == ["Anna Holm"]
    assert person_names(["Anna Holm - Head of Ferries"], site_names=["Example News"]) == ["Anna Holm"]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_parts_of_a_byline_give_clean_names(parts):
    assert all(name == name.strip() and len(name) > 1 for name in names_in_byline(parts))


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        ('<meta name="author" content="Bay Diary">', "<p>By Anna Holm</p>", ["Anna Holm"]),
        ('<meta name="author" content="Bay Diary">', '<a rel="author" href="/a/1">Anna Holm</a>', ["Anna Holm"]),
        ('<meta name="author" content="baydiary">', "<p>Von Anna Holm</p>", ["Anna Holm"]),
        ('<meta name="author" content="aholm_77">', "<p>By Anna Holm</p>", ["Anna Holm"]),
        ('<meta name="author" content="Bay Diary">', "<p>Open the harbour map</p>", ["Bay Diary"]),
        ('<meta name="author" content="aholm_77">', "<p>Open the harbour map</p>", ["aholm_77"]),
        ('<meta name="author" content="Jan Beck">', "<p>By Anna Holm</p>", ["Jan Beck"]),
    ],
)
def test_the_site_and_accounts_give_way_to_the_people_whom_readers_see(head, body, authors):
    site = '<meta property="og:site_name" content="Bay Diary">'
    document = page(site + head, body=f"<h1>The bridge</h1>{body}", **{"@type": "NewsArticle"})
    assert document.authors == authors


def test_a_byline_at_the_end_comes_before_the_organization_unless_there_are_others():
    newsroom = {"@type": "Organization", "name": "Example Desk"}
    text = "<p>The bridge has a span of two miles, and trains will use it from next summer on.</p>" * 16
    article = {"@type": "NewsArticle", "author": newsroom}
    ends = page(body=f"<h1>The bridge</h1>{text}<p><em>Von <b>Anna Holm</b></em></p>", **article)
    assert ends.authors == ["Anna Holm"]
    teasers = "<p>Von Anna Holm</p><p>The ferry stops</p><p>Von Jan Beck</p>"
    assert page(body=f"<h1>The bridge</h1>{text}{teasers}", **article).authors == ["Example Desk"]
    noun = "<p>Text Generation</p>"
    assert page(body=f"<h1>The bridge</h1>{text}{noun}", **article).authors == ["Example Desk"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Holm im Gespräch mit Jan Beck", ["Anna Holm", "Jan Beck"]),
        ("Example-Reporterin Anna Holm", ["Anna Holm"]),
        ("Rose-Marie Holm", ["Rose-Marie Holm"]),
        ("Yong Holm, Coast Agriculture and Forestry University (Norway)", ["Yong Holm"]),
        ("Coast Agriculture and Forestry University", []),
        ("Example Verlag GmbH, Hamburg, Germany", []),
        ("Landesanstalt für Wald und Wasser", []),
        ("content: Example, design: Jan Beck, code: Anna Holm", []),
    ],
)
def test_bodies_and_jobs_are_no_part_of_names(text, names):
    assert person_names([text], strict=False) == names


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("ByAnna Holm", ["Anna Holm"]),
        ("Byte sizes grow", []),
        ("BYD builds ferries", []),
        ("Redaktion: Anna Holm (Press officer)", ["Anna Holm"]),
        ("by Ferry Team", ["Ferry Team"]),
        ("By noon the ferry team had left", []),
    ],
)
def test_lines_under_the_headline_that_are_bylines(line, authors):
    document = page(body=f"<h1>The bridge</h1><p>{line}</p><p>It is open.</p>", **{"@type": "NewsArticle"})
    assert document.authors == authors


def test_a_labelled_byline_in_the_footer_of_an_article_counts():
    row = '<div class="footer-row"><div class="byline">{}</div></div>'
    article = {"@type": "NewsArticle"}
    assert page(body=f"<h1>The bridge</h1>{row.format('erstellt von Anna')}", **article).authors == ["Anna"]
    assert page(body=f"<h1>The bridge</h1>{row.format('Harbour Maps')}", **article).authors == []


@pytest.mark.parametrize(
    ("site", "authors"),
    [
        ("Anna Holm's blog", ["Anna Holm"]),
        ("Anna Holm’s Website", ["Anna Holm"]),
        ("Blog von Anna Holm", ["Anna Holm"]),
        ("Dr. Anna Holm", ["Anna Holm"]),
        ("Harbour Lines", []),
        ("The sailor's blog", []),
        ("Blog of the harbour", []),
        ("Example Hotels's site", []),
    ],
)
def test_the_owner_whom_the_name_of_a_site_names_is_its_author(site, authors):
    head = f'<meta property="og:site_name" content="{site}">'
    assert page(head, **{"@type": "BlogPosting"}).authors == authors
    beside = page(head + '<meta name="author" content="Jan Beck">', **{"@type": "BlogPosting"})
    assert beside.authors == ["Jan Beck"]


@pytest.mark.parametrize(
    "post",
    [
        '<article><div class="PostUser"><h3 class="PostUser-name">rope_7</h3></div><div class="Post-body">{}</div></article>',
        '<div class="post"><div class="postleft"><dl><dt><strong>rope_7</strong></dt><dd>Member</dd></dl></div>{}</div>',
    ],
)
def test_more_software_of_forums_names_who_began_a_thread(post):
    text = "<p>Which cable holds a bridge of this length?</p>"
    document = page(body=post.format(text) * 2, url="https://forum.example.com/t/cables/12")
    assert document.authors == ["rope_7"]
