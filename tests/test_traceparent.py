"""A page's trace id survives the way through Wiremill, and a broken one is replaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiremill.contract.traceparent import (
    Traceparent,
    child_of,
    new_traceparent,
    parse_traceparent,
    trace_id,
    valid_or_new,
)

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
VALID = f"00-{TRACE}-{SPAN}-01"

INVALID = [
    None,
    "",
    "00",
    f"ff-{TRACE}-{SPAN}-01",
    f"00-{TRACE.upper()}-{SPAN}-01",
    f"00-{'0' * 32}-{SPAN}-01",
    f"00-{TRACE}-{'0' * 16}-01",
    f"00-{TRACE}-{SPAN}-1",
    f"00-{TRACE}-{SPAN}-01-more",
    f"00-{TRACE}-{SPAN}-01\n",
    f" {VALID}",
    f"00-{TRACE[:-1]}-{SPAN}-01",
    f"00-{TRACE}{SPAN}-01",
    f"cc-{TRACE}-{SPAN}-01.what",
]


def test_a_valid_one_is_read_into_its_parts() -> None:
    assert parse_traceparent(VALID) == Traceparent(TRACE, SPAN, sampled=True)
    assert parse_traceparent(f"00-{TRACE}-{SPAN}-00") == Traceparent(TRACE, SPAN, sampled=False)


@pytest.mark.parametrize("text", INVALID)
def test_an_invalid_one_restarts_the_trace(text: str | None) -> None:
    assert parse_traceparent(text) is None
    for restarted in (valid_or_new(text), child_of(text)):
        assert parse_traceparent(restarted) is not None
        assert trace_id(restarted) != TRACE


def test_a_valid_one_is_accepted_as_it_is() -> None:
    assert valid_or_new(VALID) == VALID


@pytest.mark.parametrize("later", [f"01-{TRACE}-{SPAN}-01", f"cc-{TRACE}-{SPAN}-01-what-the-future-brings"])
def test_a_later_version_is_read_by_its_first_four_fields(later: str) -> None:
    assert valid_or_new(later) == VALID


def test_flags_that_level_1_does_not_know_are_sent_as_zero() -> None:
    assert valid_or_new(f"00-{TRACE}-{SPAN}-ff") == VALID
    assert valid_or_new(f"00-{TRACE}-{SPAN}-fe") == f"00-{TRACE}-{SPAN}-00"


def test_a_child_has_the_same_trace_and_sampling_but_another_span() -> None:
    for flags in ("00", "01"):
        made = parse_traceparent(child_of(f"00-{TRACE}-{SPAN}-{flags}"))
        assert made is not None
        assert made.trace_id == TRACE
        assert made.span_id != SPAN
        assert made.sampled is (flags == "01")


def test_new_ones_are_valid_and_differ() -> None:
    made = {new_traceparent() for _ in range(100)}
    assert len({trace_id(one) for one in made}) == 100
    assert all(len(one) == 55 for one in made)


def test_asking_for_the_trace_of_an_invalid_one_says_so() -> None:
    with pytest.raises(ValueError, match="not a W3C Trace Context traceparent"):
        trace_id("nonsense")


@given(st.one_of(st.text(), st.from_regex(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")))
def test_whatever_comes_in_a_valid_one_goes_out(text: str) -> None:
    once = valid_or_new(text)
    assert parse_traceparent(once) is not None
    assert valid_or_new(once) == once
