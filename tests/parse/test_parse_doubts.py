"""Flags of articles whose text is only their beginning, or is that of other pages."""

from __future__ import annotations

import json

import pytest

from worker.parse import parse

URL = "https://www.example.org/news/2024/03/05/ferry-stops-for-three-days-in-storm"
LEAD = "The ferry between the islands stopped for three days, and the shops ran out of bread before the storm was over."
TEXT = f"<p>{LEAD}</p>" + "".join(
    f"<p>On day {day} a baker drove through the night to bring flour, and the teachers made beds for those who waited.</p>"
    for day in range(9)
)


def flags(body, head="", **json_ld):
    script = json.dumps({"@type": "NewsArticle", "headline": "Ferry stops for three days", **json_ld})
    html = (
        f"<title>Ferry stops for three days</title>{head}<script type=application/ld+json>{script}</script>"
        f"<article><h1>Ferry stops for three days</h1>{body}</article>"
    )
    document = parse(html.encode(), url=URL)
    assert document.text
    return [flag for flag in document.flags if flag in {"text.teaser", "text.of_other_pages"}]


@pytest.mark.parametrize(
    ("body", "head", "json_ld", "expected"),
    [
        (f"<p>{LEAD}</p>", "", {"wordCount": 900}, ["text.teaser"]),
        (f"<p>{LEAD}</p>", "", {"wordCount": "900"}, ["text.teaser"]),
        (f"<p>{LEAD}</p>", "", {"isAccessibleForFree": False}, ["text.teaser"]),
        (f"<p>{LEAD}</p>", f'<meta name=description content="{LEAD}">', {}, ["text.teaser"]),
        (TEXT, "", {"wordCount": 210}, []),
        (TEXT, f'<meta name=description content="{LEAD}">', {}, []),
        (f"<p>{LEAD}</p>", "", {"wordCount": 20}, []),
        (f"<p>{LEAD}</p>", "", {"wordCount": "many"}, []),
        (TEXT, "", {"isAccessibleForFree": False}, []),
    ],
)
def test_the_beginning_of_a_longer_article_is_a_teaser(body, head, json_ld, expected):
    assert flags(body, head, **json_ld) == expected


def test_a_text_without_a_word_of_its_title_is_of_other_pages():
    other = "<p>Seven gardens open their gates in May, with roses, herbs and a pond that children dug by hand.</p>"
    others = "".join(other.replace("Seven", number) for number in ("Five", "Seven", "Nine", "Eleven"))
    assert "text.of_other_pages" in flags(others)
    assert "text.of_other_pages" not in flags(others + f"<p>{LEAD}</p>")


def test_a_page_without_content_has_no_text_to_doubt():
    # Given a page that declares an article, and only asks for consent
    script = json.dumps({"@type": "NewsArticle", "headline": "Bridge closes", "wordCount": 900})
    html = (
        "<title>Privacy settings</title><meta property=og:type content=article><meta name=author content='Jane Moor'>"
        f"<meta property=article:published_time content=2024-05-06><script type=application/ld+json>{script}</script>"
        "<p>Cookies? We ask for your consent. Cookies of partners need consent. Privacy.</p><button>OK</button>"
    )

    document = parse(html.encode(), url="https://example.com/news/2024/05/06/bridge-closes-for-two-years-123456")

    assert (document.page_type, document.no_content_reason) == ("article", "consent_wall")
    assert document.flags == ["no_content"]
