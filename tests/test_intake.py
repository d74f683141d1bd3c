from __future__ import annotations

import gzip

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from wiremill.contract.intake import decode_entry, encode_entry, unpack
from wiremill.contract.page import Page
from wiremill.errors import MALFORMED_REASONS, MalformedPage

LIMIT = 1_000_000
BODY = b"<p>body</p>"
ZSTD = zstandard.ZstdCompressor(level=1)


def entry(**fields):
    return {name.encode(): value if isinstance(value, bytes) else value.encode() for name, value in fields.items()}


def _named(flat):
    return dict(zip(flat[::2], flat[1::2], strict=True))


def refused(fields, reason):
    with pytest.raises(MalformedPage) as caught:
        decode_entry(fields, max_bytes=LIMIT)
    assert caught.value.reason == reason
    return str(caught.value)


def test_url_and_body_are_enough():
    page = decode_entry(entry(url="https://example.org/", body=BODY), max_bytes=LIMIT)

    assert page == Page(url="https://example.org/", body=BODY)


@given(
    body=st.binary(min_size=1),
    source=st.none()
    | st.text(min_size=1, max_size=50).map(str.strip).filter(bool).filter(lambda text: text.isprintable()),
    status=st.none() | st.integers(100, 599),
    meta=st.dictionaries(st.text(max_size=10), st.integers(0, 2**53) | st.text(max_size=10), max_size=5),
)
def test_what_a_producer_encodes_a_worker_decodes(body, source, status, meta):
    page = Page(url="https://example.org/a?b=c", body=body, source=source, status=status, meta=meta, id="x1")
    flat = encode_entry(page)
    fields = {
        name.encode(): value if isinstance(value, bytes) else str(value).encode()
        for name, value in zip(flat[::2], flat[1::2], strict=True)
    }

    assert decode_entry(fields, max_bytes=LIMIT) == page


@given(
    st.dictionaries(
        st.sampled_from(
            [
                b"url",
                b"body",
                b"content_encoding",
                b"status",
                b"headers",
                b"meta",
                b"fetched_at",
                b"id",
                b"charset",
                b"x",
            ]
        ),
        st.binary(max_size=80) | st.sampled_from([b"https://a.b/", b"gzip", b"zstd", b"{}", b"200"]),
    )
)
def test_any_entry_is_a_page_or_a_reason(fields):
    try:
        page = decode_entry(fields, max_bytes=LIMIT)
    except MalformedPage as error:
        assert error.reason in MALFORMED_REASONS
    else:
        assert page.body
        assert decode_entry(entry(**_named(encode_entry(page))), max_bytes=LIMIT) == page


@pytest.mark.parametrize(
    ("fields", "reason", "said"),
    [
        (entry(body=BODY), "url_missing", "XADD"),
        (entry(url="/only/a/path", body=BODY), "url_invalid", "'/only/a/path'"),
        (entry(url="https://example.org/a b", body=BODY), "url_invalid", "percent-encode"),
        (entry(url="https://exa\x85mple.org/", body=BODY), "url_invalid", "control character"),
        (entry(url="https://[broken/", body=BODY), "url_invalid", "IPv6"),
        (entry(url=b"https://example.org/\xff", body=BODY), "url_invalid", "not UTF-8 at byte 20"),
        (entry(url="https://example.org/" + "a" * 20_000, body=BODY), "url_invalid", "16,000"),
        (entry(url="https://example.org/"), "body_missing", "no field 'body'"),
        (entry(url="https://example.org/", body=b""), "body_missing", "empty"),
        (entry(url="https://example.org/", body=b"x" * (LIMIT + 1)), "body_too_large", "1,000,001"),
        (entry(url="https://example.org/", body=BODY, content_encoding="br"), "encoding_unknown", "'br'"),
        (entry(url="https://example.org/", body=BODY, content_encoding="zstd"), "body_corrupt", "zstd"),
        (entry(url="https://example.org/", body=BODY, content_encoding="gzip"), "body_corrupt", "gzip"),
        (entry(url="https://example.org/", body=BODY, fetched_at="yesterday"), "field_invalid", "'yesterday'"),
        (entry(url="https://example.org/", body=BODY, fetched_at="2024-01-01T00:00:00"), "field_invalid", "offset"),
        (entry(url="https://example.org/", body=BODY, status="9000"), "field_invalid", "status 9000"),
        (entry(url="https://example.org/", body=BODY, meta="[1]"), "field_invalid", "meta"),
        (entry(url="https://example.org/", body=BODY, headers='{"a": 1}'), "field_invalid", "headers"),
        (entry(url="https://example.org/", body=BODY, source=b"\xff"), "field_invalid", "source is not UTF-8"),
        (entry(url="https://example.org/", body=BODY, id="a\x1b[2J"), "field_invalid", "printable"),
    ],
)
def test_a_malformed_entry_names_what_is_wrong(fields, reason, said):
    assert said in refused(fields, reason)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_truncated_body_is_refused_wherever_it_is_cut(encoding):
    whole = gzip.compress(BODY * 50) if encoding == "gzip" else ZSTD.compress(BODY * 50)

    for length in range(1, len(whole)):
        with pytest.raises(MalformedPage) as caught:
            unpack(whole[:length], encoding, LIMIT)
        assert caught.value.reason in {"body_corrupt", "body_missing"}


def test_a_bomb_is_refused_before_it_is_unpacked():
    stream = ZSTD.compressobj()
    bomb = b"".join(stream.compress(bytes(1_000_000)) for _ in range(100)) + stream.flush()
    assert len(bomb) < 20_000

    with pytest.raises(MalformedPage) as caught:
        unpack(bomb, "zstd", LIMIT)
    assert caught.value.reason == "body_too_large"
    with pytest.raises(MalformedPage) as caught:
        unpack(gzip.compress(bytes(10_000_000)), "gzip", LIMIT)
    assert caught.value.reason == "body_too_large"


def test_several_zstd_frames_are_one_body():
    stream = ZSTD.compressobj()
    unsized = stream.compress(b"two") + stream.flush()

    assert unpack(ZSTD.compress(b"one") + unsized + ZSTD.compress(b"three"), "zstd", LIMIT) == b"onetwothree"
