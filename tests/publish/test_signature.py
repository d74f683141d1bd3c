from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.publish.near import MIN_SIMILARITY, _site, compare, pack, text_of, unpack
from worker.publish.signature import ANCHORS, PROBES, sign, similarity

HAN = [chr(0x4E00 + number) for number in range(0, 4000, 7)]
THAI = [chr(0x0E01 + number) for number in range(40)]


def words(seed, count=300):
    choose = random.Random(seed)
    return ["".join(choose.choices("abcdefghijklmnop", k=choose.randint(2, 8))) for _ in range(count)]


@given(st.text())
def test_any_text_has_a_signature(text):
    signature = sign(text)

    assert len(signature.sketch) == 64
    assert len(signature.anchors) in {0, PROBES}
    assert sign(text) == signature


def test_spacing_case_and_punctuation_make_no_difference():
    text = words(1)

    assert sign(" ".join(text)) == sign("“" + " —\n".join(text).upper() + "”.")


def test_a_text_in_ascii_is_signed_as_one_that_is_not():
    text = words(1)

    # A letter that is folded to one of ASCII makes the text take the other way.
    assert sign(" ".join(text).replace("k", "\u212a", 1)) == sign(" ".join(text))


def test_surrogates_that_stand_alone_are_read():
    assert sign("\ud800 " + " ".join(words(1))).anchors


@pytest.mark.parametrize("share", [0.5, 0.7])
def test_a_cut_text_keeps_its_share_and_an_anchor(share):
    text = words(1, 600)

    whole, cut = sign(" ".join(text)), sign(" ".join(text[: int(600 * share)]))

    assert similarity(whole.sketch, cut.sketch) == pytest.approx(share, abs=0.25)
    assert set(whole.anchors[:ANCHORS]) & set(cut.anchors)
    assert set(cut.anchors[:ANCHORS]) & set(whole.anchors)


@pytest.mark.parametrize("letters", [HAN, THAI])
def test_scripts_without_spaces_are_compared_too(letters):
    choose = random.Random(3)
    text, other = "".join(choose.choices(letters, k=900)), "".join(choose.choices(letters, k=900))

    edited = other[:60] + text[200:700]

    assert similarity(sign(text).sketch, sign(edited).sketch) > MIN_SIMILARITY
    assert similarity(sign(text).sketch, sign(other).sketch) < MIN_SIMILARITY
    assert set(sign(text).anchors[:ANCHORS]) & set(sign(edited).anchors)


def test_empty_texts_are_not_alike():
    assert similarity(sign("").sketch, sign("").sketch) == 0


@given(st.text(max_size=40), st.text(max_size=60), st.text(max_size=200))
def test_a_record_comes_back_as_it_was_packed(item_id, url, body):
    text = text_of(item_id, url, None, body, "f")
    comparison = compare(text, [], now=1_700_000_000, window=60)

    kept = unpack(b"\0\0\0\7" + pack(text, comparison, 1_700_000_000), item_id.encode("utf-8", "surrogatepass"))

    assert (kept.number, kept.time, kept.item_id, kept.cluster) == (
        7,
        1_700_000_000,
        item_id,
        comparison.nearness.cluster,
    )
    assert (kept.sketch, kept.url, kept.title) == (text.signature.sketch, text.url, text.title)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.org/a", "example.org"),
        ("https://news.example.co.uk:8443/a", "example.co.uk"),
        ("https://example.com.au", "example.com.au"),
        ("http://192.168.1.7/a", "192.168.1.7"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_subdomains_are_one_site(url, site):
    assert _site(url) == site
