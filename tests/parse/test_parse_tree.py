"""From text to the tree: what browsers read, parse reads."""

from __future__ import annotations

import msgspec

from worker.parse import parse

LINE = "<p>The mill was built by the river in a year that nobody remembers, and it turned for two hundred more.</p>"


def test_what_follows_the_end_of_the_page_is_part_of_it():
    head = "<html><body><header>Menu</header></body></html>"
    document = parse(f"{head}<div><h1>The mill</h1>{LINE}{LINE}</div></body></html>".encode())
    assert document.text.count("The mill was built") == 2
    assert document.title == "The mill"


def test_no_field_holds_a_control_character():
    controls = "\x01\x08\x7f"
    page = f"""<html><head><title>The {controls}mill</title></head><body><article class="article"><h1>The {controls}mill</h1>
    <p class="byline">By <span itemprop="author">Anna{controls} Holm</span></p><img src=/a.png alt="A{controls} mill">
    <a href="/b{controls}">B{controls}</a>{LINE}<p>It turned{controls} and turned.</p>{LINE * 5}</article></body></html>"""

    document = parse(page.encode(), url="https://example.com/mill")

    assert document.authors == ["Anna Holm"]
    written = msgspec.json.encode(document).decode()
    assert "Anna Holm" in written
    assert not any(mark in written for mark in ("\\u00", "\\b", "\x7f"))


def test_a_button_ends_where_it_is_ended_whatever_is_open_in_it():
    button = "<header><button><div>Open the menu<div></button><a href=/>Example</a></header>"
    document = parse(f"<html><body>{button}<main><h1>The mill</h1>{LINE}{LINE}</main></body></html>".encode())
    assert document.text.count("The mill was built") == 2
