"""Text that no reader of a page sees is no text of the document."""

from __future__ import annotations

import pytest
from article import LINES

from worker.parse import parse

SENTENCES = LINES[:8]
PROSE = "\n".join(SENTENCES * 2)
PARAGRAPHS = [f"<p>{line}</p>" for line in PROSE.split("\n")]
HIDDEN = "What nobody is to see stands in this paragraph of the page."


def text_of(inserted, after=9):
    body = "".join([*PARAGRAPHS[:after], inserted, *PARAGRAPHS[after:]])
    head = "<header><nav><a href=/>Home</a> <a href=/news>News</a></nav></header>"
    return parse(
        f"<html><body>{head}<main><article><h1>Bridge closes</h1>{body}</article></main></body></html>".encode()
    ).text


@pytest.mark.parametrize(
    "inserted",
    [
        f"<video controls><source src=a.mp4><p>{HIDDEN}</p></video>",
        f"<audio src=a.mp3><div><p>{HIDDEN}</p></div></audio>",
        f"<object data=a.swf><table><tr><td>{HIDDEN}</td></tr></table></object>",
        f"<template><article><h2>Card</h2><p>{HIDDEN}</p></article></template>",
        f"<svg viewBox='0 0 9 9'><foreignObject><p>{HIDDEN}</p></foreignObject></svg>",
        f"<canvas><p>{HIDDEN}</p></canvas>",
        "<noscript>&lt;iframe src=&quot;https://tags.example/ns&quot;&gt;&lt;/iframe&gt;</noscript>",
        f"<noscript>\n&lt;p class=&#34;warn&#34;&gt;{HIDDEN}&lt;/p&gt;</noscript>",
        f"<p style='DISPLAY : NONE !important'>{HIDDEN}</p>",
        f"<div hidden><p>{HIDDEN}</p></div>",
        f"<div style='color:red;visibility: hidden'><p>{HIDDEN}</p></div>",
        f"<p hidden='until-found'>{HIDDEN}</p>",
    ],
)  # fmt: skip
def test_what_is_never_shown_is_no_text(inserted):
    assert text_of(inserted) == PROSE


@pytest.mark.parametrize("hidden", ["hidden", 'style="display:none"', 'style="visibility:hidden"'])
def test_words_hidden_in_a_line_are_no_text(hidden):
    assert f"\nCars wait here.\n{SENTENCES[1]}" in text_of(f"<p>Cars <span {hidden}>and boats </span>wait here.</p>")


@pytest.mark.parametrize(
    "inserted",
    [
        "<p aria-hidden=true>{}</p>",
        "<noscript><p>{}</p></noscript>",
        "<p style='display:block;visibility:visible'>{}</p>",
        "<button>Menu<div><p>{}</p></div></button>",
        "<p><span style='display:inline-block'>{}</span></p>",
        "<div class=tabs><pre>a = 1</pre><pre style='display:none'>{}</pre></div>",
    ],
)
def test_what_is_shown_stays(inserted):
    assert SENTENCES[5].replace("Nobody", "Somebody") in text_of(
        inserted.format(SENTENCES[5].replace("Nobody", "Somebody"))
    )


@pytest.mark.parametrize("hidden", ["hidden", 'style="display:none"', 'style="visibility:hidden"'])
def test_text_that_a_script_is_to_show_stays(hidden):
    # Given a page whose body is hidden until its fonts are there, or an article whose end is hidden behind a button
    page = f"<html><body {hidden}><h1>Bridge closes</h1>{''.join(PARAGRAPHS)}</body></html>"
    assert parse(page.encode()).text == PROSE
    assert text_of(f"<div {hidden}>{''.join(PARAGRAPHS).replace('.', ', too.')}</div>", 16).count("\n") == 31


@pytest.mark.parametrize("head", ["<title>B</title>", "<meta charset=utf-8><title>B</title>", "<head><title>B</title>"])
@pytest.mark.parametrize("tag", ["article", "main", "section"])
def test_a_page_without_a_body_is_shown_all_the_same(head, tag):
    prose = "<p>The harbour bridge will close to all traffic in June so that engineers can replace the cables.</p>" * 2

    document = parse(f"{head}<{tag}><h1>Bridge closes</h1>{prose}</{tag}>".encode())

    assert document.text.count("The harbour bridge will close") == 2
