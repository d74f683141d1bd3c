"""Who may read a page, by what it says of itself."""

from __future__ import annotations

import json

import pytest

from worker.parse import parse

PROSE = "<p>The harbour bridge will close to all traffic in June so that engineers can replace the cables.</p>" * 3


def page(head="", **json_ld):
    script = f'<script type="application/ld+json">{json.dumps(json_ld)}</script>' if json_ld else ""
    return parse(f"<head>{head}{script}</head><h1>Bridge closes</h1>{PROSE}".encode())


@pytest.mark.parametrize(
    ("free", "access"),
    [
        (True, "open"),
        ("True", "open"),
        (False, "paywalled"),
        ("false", "paywalled"),
        ("http://schema.org/False", "paywalled"),
    ],
)
def test_schema_org_says_whether_a_page_is_free(free, access):
    document = page(**{"@type": "NewsArticle", "headline": "Bridge closes", "isAccessibleForFree": free})
    assert (document.access, document.provenance["access"].origin) == (access, "json-ld")


def test_a_part_that_is_not_free_closes_the_page():
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paid"}
    assert page(**{"@type": "NewsArticle", "isAccessibleForFree": True, "hasPart": part}).access == "paywalled"


@pytest.mark.parametrize(
    ("tier", "access"),
    [("free", "open"), ("metered", "metered"), ("locked", "paywalled"), ("registration", "registration")],
)
def test_a_tier_is_more_telling(tier, access):
    head = f'<meta property="article:content_tier" content="{tier}">'
    document = page(head, **{"@type": "NewsArticle", "isAccessibleForFree": False})
    assert (document.access, document.provenance["access"].origin) == (access, "meta")


@pytest.mark.parametrize("free", [None, 3, "maybe", [], {}])
def test_what_says_nothing_gives_nothing(free):
    document = page(**{"@type": "NewsArticle", "isAccessibleForFree": free})
    assert document.access is None
    assert "access" not in document.provenance


def test_a_teaser_that_is_closed_does_not_close_the_page():
    graph = [{"@type": "NewsArticle", "headline": "Bridge closes"}, {"@type": "Product", "isAccessibleForFree": False}]
    assert page(**{"@graph": graph}).access is None
