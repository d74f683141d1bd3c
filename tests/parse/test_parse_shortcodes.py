"""Shortcodes of page builders in a text."""

# ruff: noqa: E501  # pages in few lines
from __future__ import annotations

import json

import pytest

from worker.parse import parse
from worker.parse.common.shortcodes import strip_shortcodes

FIRST = "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up."
SECOND = "Ferries will run every ten minutes from both banks, and a temporary footbridge opens to everyone in May."
THIRD = "Works are to cost 210 million and to end in the summer of 2026, the city's engineer said on Tuesday evening."
MARKED = '[highlight color="red"]engineers[/highlight]'
PROSE = f"{FIRST}\n{SECOND}\n{THIRD}"


@pytest.mark.parametrize(
    "article",
    [
        f'<p>[et_pb_section fb_built="1" _builder_version="4.9"][et_pb_row][et_pb_column type="4_4"][et_pb_text]{FIRST}</p><p>{SECOND}</p><p>{THIRD}[/et_pb_text][/et_pb_column][/et_pb_row][/et_pb_section]</p>',
        f"<p>[fusion_builder_container hundred_percent=&#8221;no&#8221;]</p><p>{FIRST}</p><p>[fusion_text]{SECOND}[/fusion_text]</p><p>{THIRD}</p><p>[/fusion_builder_container]</p>",
        f"<p>[vc_row] [vc_column]<br>{FIRST}</p><div>[vc_column_text]<p>{SECOND}</p>[/vc_column_text]</div><p>{THIRD}<br>[/vc_column] [/vc_row]</p>",
        f'<p>{FIRST}</p><p>[contact-form-7 id="12" title="Write to us"]</p><p>{SECOND}</p><p>[vc_raw_html]JTNDcCUzRXglM0MlMkZwJTNF[/vc_raw_html]</p><p>{THIRD}</p>',
        f'<p>[av_textblock size="" av_uid="av-1"]{FIRST}[/av_textblock]</p><p>[one_half]{SECOND}[/one_half]</p><p>{THIRD} [rev_slider alias="home"]</p>',
        f'<p>{FIRST.replace("engineers", MARKED)}</p><p>{SECOND}</p><p>[embed]https://video.example/1[/embed]</p><p>{THIRD}</p>',
    ],
)  # fmt: skip
def test_codes_of_page_builders_are_no_text(article):
    document = parse(f"<html><body><article><h1>Bridge closes</h1>{article}</article></body></html>".encode())
    assert [line for line in document.text.split("\n") if line] == PROSE.split("\n")
    assert document.blocks[-1].end == len(document.text)


@pytest.mark.parametrize(
    "text",
    [
        "The judge wrote that they was [sic] late, as reported before [12].",
        "[Editor's note] The bridge [in the north] is to close [...]",
        "[gallery] is open on Mondays, and so is the [video] room",
        "[vc_row] is the code of a row.",
        "Put the text between [vc_row] and [/vc_row].",
        'Write [gallery columns="4"] where the pictures are to be.',
        "Each row begins with [vc_row]",
        "It takes rows[av_index] and table[cs_first], and [1, 2] besides.",
        "[quote]A line of a forum[/quote]",
        "Captions of pictures [",
    ],
)
def test_words_in_brackets_stay(text):
    assert strip_shortcodes(text) == text
    page = f"<html><body><article><p>{FIRST}</p><p>{text}</p><p>{SECOND}</p></article></body></html>"
    assert text in parse(page.encode()).text


def test_codes_in_a_listing_of_code_stay():
    page = f"<article><p>{FIRST}</p><pre>[vc_row][vc_column]\n[/vc_column][/vc_row]</pre><p>{SECOND}</p></article>"
    assert "[vc_row][vc_column]\n[/vc_column][/vc_row]" in parse(page.encode()).text


def test_codes_between_two_columns_part_words():
    text = (
        '[vc_row][vc_column]The first ends.[/vc_column][vc_column width="1/2"]The second begins.[/vc_column][/vc_row]'
    )
    assert strip_shortcodes(text) == "The first ends. The second begins."


def test_codes_in_declarations_are_no_text():
    data = json.dumps({"@type": "NewsArticle", "headline": "Bridge closes", "articleBody": f"[vc_row]{PROSE}[/vc_row]"})
    head = '<meta property="og:description" content="[vc_row][vc_column]Why the bridge closes.[/vc_column][/vc_row]">'
    page = f'<html><head>{head}<script type="application/ld+json">{data}</script></head><body><div id=app></div></body>'
    document = parse(page.encode())
    assert document.text == PROSE
    assert document.description == "Why the bridge closes."
