"""Bodies that are still packed: what unpacks to a page is read, and nothing unpacks without bound."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
import zstandard

from wiremill.errors import PageFault
from worker.parse import parse
from worker.parse.common.limits import MAX_UNPACKED_BYTES

PAGE = b"<title>Bridge closes</title><h1>Bridge closes</h1>" + b"<p>The bridge will close in June for repairs.</p>" * 9


def streamed(body):
    """Return `body` as zstd that does not say how long it is."""
    packer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(PAGE),
        gzip.compress(PAGE) + b"\0" * 8,
        zstandard.compress(PAGE),
        streamed(PAGE),
        zstandard.compress(PAGE[:60]) + zstandard.compress(PAGE[60:]),
    ],
    ids=["gzip", "padded gzip", "zstd", "zstd of unknown size", "two frames of zstd"],
)
def test_a_packed_body_is_read_like_the_page_in_it(packed):
    assert parse(packed, url="https://example.com/a") == parse(PAGE, url="https://example.com/a")


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(PAGE)[:-12],
        gzip.compress(PAGE)[:40] + b"damaged" + gzip.compress(PAGE)[47:],
        zstandard.compress(PAGE)[:-6],
        streamed(PAGE)[:-1],
        zstandard.compress(PAGE) + b"no frame",
        zstandard.compress(PAGE)[:30] + b"damaged" * 9,
        gzip.compress(gzip.compress(PAGE)),
        gzip.compress(b"%PDF-1.7 a file"),
        b"\x1f\x8b\x08",
        b"\x28\xb5\x2f\xfd",
    ],
    ids=[
        *("gzip cut short", "gzip damaged", "zstd cut short", "zstd of unknown size cut short", "zstd with a tail"),
        *("zstd damaged", "gzip in gzip", "a file in gzip", "three bytes of gzip", "four bytes of zstd"),
    ],
)
def test_what_unpacks_to_no_text_is_a_fault_of_the_page(packed):
    with pytest.raises(PageFault) as caught:
        parse(packed)
    assert caught.value.reason == "not_text"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, streamed])
def test_a_body_that_unpacks_to_too_much_is_a_fault_that_costs_little(pack):
    bomb = pack(b"<p>" + b"a" * (8 * MAX_UNPACKED_BYTES))
    tracemalloc.start()
    try:
        with pytest.raises(PageFault, match="unpacks to more than") as caught:
            parse(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.reason == "not_text"
    assert peak < 2 * MAX_UNPACKED_BYTES
