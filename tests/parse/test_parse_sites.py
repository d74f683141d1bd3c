"""Corrections for named sites, applied to pages."""

from __future__ import annotations

import cssselect
import pytest
from article import LINES as ARTICLE
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from worker.parse import parse
from worker.parse.explained.explain import explain
from worker.parse.sites.file import parse_sites
from worker.parse.sites.selector import compile_selector

URL = "https://www.example.org/news/2024/06/bridge"
UNMATCHED = "site.selector_unmatched"
LINES = ARTICLE[:8]
COPY = "".join(f"<p>{line}</p>" for line in LINES)


def page(body, head=""):
    return f"""<html><head><title>Bridge closes | Example Times</title><meta property="og:site_name" content="Example Times">
    {head}</head><body><nav><a href=/>Home</a> <a href=/a>Arts</a></nav>{body}</body></html>""".encode()


def read(body, corrections, *, head="", url=URL, **fields):
    return parse(page(body, head), url=url, sites=parse_sites(f'["example.org"]\n{corrections}'), **fields)


def test_the_main_text_is_all_text_of_the_elements_that_are_named():
    notes = "<ul><li>Open daily</li></ul><p>Closed in May.</p><script>x()</script>"
    body = f"<article>{COPY}</article><div class=notes>{notes}</div>"

    found = read(body, 'main = ".notes"')

    assert found.text == "Open daily\nClosed in May."
    assert [block.kind for block in found.blocks] == ["list_item", "paragraph"]
    assert (found.provenance["text"].origin, found.provenance["text"].confidence) == ("site", 1.0)
    assert UNMATCHED not in found.flags


def test_without_a_correction_or_on_another_site_nothing_changes():
    body = f"<article><h1>Bridge closes</h1>{COPY}</article><div class=notes><p>Closed in May.</p></div>"
    plain = parse(page(body), url="https://example.com/a")

    assert read(body, 'main = ".notes"', url="https://example.com/a") == plain
    assert read(body, 'main = ".notes"', url=None) == parse(page(body))
    assert parse(page(body), url="https://example.com/a", sites=parse_sites("")) == plain


def test_several_elements_inside_one_another_or_in_a_line_give_each_text_once():
    body = "<div class=t>One<div class=t>Two</div></div><p>Not this <span class=t>but this</span> and not that.</p>"

    assert read(body, 'main = ".t"').text == "One\nTwo\nbut this"


def test_rows_and_cells_of_a_table_can_be_the_main_text():
    body = "<table><tr><th>Day<th>Ferry</tr><tr class=t><td>Monday<td>North</tr><tr><td>Friday<td>South</tr></table>"

    assert read(body, 'main = "tr.t"').text == "Monday\tNorth"
    assert read(body, 'main = "td"').text.split() == ["Monday", "North", "Friday", "South"]


@pytest.mark.parametrize("selector", ["body", "html", ":root", "xpath:/html/body"])
def test_the_whole_page_can_be_the_main_text(selector):
    assert read("Loose <b>words</b><p>A paragraph.</p>", f'main = "{selector}"').text.split("\n") == [
        "Home Arts",
        "Loose words",
        "A paragraph.",
    ]


def test_the_headline_in_the_main_text_is_the_title_and_not_repeated():
    found = read(f"<article><h1>Bridge closes</h1>{COPY}</article>", 'main = "article"')

    assert found.title == "Bridge closes"
    assert found.text.startswith(LINES[0])


def test_hidden_text_in_a_named_element_is_text_too():
    assert read("<div class=t><p>Seen.</p><p hidden>Opened by a script.</p></div>", 'main = ".t"').text == (
        "Seen.\nOpened by a script."
    )


def test_removed_elements_are_in_no_text_and_the_words_around_them_stay():
    body = f"<article>{COPY}<p>See <b class=ad>Buy now!</b>below.</p><aside><p>{LINES[0]} Or not.</p></aside></article>"

    found = read(body, 'remove = [".ad", "xpath://aside"]')

    assert "See below." in found.text
    assert "Buy" not in found.text
    assert "Or not" not in found.text
    assert found.provenance["text"].origin == "model"


def test_what_is_removed_is_gone_before_fields_are_read():
    body = f"<h1 class=ad>Buy a boat</h1><h1>Bridge closes</h1><p class=by><a class=ad>Ada Advert</a><a>Mary Miller</a></p>{COPY}"

    found = read(body, 'remove = ".ad"\ntitle = "h1"\nauthor = ".by a"')

    assert (found.title, found.authors) == ("Bridge closes", ["Mary Miller"])


def test_the_page_itself_can_not_be_removed():
    assert "Closed in May." in read("<p>Closed in May.</p>", 'remove = ["html", "body", "head"]').text


def test_title_authors_and_date_are_read_from_the_elements_and_cleaned():
    head = '<meta property="article:published_time" content="2020-01-01"><meta name="author" content="John Smith">'
    body = f"""<h1>Welcome to our readers</h1><h2 class=headline>Harbour bridge closes | Example Times ¶</h2>
        <div class=byline>By <a>Mary Miller</a> and <a>Ali Öz, Reporter</a></div>
        <p class=stamp>Published: 3 June 2024</p>{COPY}"""

    found = read(body, 'title = ".headline"\nauthor = ".byline a"\ndate = ".stamp"', head=head)

    assert found.title == "Harbour bridge closes"
    assert found.authors[0] == "Mary Miller"
    assert (found.published, found.published_precision) == ("2024-06-03T00:00:00+00:00", "day")
    assert {found.provenance[name].origin for name in ("title", "authors", "published")} == {"site"}


@pytest.mark.parametrize(
    ("markup", "selector"),
    [
        ("<time datetime='2024-06-03T10:00:00Z'>three days ago</time>", "time"),
        ("<meta itemprop=x content='2024-06-03T10:00:00Z'>", "[itemprop=x]"),
        ("<data class=d value='2024-06-03T10:00:00Z'>3rd</data>", ".d"),
        ("<time datetime='none'>2024-06-03T10:00:00Z</time>", "time"),
        ("<b>soon</b><b>2024-06-03T10:00:00Z</b>", "b"),
        ("<i data-at='2024-06-03T10:00:00Z'></i>", "xpath://i/@data-at"),
    ],
)
def test_a_date_is_read_from_attributes_or_the_text(markup, selector):
    found = read(markup + COPY, f'date = "{selector}"')

    assert found.published == "2024-06-03T10:00:00+00:00"
    assert UNMATCHED not in found.flags


def test_a_date_without_a_zone_and_a_relative_one_are_read_as_elsewhere():
    body = f"<i class=d>2024-06-03 10:00</i>{COPY}"

    assert "published.zone_assumed" in read(body, 'date = ".d"').flags
    assert read(f"<i class=d>2 days ago</i>{COPY}", 'date = ".d"', fetched_at="2024-06-05T10:00:00Z").published == (
        "2024-06-03T00:00:00+00:00"
    )


def test_the_flag_of_a_declared_date_goes_with_it():
    head = '<meta property="article:published_time" content="2020-01-01T10:00:00">'

    found = read(f"<i class=d>2024-06-03T10:00:00Z</i>{COPY}", 'date = ".d"', head=head)

    assert found.published.startswith("2024")
    assert "published.zone_assumed" not in found.flags


def test_a_link_to_a_heading_is_no_part_of_the_title():
    assert read(f"<h2 class=x>Closures<a href=#c>¶</a></h2>{COPY}", 'title = ".x"').title == "Closures"


@pytest.mark.parametrize(
    ("key", "markup", "expected"),
    [
        ("title", "<h1 class=x>Ferries<br>run<div>all day</div></h1>", "Ferries run all day"),
        ("title", "<h1 class=x>Fer<b>ries</b> run<style>h1{}</style><script>track(1)</script></h1>", "Ferries run"),
        ("authors", "<div class=x><div>Anna Holm</div><div>Bert Klein</div></div>", ["Anna Holm", "Bert Klein"]),
        (
            "authors",
            "<div class=x>By<br><a>Anna Holm</a> and <a>Bert Klein</a><p>Our reporters</p></div>",
            ["Anna Holm", "Bert Klein"],
        ),
        ("authors", "<p class=x>Anna Holm<script>by('Bert Klein')</script></p>", ["Anna Holm"]),
        ("published", "<div class=x><div>5 March</div><div>2024</div></div>", "2024-03-05T00:00:00+00:00"),
    ],
)
def test_the_text_of_an_element_is_read_as_a_reader_sees_it(key, markup, expected):
    selector = {"authors": "author", "published": "date"}.get(key, key)

    document = read(f"{markup}<article>{COPY}</article>", f'{selector} = ".x"')

    assert getattr(document, key) == expected


def test_a_newsroom_may_be_the_author():
    assert read(f"<i class=by>Example News Desk</i>{COPY}", 'author = ".by"').authors == ["Example News Desk"]


@pytest.mark.parametrize("key", ["main", "title", "author", "date"])
@pytest.mark.parametrize("body", ["", "<div class=none></div>"], ids=["no element", "an empty one"])
def test_a_selector_without_a_match_leaves_what_parse_finds_and_sets_a_flag(key, body):
    head = '<meta property="article:published_time" content="2024-06-03"><meta name="author" content="Mary Miller">'
    body = f"<article><h1>Bridge closes</h1>{COPY}</article>{body}"

    found, plain = read(body, f'{key} = ".none"', head=head), parse(page(body, head), url=URL)

    assert found.flags == [*plain.flags, UNMATCHED]
    for name in ("text", "title", "authors", "published", "provenance"):
        assert getattr(found, name) == getattr(plain, name), name


def test_a_value_that_cleaning_refuses_counts_as_unmatched():
    found = read(f"<i class=x>soon</i>{COPY}", 'date = ".x"')

    assert found.published is None
    assert UNMATCHED in found.flags


def test_removing_nothing_sets_no_flag():
    assert UNMATCHED not in read(COPY, 'remove = ".none"').flags


def test_the_flag_is_set_once():
    assert read(COPY, 'main = ".a"\ntitle = ".b"\ndate = ".c"').flags.count(UNMATCHED) == 1


def test_feeds_and_plain_text_are_not_corrected():
    sites = parse_sites('["example.org"]\nmain = "i"\ntitle = "i"')
    feed = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Times</title><item><title>One</title>
        <description><![CDATA[<i>no</i>{COPY}]]></description></item></channel></rss>""".encode()

    for body in (feed, "\n\n".join(LINES).encode()):
        assert parse(body, url=URL, sites=sites) == parse(body, url=URL)


def test_the_explanation_shows_what_each_selector_found_and_what_changed():
    body = f"<article><h1>Bridge closes</h1>{COPY}</article><div class=notes><p>Closed in May.</p><p>Not in June.</p></div>"
    sites = parse_sites('["example.org"]\nmain = ".notes"\nremove = ".ad"\ntitle = "xpath://p/text()"')

    found = explain(page(body), url=URL, sites=sites)

    assert (found.site.domain, found.site.path) == ("example.org", None)
    assert [(each.key, each.selector, each.matches) for each in found.site.selectors] == [
        ("remove", ".ad", 0),
        ("main", ".notes", 1),
        ("title", "xpath://p/text()", len(LINES) + 2),
    ]
    assert found.site.selectors[1].texts == ["Closed in May. Not in June."]
    assert found.site.selectors[2].texts == LINES[:3]
    assert (found.words, found.text) == (6, "Closed in May.\nNot in June.")
    assert found.site.words_before > 100
    assert found.site.text_before.startswith(LINES[0])
    assert found.site.before["title"] == ["Bridge closes"]
    whys = {each.text: (each.chosen, each.why) for each in found.blocks}
    assert whys["Closed in May."] == (True, "in the site's main")
    assert whys[LINES[0]] == (False, "outside the site's main")


def test_a_page_without_corrections_has_none_to_explain():
    assert (
        explain(page(COPY), url="https://example.com/", sites=parse_sites('["example.org"]\nmain = "p"')).site is None
    )


_SELECTORS = st.sampled_from(
    [
        *("p", "*", "body", "html", "head", "title", "script", ":root *", "a, b"),
        *("xpath://*", "xpath://text()", "xpath://@*", "xpath://comment()"),
    ]
)
_MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<b>",
                "</b>",
                "one ",
                "two",
                "<a href=x>",
                "</body>",
            ),
            *("<!-- c -->", "<script>s</script>", "<select>", "<option>", "<noscript>", "<svg><g>"),
        ]
    ),
    max_size=25,
).map("".join)


@given(_MARKUP, _SELECTORS, _SELECTORS, _SELECTORS)
def test_no_selector_breaks_a_page(markup, main, remove, field):
    corrections = f'main = "{main}"\nremove = "{remove}"\ntitle = "{field}"\nauthor = "{field}"\ndate = "{field}"'

    found = read(markup, corrections)

    assert found.text == "" or found.blocks[-1].end == len(found.text)
    assert "wiremill-main" not in found.text


_COMPOUNDS = st.sampled_from(
    ["a", "b", "*", ".x", "#y", "b.x", "a:not(.x)", "b:first-child", "a:nth-child(2)", "a:has(b)", "[c]"]
)
_CSS = st.tuples(
    _COMPOUNDS, st.lists(st.tuples(st.sampled_from([" ", " > ", " + ", " ~ "]), _COMPOUNDS), max_size=3)
).map(lambda parts: parts[0] + "".join(f"{combinator}{compound}" for combinator, compound in parts[1]))
_TREES = st.recursive(
    st.sampled_from(["<a/>", "<b/>", "<b class='x'/>", "<a id='y'/>"]),
    lambda inner: st.tuples(
        st.sampled_from(["<a>%s</a>", "<b class='x z'>%s</b>", "<a c='1'>%s</a>"]), st.lists(inner, max_size=4)
    ).map(lambda parts: parts[0] % "".join(parts[1])),
    max_leaves=12,
)


@given(_TREES, st.lists(_CSS, min_size=1, max_size=2).map(", ".join))
def test_css_selects_what_the_usual_translation_selects(markup, css):
    root = etree.fromstring(f"<html>{markup}</html>")

    assert compile_selector(css).find(root) == root.xpath(cssselect.HTMLTranslator().css_to_xpath(css))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("selector", ["div div div p", "div.x div.y p", "p ~ p", ".x ~ p", "p + p", "* *", "div *"])
def test_a_page_that_is_made_to_be_slow_is_not(selector):
    body = "<div>" * 50 + "<p>x</p>" * 5_000 + "</div>" * 50

    assert read(body, f'main = "{selector}"').text


@pytest.mark.parametrize("body", ["<p>x</p>" * 20_000, "<div>" * 100 + COPY + "</div>" * 100], ids=["long", "deep"])
def test_a_page_that_is_too_large_is_not_corrected(body):
    found = read(body, 'main = "p"\nremove = "p"')

    assert UNMATCHED in found.flags
    assert "text" not in found.provenance or found.provenance["text"].origin != "site"
