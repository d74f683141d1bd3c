"""Threads of forums, known by the markup of the software that writes them."""

from __future__ import annotations

import pytest

from worker.parse import parse

POST = "<p>The knot holds best if the rope is wet, and that is why we always dip it first.</p>"
JOINED = "Joined: Sun Mar 01, 2015 4:12 pm"
POSTED = "Mon May 06, 2024 8:15 am"


@pytest.mark.parametrize(
    "row",
    [
        '<div><dl class="postprofile"><dd>{joined}</dd></dl><div class="postbody"><p>by knots » {posted}</p>{post}</div></div>',
        '<div><b class="bigusername">knots</b> {joined} <p>{posted}</p><div id="post_message_{n}">{post}</div></div>',
        '<div class="post_wrapper"><div class="poster">{joined}</div><p>« {posted} »</p>{post}</div>',
        '<div><div class="author_information">{joined}</div><p>{posted}</p><div class="post_body">{post}</div></div>',
    ],
)
def test_a_thread_is_known_by_the_markup_of_its_software(row):
    posts = "".join(
        row.format(n=n, joined=JOINED, posted=POSTED, post=POST.replace("wet", f"wet {n}")) for n in range(4)
    )
    document = parse(f"<title>Which knot?</title><h1>Which knot?</h1>{posts}".encode(), url="https://example.com/a")
    assert document.page_type == "forum"
    assert document.published == "2024-05-06T08:15:00+00:00"
    assert all(f"wet {n}" in document.text for n in range(4))


def test_one_post_body_is_no_thread():
    body = f'<h1>Which knot?</h1><div class=postprofile>Ada</div><div class="postbody">{POST * 8}</div>'
    document = parse(
        f"<title>Which knot?</title>{body}".encode(), url="https://example.com/2024/05/06/which-knot-to-tie"
    )
    assert document.page_type != "forum"
