"""Lines of date and byline are fields, and no text; prose that begins like them stays."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import pytest

from worker.parse import parse
from worker.parse.fields.authors.credit_lines import is_credit_line

_PROSE = (
    "<p>The ferry between the islands stopped for three days because of a storm, and the shops ran out of bread.</p>"
    "<p>A baker drove through the night to bring flour from the mainland once the first boat left again.</p>"
    "<p>People who had waited at the quay slept in the school, where the teachers had made beds of mats.</p>"
    "<p>The company promised to keep a second boat ready in winter, but it did not say who would pay for it.</p>"
)


@pytest.mark.parametrize(
    "line",
    [
        "By Anna Holm | Updated 5 March 2024, 14:20",
        "Published 3 March 2022, updated 9 January 2024",
        "03/04/2023 - 18:05",
        "Von Anna Holm und Jan Beck, 5. März 2024, 14.20 Uhr",
        "Zuletzt aktualisiert am 05.03.2024 um 10:30 Uhr",
        "Publié le 5 mars 2024 à 10h30 par Anne Petit",
        "5 min read · Anna Holm · March 5, 2024",
        "Опубликовано 5 марта 2024, 10:20",
        "2024年05月06日 09:15 来源：海岛日报 作者：王小明",
        "記者 王小明／台北報導",
        "Received: 11 August 2022",
        "Posted by anna on March 5, 2024 at 3:12 pm",
        "By Associated Press",
        "Words: Anna Holm Photos: Jan Beck",
    ],
)
def test_a_line_of_dates_and_bylines_is_known(line):
    assert is_credit_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "On 5 March 2024 the ferry sank",
        "By 2024 the quay was finished",
        "By noon the storm had passed.",
        "Von Hamburg nach Berlin",
        "5 March 2024: the ferry sinks",
        "Published in London on 5 March 2024",
        "By Anna Holm and the crew of the harbour boat",
        "Born 5 March 1990",
        "Anna Holm",
        "Par amour",
        "Opening hours: 9:00-17:00",
    ],
)
def test_a_line_of_prose_or_of_other_dates_is_none(line):
    assert not is_credit_line(line)


def test_the_name_of_a_known_author_is_a_line_of_its_own():
    assert is_credit_line("Anna Holm", authors=["Anna Holm"])
    assert not is_credit_line("By Royal Appointment", authors=["Anna Holm"])


@pytest.mark.parametrize(
    "line",
    [
        "<p>By Anna Holm</p>",
        "<p class=fecha>03/04/2023 - 18:05</p>",
        "<div>Published 3 March 2022, updated 9 January 2024</div>",
        "<p>By <a href=/p/anna>Anna Holm</a></p><p>5 March 2024</p>",
        "<h5><em>Von Anna Holm</em></h5>",
    ],
)
def test_the_text_of_an_article_begins_after_its_credits(line):
    document = parse(
        f"<title>Ferry stops</title><article><h1>Ferry stops</h1>{line}{_PROSE}</article>".encode(),
        url="https://example.org/2024/03/05/ferry-stops-for-days",
    )
    assert document.text.startswith("The ferry between")
    assert document.text.endswith("pay for it.")


def test_the_history_of_a_paper_at_its_end_is_no_text():
    history = "<ul><li>Received: 11 August 2022</li><li>Published: 2 January 2023</li></ul>"
    document = parse(
        f"<title>Ferry</title><article><h1>Ferry</h1>{_PROSE}{history}</article>".encode(),
        url="https://example.org/2024/03/05/ferry-stops-for-days",
    )
    assert document.text.endswith("pay for it.")


def test_dates_that_head_the_parts_of_an_article_stay():
    body = "".join(f"<h2>{day} March 2024</h2>{_PROSE.replace('ferry', f'boat {day}')}" for day in (5, 6))
    document = parse(f"<title>Diary</title><article><h1>Diary</h1>{body}</article>".encode())
    assert document.text.startswith("5 March 2024")


def test_a_headline_whose_punctuation_is_escaped_twice_is_no_text():
    document = parse(
        f"<title>Salt &amp;amp; Rope | Quay</title><article><h1>Salt &amp;amp; Rope</h1>{_PROSE}</article>".encode()
    )
    assert document.title == "Salt & Rope"
    assert document.text.startswith("The ferry between")


_POST = (
    '<div class="post"><dl class="postprofile"><dt><a class="username">{name}</a></dt><dd>Posts: 1,204</dd>'
    '<dd>Joined: Sun Mar 01, 2015 4:12 pm</dd></dl><div class="postbody">'
    '<p class="author">by <strong>{name}</strong> » Mon May 06, 2024 8:15 am</p><div class="content">{text}</div>'
    '<div class="signature">Fair winds and rope for all who sail, every day of the year</div></div></div>'
)


def test_figures_of_members_and_signatures_are_no_posts():
    texts = [
        f"The knot number {number} holds nets of any size, and my father tied it all his life." for number in "1234"
    ]
    posts = "".join(_POST.format(name=f"sailor{at}", text=text) for at, text in enumerate(texts))
    document = parse(f"<title>Which knot?</title><h2>Which knot?</h2>{posts}".encode())
    assert document.page_type == "forum"
    for text in texts:
        assert text in document.text
    for leftover in ("Joined", "1,204", "Fair winds", "8:15"):
        assert leftover not in document.text


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("Total weight: 12", True),
        ("Python: 3.11", True),
        ("By the way I sold mine on 5 March 2024", True),
        ("By then it was 5 March 2024", True),
        ("von mir aus gerne am 5. März 2024", True),
        ("Posts: 12", False),
        ("by sailor7 on Monday 5 March 2024", False),
        ("by sailor7 at 8:15 on 5 March 2024", False),
    ],
)
def test_a_line_of_a_post_that_looks_like_the_frame_of_one_stays(line, stays):
    texts = [
        f"The knot number {number} holds nets of any size, and my father tied it all his life." for number in "1234"
    ]
    texts[2] = f"<p>{texts[2]}</p><p>{line}</p>"
    posts = "".join(_POST.format(name=f"sailor{at}", text=text) for at, text in enumerate(texts))

    document = parse(f"<title>Which knot?</title><h2>Which knot?</h2>{posts}".encode())

    assert document.page_type == "forum"
    assert (line in document.text) == stays


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("Saturday 9 March 2024, 14:00", True),
        ("9 March 2024 – 12 March 2024", True),
        ("By Monday 11 March 2024", True),
        ("Hull City, 9 March 2024", True),
        ("Hasta el 9 de marzo de 2024", True),
        ("20 February 2024", False),
        ("2/20/2024", False),
        ("Updated 9 March 2024", False),
        ("By Anna Holm, 9 March 2024", False),
        ("Received: 9 March 2023", False),
    ],
)
@pytest.mark.parametrize("at", ["start", "end"])
def test_the_date_of_what_an_article_is_about_stays(line, stays, at):
    body = f"<p>{line}</p>{_PROSE}" if at == "start" else f"{_PROSE}<p>{line}</p>"
    head = (
        '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-02-20T09:00:00Z">'
        '<meta name="author" content="Anna Holm">'
    )

    document = parse(f"<title>Ferry stops</title>{head}<article><h1>Ferry stops</h1>{body}</article>".encode())

    assert document.page_type in {"article", None}
    assert (line in document.text) == stays
