"""Metadata: what is found where, and which source is trusted before which."""

# ruff: noqa: RUF001  # dashes as titles have them
from __future__ import annotations

import json

import pytest

from worker.parse import parse
from worker.parse.fields.authors.names import person_names
from worker.parse.fields.language import normalise_language
from worker.parse.fields.site_affixes import without_site

URL = "https://www.example.com/news/bridge"
PROSE = "<p>The harbour bridge will close to all traffic in June so that engineers can replace the cables.</p>" * 3


def page(head="", body=PROSE, **json_ld):
    script = f'<script type="application/ld+json">{json.dumps(json_ld)}</script>' if json_ld else ""
    return parse(f"<html lang=en-GB><head>{head}{script}</head><body>{body}</body></html>".encode(), url=URL)


def meta(**values):
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in values.items())


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Bridge closes for repairs",
    "alternativeHeadline": "Ferries will run instead",
    "description": "From JSON-LD.",
    "author": [{"@type": "Person", "name": "Anna Holm"}, {"@type": "Person", "name": "By Piet de Vries"}],
    "datePublished": "2024-03-05T14:20:00+01:00",
    "dateModified": "2024-03-06",
    "articleSection": "City",
    "keywords": ["bridge", "ferry"],
    "inLanguage": "en_us",
    "publisher": {"@type": "Organization", "name": "Example Times"},
    "image": {"url": "/img/bridge.jpg"},
}
OPENGRAPH = meta(
    og__title="Bridge closes for repairs, says OpenGraph",
    og__description="From OpenGraph.",
    og__site_name="Example Times",
    og__url="https://www.example.com/og",
    og__type="article",
    article__published_time="2023-01-01T10:00:00Z",
    article__section="Region",
    article__tag="opengraph",
    author="Otto Graph",
)


def test_json_ld_comes_before_opengraph_and_meta():
    document = page(OPENGRAPH, **ARTICLE)
    assert document.title == "Bridge closes for repairs"
    assert document.subtitle == "Ferries will run instead"
    assert document.description == "From JSON-LD."
    assert document.authors == ["Anna Holm", "Piet de Vries"]
    assert (document.published, document.published_precision) == ("2024-03-05T14:20:00+01:00", "second")
    assert (document.modified, document.modified_precision) == ("2024-03-06T00:00:00+00:00", "day")
    assert document.section == "City"
    assert document.tags == ["bridge", "ferry"]
    assert document.declared_language == "en-US"
    assert document.schema_types == ["NewsArticle", "og:article"]
    for field in ("title", "subtitle", "description", "authors", "published", "modified", "section", "tags"):
        assert document.provenance[field].origin == "json-ld", field


def test_opengraph_comes_before_meta():
    document = page(OPENGRAPH + '<meta name="description" content="From meta."><meta name="date" content="2020-01-01">')
    assert document.title == "Bridge closes for repairs, says OpenGraph"
    assert document.description == "From OpenGraph."
    assert document.published == "2023-01-01T10:00:00+00:00"
    assert document.site_name == "Example Times"
    assert document.canonical_url == "https://www.example.com/og"
    assert document.tags == ["opengraph"]
    assert document.authors == ["Otto Graph"]
    assert document.provenance["published"].origin == "opengraph"
    assert document.provenance["authors"].origin == "meta"


def test_every_field_with_provenance_has_a_value_and_the_other_way_round():
    document = page(OPENGRAPH, **ARTICLE)
    fields = {"title", "subtitle", "description", "authors", "published", "modified", "canonical_url", "site_name"}
    fields |= {"section", "tags", "declared_language", "text", "page_type"}
    assert {name for name in fields if getattr(document, name)} == set(document.provenance)
    assert all(0 < origin.confidence <= 1 for origin in document.provenance.values())


def test_the_markup_is_asked_where_the_head_says_nothing():
    body = (
        "<article><h1>Bridge closes for repairs</h1><p class=standfirst>Ferries will run instead.</p>"
        '<div class="byline">By <a rel="author" href="/people/anna">Anna Holm</a></div>'
        f'<time datetime="2024-03-05T14:20:00">5 March</time>{PROSE}</article>'
    )
    document = page(body=body)
    assert document.title == "Bridge closes for repairs"
    assert document.subtitle == "Ferries will run instead."
    assert document.authors == ["Anna Holm"]
    assert document.published == "2024-03-05T14:20:00+00:00"
    assert "published.zone_assumed" in document.flags
    assert {document.provenance[name].origin for name in ("title", "authors", "published")} == {"markup"}


def test_a_byline_that_only_a_class_marks_is_found():
    assert page(body=f'<h1>A title</h1><span class="post-author">By Anna Holm</span>{PROSE}').authors == ["Anna Holm"]


def test_an_author_in_a_list_of_related_articles_is_not_the_pages():
    body = f'<h1>A title</h1>{PROSE}<div class="related"><span class="author">Anna Holm</span></div>'
    assert page(body=body).authors == []


def test_the_date_in_the_url_comes_after_the_markup_and_before_the_text():
    body = b"<h1>Bridge closes</h1><p>1 January 2020</p>" + PROSE.encode()
    dated = parse(body, url="https://example.com/2024/03/05/bridge")
    assert dated.published == "2024-03-05T00:00:00+00:00"
    assert dated.provenance["published"].origin == "url"
    plain = parse(body, url="https://example.com/bridge")
    assert plain.published == "2020-01-01T00:00:00+00:00"
    assert plain.provenance["published"].origin == "text"


def test_an_impossible_date_is_passed_over_for_the_next_source():
    document = page(meta(article__published_time="2024-03-05"), **{"@type": "Article", "datePublished": "0000-00-00"})
    assert document.published == "2024-03-05T00:00:00+00:00"


def test_things_in_a_graph_are_followed_by_their_ids():
    graph = {
        "@graph": [
            {"@type": "WebSite", "@id": "#site", "name": "Example Times"},
            {"@type": "Person", "@id": "#anna", "name": "Anna Holm"},
            {"@type": "Article", "headline": "Bridge closes for repairs", "author": {"@id": "#anna"}},
        ]
    }
    document = page(**graph)
    assert document.authors == ["Anna Holm"]
    assert document.site_name == "Example Times"
    assert document.schema_types == ["WebSite", "Person", "Article"]


def test_organizations_and_the_site_are_no_authors_beside_people():
    article = {
        "@type": "Article",
        "author": [{"@type": "Organization", "name": "Example Times"}, {"name": "Anna Holm"}],
    }
    assert page(OPENGRAPH.replace("Otto Graph", "Example Times"), **article).authors == ["Anna Holm"]


def test_json_ld_with_common_mistakes_is_read_all_the_same():
    script = '<script type="application/ld+json"><!-- {"@type": "Article", "headline": "Two\nlines here",} --></script>'
    assert page(script).title == "Two lines here"


@pytest.mark.parametrize(
    "written",
    [
        "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;Ponte fechada&quot;}",
        " [ {&#34;@type&#34;: &#34;Article&#34;, &#34;headline&#34;: &#34;Ponte fechada&#34;} ]",
        '// <![CDATA[\n{"@type": "Article", "headline": "Ponte fechada"}\n// ]]&gt;',
        '//<![CDATA[\n{"@type": "Article", "headline": "Ponte fechada"}\n//]]>',
        '/*<![CDATA[*/ {"@type": "Article", "headline": "Ponte fechada"} /*]]>*/',
        '<![CDATA[{"@type": "Article", "headline": "Ponte fechada"}]]>',
    ],
)
def test_json_ld_in_the_wrappings_of_markup_is_read(written):
    document = page(f'<script type="application/ld+json">{written}</script>')
    assert (document.title, document.flags) == ("Ponte fechada", [])


@pytest.mark.parametrize("headline", ["Tom &quot;Sails&quot; Moor", "Roads //and bridges", "a // ]] b"])
def test_json_ld_that_is_json_is_read_as_it_stands(headline):
    written = json.dumps({"@type": "Article", "headline": headline})
    document = page(f'<script type="application/ld+json">{written}</script>')
    assert document.title == headline.replace("&quot;", '"')


@pytest.mark.parametrize(
    "front", ["https://example.com", "https://example.com/", "https://example.com/index.html", "/"]
)
@pytest.mark.parametrize("url", ["https://example.com/2024/bridge", "https://example.com/?p=12"])
def test_the_front_page_is_not_the_canonical_url_of_another_page(front, url):
    head = f'<link rel=canonical href="{front}">'
    assert parse(f"{head}<h1>Bridge</h1>{PROSE}".encode(), url=url).canonical_url is None
    head += '<meta property="og:url" content="https://example.com/bridge">'
    assert parse(f"{head}<h1>Bridge</h1>{PROSE}".encode(), url=url).canonical_url == "https://example.com/bridge"


def test_a_site_that_moved_to_a_host_of_its_own_keeps_its_canonical_url():
    head = '<link rel=canonical href="https://bridge.example/">'
    document = parse(f"{head}<h1>Bridge</h1>{PROSE}".encode(), url="https://hosts.example/bridge/")
    assert document.canonical_url == "https://bridge.example/"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://example.com/",
        "https://example.com/index.php",
        "https://example.com/?utm_source=a",
        "https://example.com",
    ],
)
def test_the_front_page_is_its_own_canonical_url(url):
    head = '<link rel=canonical href="https://example.com/">'
    assert parse(f"{head}<h1>Bridge</h1>{PROSE}".encode(), url=url).canonical_url == "https://example.com/"


def test_json_ld_that_is_no_json_is_flagged_and_left():
    document = page('<script type="application/ld+json">{nonsense</script><title>A fine headline</title>')
    assert "json_ld.invalid" in document.flags
    assert document.title == "A fine headline"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bridge closes for repairs | Example Times", "Bridge closes for repairs"),
        ("Bridge closes for repairs - Example Times", "Bridge closes for repairs"),
        ("Example Times: Bridge closes for repairs", "Bridge closes for repairs"),
        ("Bridge closes for repairs – City – Example Times", "Bridge closes for repairs"),
        ("Bridge closes for repairs » News", "Bridge closes for repairs"),
        ("Bridge closes - ferries run", "Bridge closes - ferries run"),
        ("Well-known bridge closes", "Well-known bridge closes"),
    ],
)
def test_the_sites_name_is_taken_off_the_title(title, expected):
    assert without_site(title, {"exampletimes"}) == expected


def test_the_headline_that_readers_see_says_where_the_title_ends():
    document = page(
        "<title>Bridge closes for repairs – what you must know</title>", f"<h1>Bridge closes for repairs</h1>{PROSE}"
    )
    assert document.title == "Bridge closes for repairs"


def test_the_sites_name_in_a_heading_is_no_title():
    document = page(OPENGRAPH, f"<h1>Example Times</h1>{PROSE}")
    assert document.title == "Bridge closes for repairs, says OpenGraph"


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["By Anna Holm and Piet de Vries"], ["Anna Holm", "Piet de Vries"]),
        (["Anna Holm, Senior Editor"], ["Anna Holm"]),
        (["Von Petra Lindner"], ["Petra Lindner"]),
        (["ANNA HOLM"], ["Anna Holm"]),
        (["https://facebook.com/anna"], []),
        (["anna@example.com"], []),
        (["Example Staff", "Newsroom", "admin"], []),
        (["Anna Holm", "anna holm"], ["Anna Holm"]),
        (["Anna Holm (Example City)", "5 March 2024"], ["Anna Holm"]),
        (["李明、王芳"], ["李明", "王芳"]),
        (["Jean-Luc O'Neill"], ["Jean-Luc O'Neill"]),
    ],
)
def test_names_are_freed_of_what_is_around_them(given, names):
    assert person_names(given, strict=False) == names


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("en_us", "en-US"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("de", "de"),
        ("es-419", "es-419"),
        ("English", "en"),
        ("pt_BR.UTF-8", "pt-BR"),
        ("iw", "he"),
        ("x-default", None),
        ("und", None),
        ("", None),
        (None, None),
    ],
)
def test_languages_become_bcp_47(value, tag):
    assert normalise_language(value) == tag


def test_links_are_absolute_web_addresses_once_each():
    hrefs = ["/a", "b?x=1", "//cdn.example.org/c", "https://example.net/d#part", "https://example.net/d", "#top"]
    hrefs += ["javascript:void(0)", "mailto:a@example.com", "../e", "ftp://example.com/f", "http://[broken"]
    body = "".join(f'<a href="{href}">to <b>{href}</b></a> ' for href in hrefs) + '<a href="/n" rel="nofollow">n</a>'
    document = page(body=body)
    assert [link.url for link in document.links] == [
        "https://www.example.com/a",
        "https://www.example.com/news/b?x=1",
        "https://cdn.example.org/c",
        "https://example.net/d",
        "https://www.example.com/e",
        "https://www.example.com/n",
    ]
    assert document.links[0].text == "to /a"
    assert document.links[-1].rel == "nofollow"


def test_links_and_images_beyond_the_limit_are_cut_and_flagged():
    document = page(body="".join(f'<a href="/{n}">x</a><img src="/{n}.png">' for n in range(600)))
    assert len(document.links) == 500
    assert len(document.images) == 50
    assert {"links.truncated", "images.truncated"} <= set(document.flags)


def test_a_base_element_moves_what_addresses_are_relative_to():
    assert (
        page('<base href="https://cdn.example.org/x/">', '<a href="y">y</a>').links[0].url
        == "https://cdn.example.org/x/y"
    )


def test_images_carry_their_alt_and_caption():
    body = (
        f'{PROSE}<figure><img src="/b.jpg" alt="A bridge"><figcaption>The bridge in 1931.</figcaption></figure>'
        '<img src="data:image/gif;base64,R0" data-src="/lazy.jpg"><img src="/dot.gif" width="1" height="1">'
    )
    document = page(body=body, **ARTICLE)
    assert [image.url.rpartition("/")[2] for image in document.images] == ["bridge.jpg", "b.jpg", "lazy.jpg"]
    assert (document.images[1].alt, document.images[1].caption) == ("A bridge", "The bridge in 1931.")
    assert "1931" not in document.text


def test_a_page_without_an_address_gives_no_relative_links():
    document = parse(b'<p>text</p><a href="/a">a</a><a href="https://example.com/b">b</a>')
    assert [link.url for link in document.links] == ["https://example.com/b"]
