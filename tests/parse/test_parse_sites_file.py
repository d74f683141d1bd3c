"""Files of site corrections: what is right, what is refused and how, and which entry a URL gets."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wiremill.errors import SitesError
from worker.parse.sites.file import load_sites, parse_sites
from worker.parse.sites.site import PathPattern


def problems(text):
    with pytest.raises(SitesError) as caught:
        parse_sites(text, source="sites.toml")
    return caught.value.problems


def domain_of(sites, url):
    site = sites.for_url(url)
    return site and (site.domain, site.path)


def test_all_keys_are_read_and_the_selectors_compiled():
    [site] = parse_sites(
        """
        ["Example.ORG."]
        path = "/blog/*"
        main = "article .story"
        remove = [".newsletter", "xpath://aside"]
        title = "h1.headline"
        author = "xpath: //meta[@name='author']/@content"
        date = "time.published"
        """
    ).sites

    assert (site.domain, site.path) == ("example.org", "/blog/*")
    assert [(key, selector.text) for key, selector in site.selectors()] == [
        ("remove", ".newsletter"),
        ("remove", "xpath://aside"),
        ("main", "article .story"),
        ("title", "h1.headline"),
        ("author", "xpath: //meta[@name='author']/@content"),
        ("date", "time.published"),
    ]


def test_a_single_selector_to_remove_needs_no_list():
    [site] = parse_sites('["example.org"]\nremove = ".newsletter"').sites

    assert [selector.text for selector in site.remove] == [".newsletter"]


def test_the_longest_domain_wins_and_an_entry_is_for_subdomains_too():
    sites = parse_sites('["example.org"]\nmain = "a"\n["news.example.org"]\nmain = "b"\n["münchen.de"]\nmain = "c"')

    assert domain_of(sites, "https://example.org/a") == ("example.org", None)
    assert domain_of(sites, "https://WWW.example.org:8080/a?b#c") == ("example.org", None)
    assert domain_of(sites, "https://live.news.example.org/") == ("news.example.org", None)
    assert domain_of(sites, "https://news.example.org./") == ("news.example.org", None)
    assert domain_of(sites, "https://www.münchen.de/") == ("xn--mnchen-3ya.de", None)
    assert domain_of(sites, "https://xn--mnchen-3ya.de/") == ("xn--mnchen-3ya.de", None)
    for url in ("https://notexample.org/", "https://org/", "https://example.org.evil.com/", "example.org", "", None):
        assert domain_of(sites, url) is None


def test_the_most_specific_path_wins_and_a_shorter_domain_stands_in_for_what_no_path_fits():
    sites = parse_sites(
        """
        ["example.org"]
        main = "a"
        [["blog.example.org"]]
        path = "/*/comments"
        main = "b"
        [["blog.example.org"]]
        path = "/2024/*"
        main = "c"
        [["blog.example.org"]]
        path = "/2024/06"
        main = "d"
        """
    )

    def path_of(path):
        return domain_of(sites, f"https://blog.example.org{path}")

    assert path_of("/2024/06") == ("blog.example.org", "/2024/06")
    assert path_of("/2024/07") == ("blog.example.org", "/2024/*")
    assert path_of("/2024/07/comments") == ("blog.example.org", "/*/comments")
    assert path_of("/2023/07") == ("example.org", None)
    assert path_of("") == ("example.org", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = ", r"sites\.toml: Invalid value"),
        ('["a.org"]\nmain = "h1.."', r'\["a\.org"\] main: selector \'h1\.\.\' is no CSS: Expected ident'),
        ('["a.org"]\nmain = "//aside"', "XPath begins with 'xpath:'"),
        ('["a.org"]\nremove = ["p", "p::before"]', r"remove: selector 'p::before' .*::before"),
        ('["a.org"]\ntitle = "xpath://a["', r"title: selector 'xpath://a\[' is no XPath"),
        ('["a.org"]\ntitle = "xpath://a[re:test(., \'x\')]"', r"calls re:test\(\)"),
        ('["a.org"]\ntitle = "xpath://a[matches(., \'x\')]"', r"calls matches\(\)"),
        ('["a.org"]\ntitle = "xpath://a[. = $title]"', "has a variable"),
        ('["a.org"]\ntitle = "xpath://svg:a"', "has the prefix 'svg'"),
        ('["a.org"]\ntitle = "xpath:count(//a)"', "gives a number, not elements"),
        ('["a.org"]\ntitle = "xpath:string(//a)"', "gives a text, not elements"),
        ('["a.org"]\ntitle = "xpath:"', "is no XPath"),
        ('["a.org"]\ntitle = " "', "title: needs a selector as text, not ' '"),
        ('["a.org"]\ntitle = 3', "title: needs a selector as text, not '3'"),
        ('["a.org"]\nremove = [["p"]]', "remove: needs a selector as text"),
        ('["a.org"]\ntitel = "h1"', "unknown key 'titel'; did you mean 'title'?"),
        ('["a.org"]\nxyz = "h1"', "unknown key 'xyz'; known are path, remove"),
        ('["a.org"]', "has no selector"),
        ('["a.org"]\npath = "/a"', "has no selector"),
        ('["a.org"]\nremove = []', "has no selector"),
        ('"a.org" = []', "needs a table"),
        ('"a.org" = "h1"', r"needs a table of selectors, not h1"),
        ('[a.org]\nmain = "p"', r'a dot in a domain needs quotation marks, as in \["example\.org"\]'),
        ('["https://a.org"]\nmain = "p"', "give the domain alone"),
        ('["a.org:80"]\nmain = "p"', "give the domain alone"),
        ('["*.a.org"]\nmain = "p"', "write 'a.org'"),
        ('["a..org"]\nmain = "p"', "is no domain"),
        ('[""]\nmain = "p"', "is no domain"),
        ('["a b"]\nmain = "p"', "is no domain"),
        ('["a.org"]\npath = "blog"\nmain = "p"', "path: needs the path of URLs"),
        ('["a.org"]\npath = "/a?b=*"\nmain = "p"', "path: needs the path of URLs"),
        ('["a.org"]\npath = 3\nmain = "p"', "path: needs the path of URLs"),
        ('["a.org"]\nmain = "p"\n["A.org"]\nmain = "p"', r'\["A\.org"\]: is never reached'),
        ('[["a.org"]]\npath="/*"\nmain = "p"\n[["a.org"]]\nmain = "p"', "table 2: is never reached: .* all paths"),
        ('[["a.org"]]\npath="/a*"\nmain = "p"\n[["a.org"]]\npath="/a**"\nmain = "p"', "table 2: is never reached"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(text, expected):
    assert re.search(expected, "\n".join(problems(text)))


def test_every_fault_is_reported_at_once():
    text = '["a.org"]\nmain = "h1.."\ntitel = "x"\n["b.org"]\nremove = ["a[", "b["]\n["c.org"]\nmain = "p"'

    assert len(problems(text)) == 4


def test_strings_in_an_expression_are_not_taken_for_calls_variables_or_prefixes():
    expression = "xpath://a[contains(@href, 'http://x.org/f(1)$') and not(self::b) and (position() < 3 or last() > 1)]"

    assert parse_sites(f'["a.org"]\nmain = "{expression}"').sites


def test_a_file_that_can_not_be_read_is_named(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b'["a.org"]\nmain = "\xe9"')

    with pytest.raises(SitesError, match=r"none\.toml: No such file"):
        load_sites(tmp_path / "none.toml")
    with pytest.raises(SitesError, match=r"latin\.toml: is not UTF-8"):
        load_sites(tmp_path / "latin.toml")
    assert load_sites(None).sites == []


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path):
    file = tmp_path / "sites.toml"
    file.write_bytes(b'\xef\xbb\xbf["example.org"]\nmain = "article"\n')

    assert [site.domain for site in load_sites(file).sites] == ["example.org"]


def test_a_domain_that_is_written_twice_is_told_how_it_may_be():
    [problem] = problems('["example.org"]\nmain = "a"\n["example.org"]\npath = "/b"\nmain = "b"')

    assert "Cannot declare" in problem
    assert "[[double brackets]]" in problem


def test_toml_that_is_nested_too_deeply_is_refused():
    assert problems("a = " + "[" * 5_000 + "]" * 5_000)[0].startswith("sites.toml: ")


_TEXTS = st.text(max_size=20) | st.sampled_from(
    ["a", "h1.x", "xpath://a", "xpath:", "a[", "::", "/a/*", "*", "//", "\0", "a:not(", "xpath://a[b()]", "$", "\ud800"]
)
_KEYS = st.sampled_from(["main", "remove", "title", "author", "date", "path"]) | st.text(max_size=6)
_VALUES = st.recursive(
    _TEXTS | st.integers() | st.booleans() | st.floats() | st.none() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)
_DOMAINS = st.sampled_from(["a.org", "A.ORG", "b.a.org", "ä.de", "*.x", "http://x", "\udcff"]) | st.text(max_size=12)


@given(st.dictionaries(_DOMAINS, _VALUES, max_size=4), st.text(max_size=30))
@example({"a.org": {"main": "a" * 5_000}}, "a.org")
@example({"a.org": {"main": ":not(" * 3_000}}, "a.org")
@example({"a.org": {"main": "xpath:" + "(" * 20_000}}, "a.org")
def test_anything_in_a_file_is_taken_or_refused(content, host):
    def loads(_text):
        return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", loads)
        try:
            sites = parse_sites("", source="sites.toml")
        except SitesError as error:
            assert error.problems
            assert all(problem.startswith("sites.toml: ") for problem in error.problems)
        else:
            sites.for_url(f"https://{host}/")


@given(st.text())
@example('["a.org"]\nmain = "\\u0000"')
def test_any_text_is_taken_or_refused(text):
    try:
        parse_sites(text)
    except SitesError as error:
        assert error.problems


_PATTERN_TEXT = st.text("/ab*", max_size=8)


@given(_PATTERN_TEXT, st.text("/ab", max_size=12))
def test_a_pattern_matches_as_its_regular_expression_does(pattern, path):
    pattern = re.sub(r"\*+", "*", pattern)

    expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), path) is not None

    assert PathPattern(tuple(pattern.split("*"))).matches(path) == expected


@pytest.mark.timeout(5)
def test_a_pattern_with_many_stars_takes_linear_time():
    # A regular expression would take hours.
    assert not PathPattern(("", *"aaaaaa", "b")).matches("a" * 16_000)
