"""What a page may hold: whoever hands it over is told what a worker would refuse, and a worker takes all the rest."""

from __future__ import annotations

import datetime as dt
import gzip
import http
import math
import subprocess
import sys

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from wiremill.contract.intake import decode_entry, encode_entry, unpack
from wiremill.contract.page import Page
from wiremill.contract.page_check import MAX_LEVELS
from wiremill.errors import MALFORMED_REASONS, MalformedPage

LIMIT = 100_000
GOOD = {"url": "https://example.org/", "body": b"<p>body</p>"}


def flat_fields(flat):
    parts = [part if isinstance(part, bytes) else part.encode() for part in flat]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def travelled(page):
    return decode_entry(flat_fields(encode_entry(page, max_bytes=LIMIT)), max_bytes=LIMIT)


def nested(levels):
    value = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


def mixed(levels):
    value = []
    for _ in range(levels - 2):
        value = [value]
    return {"a": value}


#: Any text, halves of surrogate pairs too; any JSON, and what is none.
TEXTS = st.text(st.characters(), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.binary(max_size=20) | st.datetimes()
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(SCALARS, inner, max_size=3),
    max_leaves=10,
)
WHOLE = {
    "url": st.sampled_from(["https://example.org/a", " mailto:a@example.org\n", "https://example.org/\xfc"]),
    "body": st.binary(min_size=1, max_size=50) | st.sampled_from([gzip.compress(b"ab"), zstandard.compress(b"ab")]),
    "content_encoding": st.sampled_from(["identity", "gzip", "zstd", " GZIP", ""]),
    "status": st.integers(90, 610) | st.sampled_from(http.HTTPStatus),
    "fetched_at": st.datetimes(timezones=st.just(dt.UTC)).map(dt.datetime.isoformat),
    "headers": st.dictionaries(TEXTS, TEXTS, max_size=3),
    "meta": st.dictionaries(st.text(max_size=5), JSON, max_size=3) | st.dictionaries(TEXTS, ANYTHING, max_size=3),
}
PAGES = st.fixed_dictionaries(
    {name: WHOLE[name] | WHOLE[name] | WHOLE[name] | ANYTHING for name in ("url", "body")},
    optional={
        name: st.one_of(*[WHOLE.get(name, TEXTS)] * 6, ANYTHING)
        for name in Page.__struct_fields__
        if name not in {"url", "body"}
    },
).map(lambda fields: Page(**fields))


@given(PAGES)
def test_any_page_is_refused_by_name_or_reads_back_as_it_was(page):
    try:
        flat = encode_entry(page, max_bytes=LIMIT)
    except MalformedPage as error:
        assert error.reason in MALFORMED_REASONS
        assert str(error).startswith((*Page.__struct_fields__, "no field", "the body"))
        str(error).encode()
        return
    read = decode_entry(flat_fields(flat), max_bytes=LIMIT)

    for name in {*Page.__struct_fields__} - {"body", "content_encoding"}:
        given, found = getattr(page, name), getattr(read, name)
        if name in {"headers", "meta"}:
            assert found == (given or {})
        else:
            assert found == ((given.strip() or None) if isinstance(given, str) else given)
    assert read.body == unpack(page.body, (page.content_encoding or "").strip().lower(), LIMIT)
    assert travelled(read) == read


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"body": "<p>"}, "body '<p>' is of type str: pass the bytes as fetched"),
        ({"body": bytearray(b"<p>")}, "body bytearray(b'<p>') is of type bytearray: convert it with bytes(…)"),
        ({"body": None}, "body None is of type NoneType: pass the bytes"),
        ({"body": b""}, "empty"),
        ({"body": b"x" * (LIMIT + 1)}, "100,001 bytes"),
        ({"body": b"no gzip", "content_encoding": "gzip"}, "not valid gzip data"),
        ({"url": 5}, "url 5 is of type int: pass a str"),
        ({"url": "https://example.org/\ud800"}, "url 'https://example.org/\\ud800' contains a lone surrogate"),
        ({"content_encoding": "br"}, "content_encoding 'br': use identity, gzip or zstd"),
        ({"content_encoding": ["gzip"]}, "content_encoding ['gzip']: use identity"),
        ({"status": "200"}, "status '200' is of type str: pass an int"),
        ({"status": True}, "status True is of type bool: pass an int"),
        ({"status": 999}, "status 999 is not an HTTP status from 100 to 599"),
        ({"status": 10**5000}, "status <int> is not an HTTP status"),
        (
            {"fetched_at": "yesterday"},
            "fetched_at 'yesterday' is not an RFC 3339 time: write it as 2024-05-31T09:30:00Z",
        ),
        ({"fetched_at": "2024-01-01T00:00:00"}, "fetched_at '2024-01-01T00:00:00' has no offset: add Z"),
        ({"fetched_at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)}, "is of type datetime: pass a str"),
        ({"source": "s" * 1001}, "source 'ssss"),
        ({"source": "s" * 1001}, "1,001 characters; at most 1,000 are allowed"),
        ({"source": "\udcff"}, "source '\\udcff' contains a lone surrogate at character 0"),
        ({"source": b"feed"}, "source b'feed' is of type bytes: pass a str"),
        ({"id": "a\nb"}, "id 'a\\nb': use printable characters"),
        ({"traceparent": 5}, "traceparent 5 is of type int: pass a str"),
        ({"headers": [("a", "b")]}, "headers [('a', 'b')] is of type list: convert it with dict"),
        ({"headers": {"a": 1}}, "headers['a'] is 1: pass a str"),
        ({"headers": {"a": ["b"]}}, "headers['a'] is ['b']: pass a str"),
        ({"headers": {b"a": "b"}}, "headers has the key b'a': use text as keys"),
        ({"headers": {"x": "y" * 70_000}}, "headers has 70,008 bytes as JSON; at most 65,536 are allowed"),
        ({"meta": ["a"]}, "meta ['a'] is of type list: convert it with dict"),
        ({"meta": {"a": "x" * 70_000}}, "meta has 70,008 bytes as JSON"),
        ({"meta": {"a": [1, math.nan]}}, "meta['a'][1] is nan, which JSON can't express"),
        ({"meta": {"a": {"b": math.inf}}}, "meta['a']['b'] is inf, which JSON can't express"),
        ({"meta": {"a": {1: 2}}}, "meta['a'] has the key 1: use text as keys"),
        ({"meta": {"a": (1, 2)}}, "meta['a'] is (1, 2), which JSON can't express"),
        ({"meta": {"a": b"x"}}, "meta['a'] is b'x', which JSON can't express"),
        ({"meta": {"a": object}}, "meta['a'] is <class 'object'>, which JSON can't express"),
        ({"meta": {"a": 10**5000}}, "meta <dict> is refused: JSON can't express it"),
        ({"meta": {"a": "\ud800"}}, "meta['a'] '\\ud800' contains a lone surrogate"),
        ({"meta": {"\ud800": "a"}}, "meta has the key '\\ud800': use text as keys"),
        ({"meta": nested(MAX_LEVELS + 1)}, "is more than 100 levels deep: nest it less"),
        ({"meta": mixed(MAX_LEVELS + 1)}, "is more than 100 levels deep: nest it less"),
        ({"meta": nested(100_000)}, "is more than 100 levels deep: nest it less"),
    ],
)
def test_what_a_worker_would_refuse_is_an_error_that_names_field_value_and_way_out(fields, said):
    with pytest.raises(MalformedPage) as caught:
        encode_entry(Page(**GOOD | fields), max_bytes=LIMIT)

    assert said in str(caught.value)
    assert len(str(caught.value)) < 500


def test_a_meta_that_holds_itself_is_refused():
    meta = {}
    meta["a"] = meta

    with pytest.raises(MalformedPage, match="nest it less"):
        encode_entry(Page(**GOOD, meta=meta))


@pytest.mark.parametrize("meta", [nested(MAX_LEVELS), mixed(MAX_LEVELS), {"a": [{}] * 500}])
def test_a_meta_as_deep_as_allowed_is_taken(meta):
    assert travelled(Page(**GOOD, meta=meta)).meta == meta


def test_an_entry_with_a_meta_that_is_too_deep_is_refused_too():
    raw = b'{"a":' + b"[" * MAX_LEVELS + b"]" * MAX_LEVELS + b"}"

    with pytest.raises(MalformedPage, match="more than 100 levels"):
        decode_entry({b"url": b"https://example.org/", b"body": b"x", b"meta": raw}, max_bytes=LIMIT)


def test_blanks_around_a_text_are_taken_off_and_what_is_empty_is_absent():
    page = travelled(Page(url=" https://example.org/\n", body=b"x", source="\tfeed ", id="", charset=" ", meta=None))

    assert page == Page(url="https://example.org/", body=b"x", source="feed")


def test_a_body_of_just_the_size_allowed_is_taken_though_zstd_makes_it_larger():
    from random import Random

    body = Random(1).randbytes(LIMIT)

    assert travelled(Page(url="https://example.org/", body=body)).body == body


def test_what_is_no_page_is_refused():
    with pytest.raises(MalformedPage, match=r"is not a Page: pass Page\(url"):
        encode_entry({"url": "https://example.org/", "body": b"x"})


def test_threads_can_pack_and_unpack_at_the_same_time():
    """As a process of its own: what zstd does with a context that two threads share is to crash."""
    program = """
import random, threading
from wiremill.contract.intake import decode_entry, encode_entry
from wiremill.contract.page import Page

def work(seed):
    made = random.Random(seed)
    for _ in range(300):
        body = bytes([seed]) * made.randrange(1000, 200_000) + made.randbytes(2000)
        flat = encode_entry(Page(url="https://example.org/", body=body))
        fields = {name.encode(): part if isinstance(part, bytes) else part.encode() for name, part in zip(flat[::2], flat[1::2])}
        good.append(decode_entry(fields, max_bytes=1_000_000).body == body)

good = []
threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 5)]
for one in threads: one.start()
for one in threads: one.join()
assert len(good) == 1200 and all(good)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
