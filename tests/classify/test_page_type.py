"""The page type of a document."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiremill.contract.document import Block, Document, Link, Origin
from worker.classify import classify
from worker.classify.page_type.page_type import find_page_type

PARAGRAPH = (
    "The council spent the evening on the question of who would pay for the bridge, and the mayor said that the county should. "
    * 2
)


def document(url, *paragraphs, **fields):
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 1
    return Document(url=url, text="\n".join(paragraphs), blocks=blocks, **fields)


ARTICLE = document(
    "https://news.example/2022/11/27/council-argues-over-the-old-bridge",
    *[PARAGRAPH] * 6,
    authors=["Ann Other"],
    published="2022-11-27T00:00:00Z",
    schema_types=["NewsArticle", "og:article"],
)
PAGES = {
    "article": ARTICLE,
    "forum": document(
        "https://forum.example/threads/which-saw-for-oak.1234567/",
        "Posted by Oakley: which saw do you use?",
        "Oakley wrote: thanks in advance for your replies",
        schema_types=["DiscussionForumPosting"],
    ),
    "product": document(
        "https://shop.example/products/oak-saw",
        "Oak saw. $49.00. In stock. Add to cart",
        schema_types=["Product", "Offer", "og:product"],
    ),
    "collection": document(
        "https://shop.example/collections/saws",
        *[f"Saw number {n}. ${n}9.00" for n in range(1, 15)],
        links=[Link(f"https://shop.example/products/{n}") for n in range(60)],
    ),
    "listing": document(
        "https://magazine.example/tag/bridges",
        *[f"A short teaser of story {n}" for n in range(14)],
        schema_types=["CollectionPage", "ItemList"],
        links=[Link(f"https://magazine.example/{n}") for n in range(80)],
    ),
    "documentation": document(
        "https://docs.example/en/latest/reference/api.html",
        "Parameters: path, the file to read. Returns the text. See also install and configuration.",
        "Example: the default is UTF-8. Deprecated since version 3.",
    ),
    "service": document(
        "https://roofers.example/services/repair",
        "Our team will help. Contact us for a free quote. We offer repairs and our customers trust us. Get started.",
        schema_types=["Service", "LocalBusiness"],
    ),
}


@pytest.mark.parametrize(("kind", "page"), PAGES.items())
def test_a_plain_page_of_each_type_is_recognised(kind, page):
    found, confidence = find_page_type(page)
    assert found == kind
    assert confidence > 0.5


def test_a_page_that_shows_no_sign_gets_no_type():
    assert find_page_type(document("https://somewhere.example/something", "A few words.")) == (None, 0.0)


def test_a_home_page_is_no_article_though_it_calls_itself_one():
    home = document("https://news.example/", *["Short teaser"] * 20, schema_types=["og:article"])
    assert find_page_type(home)[0] != "article"


def test_more_signs_of_an_article_make_it_surer():
    bare = document(ARTICLE.url, *[PARAGRAPH] * 6)
    assert find_page_type(ARTICLE)[1] > find_page_type(bare)[1]


def test_an_url_that_cannot_be_read_is_no_reason_to_fail():
    assert find_page_type(document("http://[broken", PARAGRAPH))[1] >= 0


@pytest.mark.parametrize("url", ["file:///srv/forum/threads/docs/a.html", "/srv/forum/threads/docs/a.html"])
def test_the_folders_of_a_file_are_no_evidence(url):
    assert find_page_type(document(url, PARAGRAPH)) == find_page_type(document(None, PARAGRAPH))


def test_documents_come_back_in_their_order():
    kinds = [one.page_type for one in classify(list(PAGES.values()))]
    assert kinds == list(PAGES)


def test_no_documents_make_no_classifications():
    assert classify([]) == []


@settings(max_examples=60, deadline=None)
@given(
    url=st.none() | st.text(max_size=60),
    text=st.text(max_size=400),
    schema_types=st.lists(
        st.sampled_from(["Product", "Article", "QAPage", "og:website", ""]) | st.text(max_size=10), max_size=5
    ),
)
def test_any_document_is_classified(url, text, schema_types):
    found = classify([Document(url=url, text=text, schema_types=schema_types)])[0]
    assert 0 <= found.page_type_confidence <= 1
    assert (found.page_type is None) == (found.page_type_confidence == 0)


@pytest.mark.parametrize("module", ["worker.classify", "worker.enrich"])
def test_a_stage_is_imported_without_redis_and_celery(module):
    code = f"import sys, {module}; print(*(sys.modules.keys() & {{'redis', 'celery', 'kombu'}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_type_that_parse_found_is_taken_with_its_confidence():
    document = Document(
        url="https://example.com/forum/viewtopic.php?t=1",
        text="A short text.",
        page_type="product",
        provenance={"page_type": Origin("model", 0.81)},
    )
    (found,) = classify([document])
    assert (found.page_type, found.page_type_confidence) == ("product", 0.81)
