"""Addresses: put together by hand, and the same as the standard library's."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from worker.parse.common.urls import BaseUrl, path_of, site_of

BASE = "https://www.example.com/news/2024/bridge.html?page=2"
PARTS = st.text(alphabet="ab/.?=&-_~%+", min_size=1, max_size=20)


@given(PARTS)
def test_an_address_put_together_by_hand_is_urljoins(href):
    # urljoin takes two slashes in a path for one; browsers do not.
    assume("//" not in href)
    found = BaseUrl(BASE).absolute(href)
    expected = urljoin(BASE, href)
    # An empty query stays, as in browsers; urljoin drops it.
    assert found is None or found.rstrip("?") == expected.rstrip("?")


@given(st.text(max_size=40))
def test_any_address_is_absolute_and_printable_or_none(href):
    found = BaseUrl(BASE).absolute(href)
    assert found is None or (found.startswith(("http://", "https://")) and "#" not in found and " " not in found)


@pytest.mark.parametrize("href", ["/b", "b", "//example.org/b", "?b", "https://example.org/b"])
def test_a_control_in_the_pages_own_address_is_not_in_those_of_its_links(href):
    found = BaseUrl("https://www.exa\x85mple.com/new\x9bs/\x00", "di\x7fr/").absolute(href)
    assert found is not None
    assert found.isprintable()


def test_an_address_without_a_host_is_none():
    assert BaseUrl(BASE).absolute("//?x=1") is None
    assert BaseUrl(BASE).absolute("http:///x/y/z") is None


def test_a_relative_address_starts_from_the_directory_of_the_page():
    assert BaseUrl(BASE).absolute("cables.html") == "https://www.example.com/news/2024/cables.html"
    assert BaseUrl(BASE, "/other/").absolute("cables.html") == "https://www.example.com/other/cables.html"
    assert BaseUrl("https://www.example.com").absolute("cables.html") == "https://www.example.com/cables.html"


def test_the_path_is_read_without_escapes_query_and_fragment():
    assert path_of("https://example.com/br%C3%BCcke/zu?x=1#y") == "brücke/zu"
    assert path_of(None) == ""


def test_the_site_is_the_part_of_the_host_that_names_it():
    assert site_of("https://www.example.co.uk/") == "example"
