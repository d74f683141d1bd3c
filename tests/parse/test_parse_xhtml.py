"""XHTML and AMP read as well as HTML does."""

# ruff: noqa: E501  # pages in few lines
from __future__ import annotations

import pytest

from worker.parse import parse
from worker.parse.tree.xhtml import as_html, is_xhtml

FIRST = "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up."
SECOND = "Ferries will run every ten minutes from both banks, and a temporary footbridge opens to everyone in May."

XHTML = f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en-GB"><head><title>Bridge to close</title>
<script type="text/javascript" src="/a.js"/><style type="text/css"/><link rel="canonical" href="/bridge"/>
<script type="text/javascript">/*<![CDATA[*/ if (1 < 2 && 3 > 2) document.write("no text"); /*]]>*/</script></head>
<body><div class="nav"/><iframe src="/x"/><a id="top"/><h1>Bridge to close</h1><p>{FIRST}<br/>
<![CDATA[Fares: 2 < 3 & <b> is no tag.]]></p><p><em/>{SECOND}</p><textarea name="q"/></body></html>"""

AMP = f"""<!doctype html><html ⚡ lang="en"><head><meta charset="utf-8"><title>Bridge to close</title>
<script async src="https://cdn.ampproject.org/v0.js"></script><link rel="canonical" href="https://example.com/bridge">
<style amp-boilerplate>body{{visibility:hidden}}</style><noscript><style amp-boilerplate>body{{}}</style></noscript></head>
<body><amp-sidebar id="s"><nav><a href="/">Home page of the town</a></nav></amp-sidebar><article><h1>Bridge to close</h1>
<amp-img src="/b.jpg" width="600" height="400" layout="responsive"><noscript><img src="/b.jpg"></noscript></amp-img>
<p>{FIRST}</p><amp-ad width="300" height="250" type="x"></amp-ad><p>{SECOND}</p></article>
<amp-analytics><script type="application/json">{{"requests": {{"a": "no text at all in here"}}}}</script></amp-analytics></body></html>"""

STORY = f"""<!doctype html><html amp lang="en"><head><title>Bridge to close</title></head><body>
<amp-story standalone title="Bridge to close"><amp-story-page id="a"><amp-story-grid-layer template="fill">
<amp-img src="/a.jpg" width="720" height="1280"></amp-img></amp-story-grid-layer><amp-story-grid-layer template="vertical">
<h1>Bridge to close</h1><p>{FIRST}</p></amp-story-grid-layer></amp-story-page><amp-story-page id="b">
<amp-story-grid-layer><p>{SECOND}</p></amp-story-grid-layer></amp-story-page></amp-story></body></html>"""


@pytest.mark.parametrize(
    "content_type", ["application/xhtml+xml", "application/xhtml+xml; charset=utf-8", "text/html", None]
)
def test_xhtml_gives_its_text_without_scripts(content_type):
    document = parse(XHTML.encode(), url="https://example.com/b", content_type=content_type)
    assert document.text == f"{FIRST}\nFares: 2 < 3 & <b> is no tag.\n{SECOND}"
    assert document.title == "Bridge to close"
    assert document.canonical_url == "https://example.com/bridge"
    assert document.declared_language == "en-GB"


def test_xhtml_with_a_prefix_for_its_elements_is_read():
    body = f"<h:body><h:h1>Bridge</h:h1><h:p>{FIRST}</h:p><h:p>{SECOND}</h:p></h:body>"
    page = f'<?xml version="1.0"?><h:html xmlns:h="http://www.w3.org/1999/xhtml">{body}</h:html>'
    document = parse(page.encode(), content_type="application/xhtml+xml")
    assert document.text == f"{FIRST}\n{SECOND}"
    assert document.title == "Bridge"


def test_in_html_nothing_closes_itself():
    assert not is_xhtml("<!doctype html><div/>", "text/html")
    assert as_html("<br/><img src='a'/><p/>") == "<br/><img src='a'/><p></p>"


def test_amp_gives_its_text():
    document = parse(AMP.encode(), url="https://example.com/amp/bridge", content_type="text/html")
    assert document.text == f"{FIRST}\n{SECOND}"
    assert document.title == "Bridge to close"
    assert document.canonical_url == "https://example.com/bridge"
    assert "https://example.com/b.jpg" in {image.url for image in document.images}


def test_the_pages_of_an_amp_story_are_its_text():
    document = parse(STORY.encode(), url="https://example.com/story")
    assert document.text == f"{FIRST}\n{SECOND}"
    assert document.title == "Bridge to close"
