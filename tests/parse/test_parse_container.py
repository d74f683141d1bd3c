"""The container of an article, and the parts of it that stand outside."""

from __future__ import annotations

import numpy as np
import pytest
from article import LINES

from worker.parse import parse
from worker.parse.maintext.selection import container_factors
from worker.parse.tree.load import load
from worker.parse.tree.outline import read_outline

ALL = [f"<p>{line}</p>" for line in LINES]


def paragraphs(*numbers):
    return "".join(ALL[number] for number in range(*numbers))


def text_of(article, after=""):
    page = f"""<html><head><title>Bridge closes for two years</title><meta property="og:type" content="article"></head><body>
    <header><nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li><li><a href=/a>Arts</a></li></ul></nav></header>
    <main><article><h1>Bridge closes for two years</h1>{article}</article>{after}</main>
    <footer><p>Copyright Example Times, all rights reserved, no part may be copied without permission.</p></footer></body>"""
    return parse(page.encode(), url="https://www.example.com/news/2024/06/bridge-closes").text


@pytest.mark.parametrize(
    "article",
    [
        f"<div class=lede>{paragraphs(2)}</div><div class=rest>{paragraphs(2, 12)}</div>",
        f"<div>{paragraphs(9)}</div>{paragraphs(9, 12)}",
        f"<div class=text><blockquote>{paragraphs(9)}</blockquote>{paragraphs(9, 12)}</div>",
        f"<div class=text>{paragraphs(2)}<div id=expand>{paragraphs(2, 12)}</div></div>",
        f"<section><div>{paragraphs(9)}</div></section><hr><section><div>{paragraphs(9, 12)}</div></section>",
        f"<div>{paragraphs(4)}</div><aside class=ad>Advertisement</aside><div>{paragraphs(4, 12)}</div>",
        f"<font face=Arial>{'<br><br>'.join(LINES)}</font>",
        f"<dl><dt>Why?</dt><dd>{paragraphs(9)}</dd></dl>{paragraphs(9, 12)}",
    ],
)
def test_all_parts_of_an_article_are_kept(article):
    text = text_of(article)
    assert [line for line in LINES if line not in text] == []
    assert "Copyright" not in text
    assert "Arts" not in text


@pytest.mark.parametrize(
    "after",
    [
        "<section class=related><h2>More</h2>{}</section>",
        "<div class=teasers>{}</div>",
        "<aside>{}</aside>",
        "<div id=comments>{}</div>",
    ],
)
def test_what_follows_an_article_stays_out(after):
    teasers = "".join(
        f"<div class=teaser><h3><a href=/{n}>Ferry {n} is late</a></h3><p>Travellers waited for ferry {n} until noon.</p></div>"
        for n in range(4)
    )
    assert "is late" not in text_of(f"<div>{''.join(ALL)}</div>", after.format(teasers))


def test_what_is_outside_counts_less_unless_it_is_sure_and_beside():
    # Given a container after a lead, then a sure and a doubtful paragraph beside it, and a sure one far from it
    beside = "<p>lead</p><div><p>one</p><p>two</p></div><p>sure</p><p>doubtful</p>"
    body = f"<div><section>{beside}</section></div><div><p>far</p></div>"
    root, _ = load(f"<html><body>{body}</body></html>".encode())
    outline = read_outline(root)
    words = np.array([5.0, 50.0, 50.0, 5.0, 5.0, 5.0])

    factors = container_factors(outline, np.array([0.9, 0.9, 0.9, 0.95, 0.7, 0.99]), words)

    assert factors.tolist() == [0.8, 1.0, 1.0, 0.8, 0.55, 0.55]
