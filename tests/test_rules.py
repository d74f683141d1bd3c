"""Routes and filters do what docs/routes.md says, and what is wrong in a file is named."""

from __future__ import annotations

import copy
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiremill.contract.outcome import FILTER_REASONS
from wiremill.errors import RulesError
from wiremill.rules import load_rules, parse_rules
from wiremill.rules.fields import all_paths

ITEM = {
    "id": "0f",
    "url": "https://www.example.com/2022/11/28/summit",
    "status": 200,
    "meta": {"tier": 1, "paid": True, "crawl": {"name": "daily", "runs": [1, 2]}, "empty": "", "note": None},
    "document": {
        "title": "Summit ends",
        "canonical_url": "https://example.com/summit",
        "published": "2022-11-28T00:30:00+01:00",
        "section": None,
        "authors": ["Ada Byron", "Bo Li"],
        "tags": [],
        "blocks": [{"kind": "paragraph", "start": 0, "end": 9}],
        "provenance": {"title": {"origin": "json-ld", "confidence": 0.9}},
    },
    "classification": {"language": "en", "page_type": "article", "languages": [{"tag": "en", "share": 1.0}]},
    "enrichment": {
        "word_count": 120,
        "agency": "Reuters",
        "countries": [
            {"code": "AM", "name": "Armenia", "mentions": 3},
            {"code": "RU", "name": "Russia", "mentions": 2},
        ],
        "dates": [{"date": "2022-09", "precision": "month", "start": 0, "end": 9}],
    },
    "extensions": {"readability": {"sentences": 3, "labels": [{"name": "easy"}, {"name": "short"}], "hard": False}},
}


def takes(when, item=ITEM):
    return parse_rules(f'[[route]]\nname = "r"\nwhen = {when}').routes(item) == ["r"]


def refusal(text):
    with pytest.raises(RulesError) as caught:
        parse_rules(text, source="rules.toml")
    return str(caught.value)


def refused_when(when):
    return refusal(f'[[route]]\nname = "r"\nwhen = {when}').removeprefix('rules.toml: route[1] "r": ')


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        # equals, and a plain value for it
        ('{ "classification.language" = "en" }', True),
        ('{ "classification.language" = { equals = "en" } }', True),
        ('{ "classification.language" = "EN" }', False),
        ('{ "enrichment.word_count" = 120 }', True),
        ('{ "meta.tier" = 1.0 }', True),
        ('{ "document.provenance.title.origin" = "json-ld" }', True),
        # a path through a list matches where any element does
        ('{ "enrichment.countries.code" = "RU" }', True),
        ('{ "enrichment.countries.code" = "DE" }', False),
        ('{ "document.authors" = "Bo Li" }', True),
        ('{ "meta.crawl.runs" = 2 }', True),
        # what plug-ins found
        ('{ "extensions.readability.sentences" = { range = { max = 3 } } }', True),
        ('{ "extensions.readability.labels.name" = "short" }', True),
        ('{ "extensions.readability.hard" = true }', False),
        ('{ "extensions.readability" = { exists = true } }', True),
        ('{ "extensions.sentiment.label" = { exists = true } }', False),
        # any_of
        ('{ "classification.language" = { any_of = ["de", "en"] } }', True),
        ('{ "enrichment.countries.code" = { any_of = ["DE", "FR"] } }', False),
        # true is not 1, as in JSON
        ('{ "meta.paid" = true }', True),
        ('{ "meta.paid" = 1 }', False),
        ('{ "meta.tier" = true }', False),
        ('{ "meta.tier" = { any_of = [false, 1] } }', True),
        # prefix
        ('{ "url" = { prefix = "https://www.example.com/2022/" } }', True),
        ('{ "url" = { prefix = ["http://", "https://"] } }', True),
        ('{ "document.title" = { prefix = "summit" } }', False),
        ('{ "meta.tier" = { prefix = "1" } }', False),
        # range
        ('{ "enrichment.word_count" = { range = { min = 120, max = 120 } } }', True),
        ('{ "enrichment.word_count" = { range = { min = 121 } } }', False),
        ('{ "enrichment.countries.mentions" = { range = { max = 2 } } }', True),
        ('{ "meta.paid" = { range = { min = 0 } } }', False),
        # exists
        ('{ "document.section" = { exists = true } }', False),
        ('{ "document.section" = { exists = false } }', True),
        ('{ "document.tags" = { exists = true } }', False),
        ('{ "document.blocks" = { exists = true } }', True),
        ('{ "meta.empty" = { exists = true } }', False),
        ('{ "meta.crawl" = { exists = true } }', True),
        ('{ "meta.crawl.owner" = { exists = true } }', False),
        # not
        ('{ "enrichment.countries.code" = { not = "RU" } }', False),
        ('{ "enrichment.countries.code" = { not = { any_of = ["DE", "FR"] } } }', True),
        ('{ "document.section" = { not = "World" } }', True),
        ('{ "classification.language" = { not = { not = "en" } } }', True),
        # several operators and several fields all have to hold
        ('{ "url" = { prefix = "https://", not = { prefix = "https://www." } } }', False),
        ('{ "classification.language" = "en", "enrichment.agency" = "Reuters" }', True),
        ('{ "classification.language" = "en", "enrichment.agency" = "TASS" }', False),
        ('{ "classification.language" = "en", "enrichment.agency" = "Reuters", "status" = 404 }', False),
        # any
        ('{ any = [{ "enrichment.agency" = "TASS" }, { "enrichment.agency" = "Reuters", "status" = 200 }] }', True),
        ('{ any = [{ "enrichment.agency" = "TASS" }, { "enrichment.agency" = "Reuters", "status" = 404 }] }', False),
        ('{ "status" = 404, any = [{ "enrichment.agency" = "Reuters" }] }', False),
    ],
)
def test_a_route_takes_an_item_that_meets_its_conditions(when, expected):
    assert takes(when) is expected


@pytest.mark.parametrize(
    ("value", "bounds", "expected"),
    [
        # 00:30 in Paris is still the day before in UTC
        ("2022-11-28T00:30:00+01:00", "{ min = 2022-11-28 }", False),
        ("2022-11-28T00:30:00+01:00", "{ max = 2022-11-27 }", True),
        ("2022-11-28T00:30:00+01:00", '{ min = "2022-11-28T00:30:00+01:00", max = "2022-11-27T23:30:00Z" }', True),
        ("2022-11-28T23:59:59.999999Z", '{ max = "2022-11-28" }', True),
        ("2022-11-29T00:00:00Z", '{ max = "2022-11-28" }', False),
        ("2022-11-28t10:00:00z", "{ min = 2022-11-28T10:00:00Z, max = 2022-11-28T10:00:00Z }", True),
        ("2022-11-28T10:00:00.5Z", "{ min = 2022-11-28T10:00:00.6Z }", False),
        # strings in order, instants not
        ("2022-11-28T09:00:00-05:00", "{ min = 2022-11-28T12:00:00Z }", True),
        # a date, month or year lies in a range when all of it does
        ("2022-09", '{ min = "2022-09", max = "2022-09" }', True),
        ("2022-09", "{ min = 2022-09-15 }", False),
        ("2022", '{ min = "2021", max = "2022-12-31" }', True),
        ("2022", '{ max = "2022-12-30" }', False),
        ("9999", '{ min = "9999" }', True),
        # a leap second is the start of the next minute
        ("2016-12-31T23:59:60Z", '{ min = "2017" }', True),
        # no times
        ("2022-11-28T10:00:00", '{ min = "2000" }', False),
        ("2022-02-30", '{ min = "2000" }', False),
        ("20221128", '{ min = "2000" }', False),
        ("2022-W48-1", '{ min = "2000" }', False),
        ("soon", '{ min = "2000" }', False),
        (20221128, '{ min = "2000" }', False),
    ],
)
def test_times_are_compared_as_instants(value, bounds, expected):
    assert takes(f'{{ "meta.at" = {{ range = {bounds} }} }}', {"meta": {"at": value}}) is expected


def test_routes_come_in_the_order_of_the_file():
    rules = parse_rules(
        """
        [[route]]
        name = "z"
        when = { status = 200 }
        [[route]]
        name = "no"
        when = { status = 404 }
        [[route]]
        name = "a"
        when = { status = 200 }
        """
    )

    assert rules.names == ("z", "no", "a")
    assert rules.routes(ITEM) == ["z", "a"]
    assert not rules.empty


def test_without_a_file_nothing_is_filtered_and_there_is_no_route():
    rules = load_rules(None)

    assert (rules.routes(ITEM), rules.filtered(ITEM), rules.explain(ITEM), rules.empty) == ([], None, [], True)


def with_(**changes):
    item = copy.deepcopy(ITEM)
    for path, value in changes.items():
        *parents, last = path.split("__")
        holder = item
        for parent in parents:
            holder = holder[parent]
        holder[last] = value
    return item


@pytest.mark.parametrize(
    ("settings", "changes", "reason"),
    [
        ('languages = ["en"]', {}, None),
        ('languages = ["EN"]', {"classification__language": "en-GB"}, None),
        ('languages = ["en-GB"]', {}, "language"),
        ('languages = ["de", "fr"]', {}, "language"),
        ('languages = ["en"]', {"classification__language": "eng"}, "language"),
        ('languages = ["de"]', {"classification__language": None}, None),
        ('languages = ["de"]\nunknown = "drop"', {"classification__language": None}, "language"),
        ('page_types = ["article", "forum"]', {}, None),
        ('page_types = ["listing"]', {}, "page_type"),
        ('page_types = ["listing"]', {"classification__page_type": None}, None),
        ('page_types = ["listing"]\nunknown = "drop"', {"classification__page_type": None}, "page_type"),
        ('domains = { allow = ["example.com"] }', {}, None),
        ('domains = { allow = ["example.com"] }', {"url": "https://badexample.com/"}, "domain"),
        ('domains = { allow = ["example.com"] }', {"url": "https://EXAMPLE.com.:8443/"}, None),
        ('domains = { allow = ["example.com"] }', {"url": "https://example.com.evil.org/"}, "domain"),
        ('domains = { allow = ["example.com"] }', {"url": "https://u:p@example.com/"}, None),
        ('domains = { deny = ["example.com"] }', {}, "domain"),
        ('domains = { allow = ["example.com"], deny = ["www.example.com"] }', {}, "domain"),
        ('domains = { allow = ["xn--bcher-kva.de"] }', {"url": "https://www.bücher.de/"}, None),
        ('domains = { allow = ["bücher.de"] }', {"url": "https://xn--bcher-kva.de/"}, None),
        ('domains = { deny = ["example.com"] }', {"url": "file:///tmp/a.html"}, "domain"),
        ('domains = { allow = ["example.com"] }', {"url": "file:///a", "document__canonical_url": None}, None),
        ('domains = { allow = ["a.com"] }\nunknown = "drop"', {"url": "http://[", "document": {}}, "domain"),
        ("minimum_words = 120", {}, None),
        ("minimum_words = 121", {}, "too_short"),
        ("minimum_words = 1", {"enrichment__word_count": 0}, "too_short"),
        # the first of the closed list, whatever the order of the file
        ('minimum_words = 999\nlanguages = ["de"]', {}, "language"),
    ],
)
def test_a_filter_ends_a_page_with_a_reason(settings, changes, reason):
    rules = parse_rules(f"[filter]\n{settings}")

    assert rules.filtered(with_(**changes)) == reason
    assert reason is None or reason in FILTER_REASONS


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ('{ "enrichment.country" = "RU" }', 'no such field; did you mean "enrichment.countries"?'),
        ('{ "enrichment.countries.cod" = "RU" }', 'did you mean "enrichment.countries.code"?'),
        ('{ "language" = "en" }', 'did you mean "classification.language"?'),
        ('{ "url.host" = "en" }', '"url" is a value and has no fields'),
        ('{ "qqqq" = "en" }', "no such field; there are id, intake_id, url,"),
        ('{ "" = 1 }', "no such field"),
        ('{ "meta..tier" = 1 }', "no such field"),
        ('{ "url" = { matches = ".*" } }', 'unknown operator "matches"; there are equals, any_of'),
        ('{ "url" = { prefx = "a" } }', 'did you mean "prefix"?'),
        ('{ classification.language = "en" }', 'in quotes: "classification.language"'),
        ('{ "classification.page_type" = "artcle" }', 'did you mean "article"?'),
        ('{ "classification.page_type" = { any_of = ["x"] } }', 'can\'t occur there; one of "article", "forum"'),
        ('{ "enrichment.countries.code" = "ru" }', "matching regex"),
        ('{ "enrichment.word_count" = "5" }', "Expected `int`, got `str`"),
        ('{ "enrichment.word_count" = true }', "Expected `int`, got `bool`"),
        ('{ "classification.language_confidence" = 2 }', "<= 1"),
        ('{ "enrichment.countries" = "RU" }', "holds other fields; name one of them"),
        ('{ "url" = ["a"] }', 'write { any_of = ["a"] }'),
        ('{ "url" = {} }', "has no operator"),
        ('{ "url" = { any_of = [] } }', "needs a list of values, not []"),
        ('{ "url" = { any_of = "a" } }', 'needs a list of values, not "a"'),
        ('{ "url" = { prefix = "" } }', "none of them empty"),
        ('{ "status" = { prefix = "2" } }', "holds numbers, and a prefix is for strings"),
        ('{ "url" = { exists = 1 } }', "needs true or false, not 1"),
        ('{ "status" = { range = { min = "2022" } } }', "the range is one of times"),
        ('{ "document.published" = { range = { min = 5 } } }', "the range is one of numbers"),
        ('{ "document.published" = { range = { min = "monday" } } }', '"monday" is no time'),
        ('{ "document.published" = { range = { min = 2022-01-01T00:00:00 } } }', "with an offset"),
        ('{ "document.published" = { range = { min = "2023", max = "2022" } } }', "later than max"),
        ('{ "document.published" = 2022-01-01 }', "use range"),
        ('{ "status" = { range = { min = 2, max = 1 } } }', "greater than max"),
        ('{ "status" = { range = { min = nan } } }', "neither a number nor a time"),
        ('{ "status" = { range = { from = 2 } } }', "min, max or both"),
        ('{ "meta.x" = { range = { min = 2, max = "2022" } } }', "both be numbers or both be times"),
        ('{ "classification.page_type" = { range = { min = 1 } } }', "a range is for numbers and times"),
        ('{ "meta.x" = nan }', "nan is not a string"),
        ("{}", "needs a table of conditions"),
        ('"all"', "needs a table of conditions"),
        ("{ any = [] }", "needs a list of tables"),
        ('{ any = [{ url = "a" }, { ulr = "a" }] }', 'when.any[2]."ulr": no such field; did you mean "url"?'),
        ('{ "url" = { not = { not = { foo = 1 } } } }', 'when."url".not.not: unknown operator "foo"'),
    ],
)
def test_a_wrong_condition_is_refused_with_its_place(when, message):
    said = refused_when(when)

    assert said.startswith("when")
    assert message in said


def test_the_message_names_file_route_and_field():
    text = (
        '[[route]]\nname = "ok"\nwhen = { status = 1 }\n[[route]]\nname = "russia"\nwhen = { "enrichment.country" = 1 }'
    )

    assert refusal(text) == (
        'rules.toml: route[2] "russia": when."enrichment.country": no such field; did you mean "enrichment.countries"?'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[route]", "rules.toml: "),
        ("[[routes]]", 'unknown table "routes"; did you mean "route"?'),
        ("[route]", "begin each route with [[route]]"),
        ("route = [1]", "route[1]: needs a table"),
        ("[[route]]", "route[1]: needs a name of 1 to 64 of a-z"),
        ('[[route]]\nname = "Big"', 'not "Big"'),
        (f'[[route]]\nname = "{"a" * 65}"', "needs a name"),
        ('[[route]]\nname = "a\\n"', "needs a name"),
        ('[[route]]\nname = "a"', 'route[1] "a": has no when'),
        ('[[route]]\nname = "a"\nwehn = {}', 'unknown key "wehn"; did you mean "when"?'),
        ('[[route]]\nname="a"\nwhen={status=1}\n[[route]]\nname="a"\nwhen={status=1}', 'route[2] "a": another route'),
        ("filter = 1", "filter: needs a table"),
        ('[filter]\nlanguage = ["en"]', 'filter: unknown setting "language"; did you mean "languages"?'),
        ('[filter]\nlanguages = "en"', "filter.languages: needs a list of strings"),
        ("[filter]\nlanguages = []", "filter.languages: needs a list of strings"),
        ('[filter]\nlanguages = ["English!"]', "is no language tag"),
        ('[filter]\npage_types = ["artikel"]', 'is no page type; did you mean "article"?'),
        ('[filter]\ndomains = ["a.com"]', "needs a table with allow, deny or both"),
        ('[filter]\ndomains = { alow = ["a.com"] }', 'did you mean "allow"?'),
        ('[filter]\ndomains = { allow = ["*.a.com"] }', "is no domain"),
        ('[filter]\ndomains = { allow = ["https://a.com"] }', "is no domain"),
        ("[filter]\nminimum_words = 0", "needs a whole number from 1"),
        ("[filter]\nminimum_words = true", "needs a whole number from 1"),
        ('[filter]\nunknown = "maybe"', 'needs "keep" or "drop"'),
        ("a = " + "[" * 5000, "nested too deeply"),
        ('[[route]]\nname = "a"\nwhen.url.' + ".".join(["not"] * 500) + " = 1", "nested too deeply"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(text, message):
    assert message in refusal(text)


def test_a_file_that_can_not_be_read_is_named(tmp_path):
    with pytest.raises(RulesError, match=r"missing\.toml: No such file"):
        load_rules(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xe4")
    with pytest.raises(RulesError, match=r"latin\.toml: is not UTF-8"):
        load_rules(tmp_path / "latin.toml")


def test_a_file_is_read(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text('[[route]]\nname = "r"\nwhen = { "document.title" = { prefix = "Übersicht" } }', encoding="utf-8")

    assert load_rules(str(file)).routes(with_(document__title="Übersicht")) == ["r"]


def test_an_explanation_names_the_condition_that_decided():
    rules = parse_rules(
        """
        [[route]]
        name = "russia"
        when = { "classification.language" = "en", "enrichment.countries.code" = { any_of = ["RU"] } }
        [[route]]
        name = "old"
        when = { "classification.language" = "en", "document.published" = { range = { max = 2000-01-01 } } }
        [[route]]
        name = "wire"
        when = { any = [{ "enrichment.agency" = "TASS" }, { "document.section" = "Wire" }] }
        """
    )

    russia, old, wire = rules.explain(ITEM)

    assert (russia.route, russia.matched, russia.decided_by) == ("russia", True, None)
    assert russia.checks[1].found == ['"AM"', '"RU"']
    assert not old.matched
    assert old.decided_by is old.checks[1]
    assert old.why == (
        '"document.published" = { range = { max = 2000-01-01 } } fails: found "2022-11-28T00:30:00+01:00"'
    )
    assert not wire.matched
    assert wire.why == (
        'any: no alternative holds: "enrichment.agency" = "TASS" fails: found "Reuters"; '
        '"document.section" = "Wire" fails: found nothing'
    )


def test_an_explanation_keeps_long_values_short():
    rules = parse_rules('[[route]]\nname = "r"\nwhen = { "document.authors" = "x" }')

    (explained,) = rules.explain(with_(document__authors=["y" * 500] * 500))

    assert len(explained.why) < 1200
    assert explained.checks[0].found[-1] == "and 490 more"


DOCUMENTED = (Path(__file__).parent.parent / "docs" / "routes.md").read_text(encoding="utf-8")
(DOCUMENTED_ITEM,) = map(json.loads, re.findall(r"```json\n(.*?)```", DOCUMENTED, re.DOTALL))
EXAMPLES = re.findall(r"```toml\n(.*?)```\n\n(Routes|Filtered): ([^\n]*)\n", DOCUMENTED, re.DOTALL)


def test_every_example_of_the_documentation_is_run():
    assert len(EXAMPLES) == DOCUMENTED.count("```toml") == 5


@pytest.mark.parametrize(("text", "kind", "expected"), EXAMPLES)
def test_the_examples_of_the_documentation_do_what_it_says(text, kind, expected):
    rules = parse_rules(text)
    names = re.findall(r"`([^`]+)`", expected)

    if kind == "Routes":
        assert rules.routes(DOCUMENTED_ITEM) == names
        assert rules.filtered(DOCUMENTED_ITEM) is None
    else:
        assert [rules.filtered(DOCUMENTED_ITEM)] == names


def test_the_error_in_the_documentation_is_what_is_said():
    (shown,) = re.findall(r"```text\n(.*?)\n```", DOCUMENTED)

    assert refusal('[[route]]\nname = "russia"\nwhen = { "enrichment.country" = "RU" }') == shown


# Properties

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(), st.sampled_from(["", "a", "en", "RU", "2022", "article"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=5,
)
NAMES = st.sampled_from(["url", "meta", "document", "classification", "enrichment", "published", "countries", "a"])
KEYS = st.sampled_from(["language", "countries", "code", "published", "word_count", "canonical_url", "a"])
OBJECTS = st.dictionaries(KEYS, JSON, max_size=3)
ITEMS = st.dictionaries(
    NAMES, JSON | OBJECTS | st.dictionaries(KEYS, st.lists(OBJECTS, max_size=2), max_size=2), max_size=5
)
PATTERNS = st.sampled_from(
    [
        '"a"',
        "1",
        "true",
        '{ any_of = ["en", 0, 2.5] }',
        '{ prefix = ["a", "2"] }',
        "{ range = { min = -1, max = 2 } }",
        '{ range = { max = "2022" } }',
        "{ exists = true }",
        '{ exists = false, not = { prefix = "e" } }',
    ]
)
PATHS = st.sampled_from(["meta", "meta.a", "meta.a.b", "meta.language"])
EVERYTHING = parse_rules(
    "\n".join(
        f'[[route]]\nname = "r{n}"\nwhen = {{ "{path}" = {{ exists = true }} }}' for n, path in enumerate(all_paths())
    )
    + """
    [[route]]
    name = "times"
    when = { any = [{ "document.published" = { range = { min = "2020" } } }, { "meta.a" = { range = { min = 1 } } }] }
    [[route]]
    name = "values"
    when = { "classification.language" = { not = "en" }, "enrichment.countries.code" = { prefix = "R" }, "meta.a" = 1 }
    [filter]
    languages = ["en"]
    page_types = ["article"]
    domains = { allow = ["a"], deny = ["b"] }
    minimum_words = 5
    """
)


@given(ITEMS, PATHS, PATTERNS)
def test_not_negates(item, path, pattern):
    if path == "meta":
        pattern = "{ exists = true }"

    assert takes(f'{{ "{path}" = {{ not = {pattern} }} }}', item) is not takes(f'{{ "{path}" = {pattern} }}', item)


@given(ITEMS, PATHS, PATTERNS, PATTERNS)
def test_fields_are_anded_and_alternatives_are_ored(item, path, one, other):
    path = "meta.a" if path == "meta" else path
    first, second = (takes(f'{{ "{path}" = {pattern} }}', item) for pattern in (one, other))

    assert takes(f'{{ "{path}" = {one}, any = [{{ "{path}" = {other} }}] }}', item) is (first and second)
    assert takes(f'{{ any = [{{ "{path}" = {one} }}, {{ "{path}" = {other} }}] }}', item) is (first or second)


@given(ITEMS)
def test_no_item_makes_rules_raise_and_the_explanation_agrees_with_the_routes(item):
    routes = EVERYTHING.routes(item)

    assert [one.route for one in EVERYTHING.explain(item) if one.matched] == routes
    assert all(one.why for one in EVERYTHING.explain(item))
    assert EVERYTHING.filtered(item) in {None, *FILTER_REASONS}


@given(st.text(), st.text())
def test_no_text_in_an_item_makes_a_filter_raise(url, language):
    item = {"url": url, "classification": {"language": language, "page_type": language}}

    assert EVERYTHING.filtered(item) in {None, *FILTER_REASONS}
    EVERYTHING.filtered({"url": f"https://{url}"})


def test_lists_and_objects_that_nest_deeper_than_python_recurses_do_no_harm():
    deep: list[object] = []
    for _ in range(50_000):
        deep = [deep]

    assert not takes('{ "meta.a" = 1 }', {"meta": {"a": deep}})


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=OFFSETS)  # noqa: DTZ001  (made aware)


@given(TIMES, TIMES, OFFSETS)
def test_times_are_ordered_as_their_instants_are_whatever_the_offset(value, bound, offset):
    written = bound.astimezone(offset).isoformat()

    item = {"meta": {"at": value.isoformat()}}

    assert takes(f'{{ "meta.at" = {{ range = {{ min = "{written}" }} }} }}', item) is (value >= bound)
    day = bound.astimezone(UTC).date()
    assert takes(f'{{ "meta.at" = {{ range = {{ min = {day}, max = {day} }} }} }}', item) is (
        value.astimezone(UTC).date() == day
    )


@given(st.text())
def test_any_text_is_rules_or_is_refused_as_such(text):
    try:
        rules = parse_rules(text, source="rules.toml")
    except RulesError as error:
        assert str(error).startswith("rules.toml")
    else:
        assert rules.routes(ITEM) == []
