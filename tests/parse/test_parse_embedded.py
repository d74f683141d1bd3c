"""Text that only a page's data holds counts where the visible page lacks it."""

# ruff: noqa: E501  # pages in one line each
from __future__ import annotations

import json
import time

import pytest

from worker.parse import parse
from worker.parse.common.snippets import snippet_parts
from worker.parse.maintext.state_text import state_parts
from worker.parse.maintext.states import read_flight, unflattened
from worker.parse.tree.load import load

FIRST = "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up."
SECOND = "Ferries will run every ten minutes from both banks, and a temporary footbridge opens to everyone in May."
HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"
TEXT = f"{FIRST}\n{SECOND}"
NEXT = {"props": {"pageProps": {"post": {"id": 7, "slug": "x", "body": HTML, "author": {"name": "A"}}}}}
#: As devalue writes it: each value at a place of its own, and numbers that refer to places.
NUXT = [
    ["ShallowReactive", 1],
    {"data": 2, "self": 1},
    ["Reactive", 3],
    {"article": 4},
    {"title": 5, "content": 6},
    "Bridge",
    HTML,
]
FLIGHT = f'1:I["123",[],"default"]\n2:T{len(HTML.encode()):x},{HTML}3:["$","div",null,{{"dangerouslySetInnerHTML":{{"__html":"$2"}}}}]\n'
RSC = "4:" + json.dumps(
    [
        "$",
        "article",
        None,
        {"children": [["$", "p", None, {"children": FIRST}], ["$", "p", None, {"children": ["", SECOND]}]]},
    ]
)
BLOCKS = {"document": {"content": [{"type": "paragraph", "content": [{"text": FIRST[:30]}, {"text": FIRST[30:]}]},
                                   {"_type": "block", "children": [{"_type": "span", "text": SECOND}]}]}}  # fmt: skip


def page(script: str) -> bytes:
    return f"<!doctype html><html><head><title>Bridge</title></head><body><div id=root></div>{script}</body></html>".encode()


def pushed(stream: str) -> str:
    half = len(stream) // 2
    return "".join(
        f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>" for part in (stream[:half], stream[half:])
    )


PAGES = {
    "Next.js": f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(NEXT)}</script>',
    "Next.js as a stream with texts": f"<script>(self.__next_f=self.__next_f||[]).push([0])</script>{pushed(FLIGHT)}",
    "Next.js as a stream with trees": pushed(RSC + "\n"),
    "Nuxt": f'<script type="application/json" id="__NUXT_DATA__" data-ssr="true">{json.dumps(NUXT)}</script>',
    "Nuxt 2": f"<script>window.__NUXT__=(function(a,b){{return {{data:[{{article:{{id:a,content:{json.dumps(HTML)}}}}}]}}}}(1,null));</script>",
    "Discourse": "<div id='data-preloaded' data-preloaded='"
    + json.dumps({"topic_7": json.dumps({"post_stream": {"posts": [{"cooked": HTML}]}})}).replace("'", "&#39;")
    + "'></div>",
    "Redux": f"<script>window.__INITIAL_STATE__ = {json.dumps({'post': {'content': HTML}, 'user': None})}; start();</script>",
    "Redux with undefined": f'<script>window.__PRELOADED_STATE__={{"user":undefined,"post":{{"content":{json.dumps(HTML)}}}}}</script>',
    "Apollo": f"<script>window.__APOLLO_STATE__={json.dumps({'Post:1': {'__typename': 'Post', 'bodyHtml': HTML}})}</script>",
    "parsed": f"<script>window.__DATA__ = JSON.parse({json.dumps(json.dumps({'body': HTML}))});</script>",
    "SvelteKit": '<script type="application/json" data-sveltekit-fetched>'
    + json.dumps({"status": 200, "body": json.dumps({"post": {"html": HTML}})})
    + "</script>",
    "SvelteKit's literal": f'<script>{{ const data = [null,{{type:"data",data:{{post:{{html:{json.dumps(HTML)}}}}}}}];'
    f" window.__sveltekit_1x_data = {{data}} }}</script>",
    "Shopify": f'<script type="application/json" data-product-json>{json.dumps({"id": 1, "title": "x", "description": HTML})}</script>',
    "rich text": f'<script type="application/json">{json.dumps(BLOCKS)}</script>',
    "Inertia": f"<div id=app data-page='{json.dumps({'component': 'Post', 'props': {'post': {'body': HTML}}})}'></div>",
    "JSON-LD": '<script type="application/ld+json">'
    + json.dumps({"@type": "NewsArticle", "articleBody": TEXT})
    + "</script>",
    "a described product": f'<script type="application/ld+json">{json.dumps({"@type": "Product", "description": HTML})}</script>',
}


@pytest.mark.parametrize("name", [name for name in PAGES if name != "SvelteKit's literal"])
def test_the_text_in_a_state_is_the_text_of_a_page_that_shows_none(name):
    document = parse(page(PAGES[name]), url="https://example.com/x")
    assert document.text == TEXT
    assert "text.from_structured_data" in document.flags
    assert document.no_content_reason is None


def test_a_page_that_shows_its_text_is_read_as_it_shows_it():
    body = page(PAGES["Redux"].replace("harbour bridge", "old bridge")).replace(
        b"<div id=root></div>", f"<article>{HTML * 4}</article>".encode()
    )
    document = parse(body)
    assert "old bridge" not in document.text
    assert "text.from_structured_data" not in document.flags


def test_noscript_is_read():
    document = parse(
        f"<html><body><div id=root></div><noscript><article>{HTML}</article></noscript></body></html>".encode()
    )
    assert document.text == TEXT


def test_of_the_names_in_a_state_the_one_with_most_prose_is_the_text():
    labels = [
        {"description": f"A teaser of another page, number {n}, with quite a few words of its own in it."}
        for n in range(3)
    ]
    state = {"post": {"content": HTML * 3}, "related": labels}
    document = parse(page(f'<script type="application/json">{json.dumps(state)}</script>'))
    assert "teaser" not in document.text


def test_questions_and_answers_of_json_ld_are_text():
    question = {"@type": "Question", "name": "When does it close?", "acceptedAnswer": {"@type": "Answer", "text": HTML}}
    data = {"@type": "FAQPage", "mainEntity": [question]}
    document = parse(page(f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    assert document.text == f"When does it close?\n{TEXT}"


def test_the_posts_of_a_discussion_in_json_ld_are_text():
    data = {"@type": "DiscussionForumPosting", "text": FIRST, "comment": [{"@type": "Comment", "text": SECOND}]}
    assert parse(page(f'<script type="application/ld+json">{json.dumps(data)}</script>')).text == TEXT


def test_a_list_of_items_in_json_ld_is_text_where_the_page_shows_nothing():
    items = [
        {"@type": "ListItem", "item": {"@type": "Book", "name": f"Book {n}", "description": FIRST}} for n in range(3)
    ]
    data = {"@type": "ItemList", "itemListElement": items}
    document = parse(page(f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    assert document.text.split("\n")[:2] == ["Book 0", FIRST]


def test_code_in_a_state_is_no_text():
    code = "function f(a, b, c) { var d = a + b + c; return d; } // and a comment of some more words here"
    document = parse(
        page(
            f'<script type="application/json">{json.dumps({"content": code, "html": "<style>p { a: b }</style>"})}</script>'
        )
    )
    assert document.text == ""


def test_a_state_that_refers_to_itself_ends():
    assert unflattened([{"a": 0, "b": 1}, [0, 1, 1]]) == []


def test_a_stream_that_was_cut_gives_what_is_there():
    assert list(read_flight("1:T5,hello2:T99,wor")) == [{"html": "hello"}, {"html": "wor"}]
    assert list(read_flight("x" * 100)) == []


def test_scripts_and_styles_in_markup_are_no_text():
    assert [part.text for part in snippet_parts("<p>One</p><style>p { }</style><script>x()</script><p>Two")] == [
        "One",
        "Two",
    ]


HARMFUL = {
    "deep lists": '<script id="__NEXT_DATA__" type="application/json">' + "[" * 500_000 + "</script>",
    "deep objects": "<script>window.__INITIAL_STATE__ = " + '{"a":' * 300_000 + "</script>",
    "many assignments": "<script>" + "window.__STATE__ = {" * 50_000 + "</script>",
    "many assignments of nothing": "<script>" + "window.aDATA=1;" * 50_000 + "</script>",
    "an open string": '<script>window.__NUXT__=(function(){return {content:"' + 'a\\"' * 300_000 + "</script>",
    "many quotes": "<script>window.__NUXT__=" + '"' * 1_000_000 + "</script>",
    "names without values": "<script>window.__NUXT__=" + "abc" * 300_000 + "</script>",
    "many streams": '<script>self.__next_f.push([1,"1:T5,"])</script>' * 2_000,
    "numbers of rows": '<script>self.__next_f.push([1,"' + "a" * 1_000_000 + '"])</script>',
    "undefined": "<script>window.__STATE__={a:" + "undefined " * 100_000 + "</script>",
    "nested strings": '<script id="__NEXT_DATA__" type="application/json">' + json.dumps({"body": json.dumps({"body": json.dumps([1] * 50_000)})}) + "</script>",
    "open scripts": f'<script type="application/json">{json.dumps({"content": "<script>" * 100_000 + " a b c d e f g h i j k l m n"})}</script>',
    "many attributes": "".join(f"<div data-page='{json.dumps({'a': 'x' * 100})}'></div>" for _ in range(20_000)),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_a_state_that_means_harm_is_read_soon(name):
    root, _ = load(page(HARMFUL[name]))
    assert root is not None
    started = time.process_time()
    state_parts(root, [script.text or "" for script in root.iter("script") if script.get("type") == "application/json"])
    assert time.process_time() - started < 3
