"""`wiremill routes` and `wiremill schema`."""

from __future__ import annotations

import json

import pytest

_RULES = """
[filter]
minimum_words = 3

[[route]]
name = "english"
when = { "classification.language" = "en" }

[[route]]
name = "german"
when = { "classification.language" = "de" }
"""


@pytest.fixture
def rules(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text(_RULES)
    return file


@pytest.fixture
def item(flow):
    flow.push("https://example.org/a")
    flow.run()
    return json.dumps(flow.items()[0])


def test_rules_that_are_right_are_counted(wiremill, rules):
    answer = wiremill("routes", "check", rules)

    assert answer.code == 0
    assert "2 routes: english, german" in answer.stdout
    assert wiremill("routes", "check", rules, "--json").json["routes"] == ["english", "german"]


def test_rules_that_are_wrong_exit_with_2_and_the_place(wiremill, rules):
    rules.write_text('[[route]]\nname = "a"\nwhen = { "langage" = "en" }\n')

    answer = wiremill("routes", "check", rules)

    assert answer.code == 2
    assert 'route[1] "a"' in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_item_is_tried_on_the_rules(wiremill, rules, item):
    answer = wiremill("routes", "test", "-", "--rules", rules, given=item)
    as_json = wiremill("routes", "test", "-", "--rules", rules, "--json", given=item).json

    assert answer.code == 0
    assert "takes  english" in answer.stdout
    assert "leaves german" in answer.stdout
    assert as_json["routes"] == ["english"]
    assert as_json["filtered"] is None
    assert [one["matched"] for one in as_json["explanations"]] == [True, False]


def test_an_item_that_the_filter_ends_exits_with_1(wiremill, rules):
    answer = wiremill("routes", "test", "-", "--rules", rules, given='{"enrichment": {"word_count": 1}}')

    assert answer.code == 1
    assert "too_short" in answer.stdout


@pytest.mark.parametrize("given", ["", "no json", "[]", "\x00"])
def test_what_is_no_item_is_refused(wiremill, rules, given):
    assert wiremill("routes", "test", "-", "--rules", rules, given=given).code == 2


def test_without_rules_there_is_nothing_to_try(wiremill, item):
    answer = wiremill("routes", "test", "-", given=item)

    assert answer.code == 2
    assert "--rules" in answer.stderr


@pytest.mark.parametrize(("name", "key"), [("item", "$schema"), ("page", "$schema"), ("asyncapi", "asyncapi")])
def test_each_document_of_the_contract_is_json(wiremill, name, key):
    assert key in wiremill("schema", name).json
    assert wiremill("schema", name, "--json").stdout.count("\n") == 1


def test_the_item_is_the_default(wiremill):
    assert wiremill("schema").json["title"] == "Item"


def test_an_unknown_document_is_refused(wiremill):
    assert wiremill("schema", "nothing").code == 2
