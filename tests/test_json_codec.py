"""Free-form JSON: what orjson refuses is written all the same, and hostile input is an error that is expected."""

from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest

from wiremill.client.receipt import Receipt
from wiremill.contract.document import Link
from wiremill.json_codec import decode_json, encode_json


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [1, 2.5, None, True, "é\n"]}, '{"a":[1,2.5,null,true,"é\\n"]}'),
        (
            {"link": Link("https://example.org/", "text")},
            '{"link":{"url":"https://example.org/","text":"text"}}',
        ),
        ({"n": 2**70}, '{"n":1180591620717411303424}'),
        ({1: "one"}, '{"1":"one"}'),
        ({"n": float("nan")}, '{"n":null}'),
        ({"n": float("inf"), "m": 2**70}, '{"n":null,"m":1180591620717411303424}'),
        ({"path": "\udcff"}, '{"path":"\\udcff"}'),
        ({"error": KeyError("x")}, '{"error":"KeyError(\'x\')"}'),
        ({"of": frozenset("a")}, '{"of":["a"]}'),
    ],
)
def test_any_value_is_written_as_json(value, expected):
    assert json.loads(encode_json(value)) == json.loads(expected)
    assert json.loads(encode_json(value, indent=True)) == json.loads(expected)


def test_it_is_on_one_line_unless_it_is_to_be_indented():
    assert encode_json({"a": [1], "b": {}}) == b'{"a":[1],"b":{}}'
    assert encode_json({"a": [1]}, indent=True) == b'{\n  "a": [\n    1\n  ]\n}'
    assert encode_json({"a": [2**70]}, indent=True) == b'{\n  "a": [\n    1180591620717411303424\n  ]\n}'


def test_a_struct_is_written_as_msgspec_writes_it():
    receipt = Receipt(page_id="p", intake_id="1-0", traceparent="t", url="https://example.org/")

    assert encode_json(receipt) == msgspec.json.encode(receipt)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[" * 1025 + "]" * 1025, '"\\ud800"', "1e999", "NaN", '"\x00"', "{", b'"\xff"']
)
def test_hostile_json_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        decode_json(text)


def test_of_equal_keys_the_last_counts_and_large_numbers_become_floats():
    assert decode_json('{"a":1,"a":123456789012345678901234567890}') == {"a": 123456789012345678901234567890.0}


def test_no_value_keeps_a_log_line_from_being_written():
    code = """
import structlog
from wiremill import logs
from wiremill.settings import Settings
logs.configure(Settings(log_format="json"))
for value in (2**70, "\\udcff", KeyError("x"), {1: 2}, float("nan"), b"\\xff"):
    structlog.get_logger("test").warning("page.done", value=value)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stderr

    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["value"] for line in lines] == [2**70, "\udcff", "KeyError('x')", {"1": 2}, None, "/w=="]
    assert {(line["event"], line["level"]) for line in lines} == {("page.done", "warning")}
    assert {*map(tuple, map(sorted, lines))} == {("event", "level", "timestamp", "value")}
