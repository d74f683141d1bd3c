"""The lines of a byte stream, which may be packed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final, Protocol

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.contract.page import ContentEncoding

#: Bytes of a line: room for a body of 32 MiB in the longest way that JSON can spell it, six bytes for one.
MAX_LINE_BYTES: Final = 256 * 1024 * 1024
#: Bytes read at once. A step of zstd is small, since four bytes can stand for 128 KiB: it unpacks to 32 MiB at most.
_READ_BYTES: Final[dict[ContentEncoding, int]] = {"identity": 1024 * 1024, "gzip": 32 * 1024, "zstd": 1024}


class Readable(Protocol):
    """A byte stream that gives what is there now, so that a slow pipe is read as it comes."""

    def read1(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""
        ...


class BrokenStreamError(Exception):
    """A packed stream is corrupt or cut short."""


def read_lines(
    stream: Readable, encoding: ContentEncoding, max_bytes: int = MAX_LINE_BYTES
) -> Iterator[tuple[int, bytes | None]]:
    r"""Yield each line with its number, counted from 1, without its ``\n``; None for one that is longer than `max_bytes`.

    Raises:
        BrokenStreamError: after the last whole line that could be unpacked.
    """
    number, size = 1, 0
    parts: list[bytes] = []
    for chunk in _decompressed(stream, encoding):
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            size += end - start
            yield number, b"".join([*parts, chunk[start:end]]) if size <= max_bytes else None
            number, size, start = number + 1, 0, end + 1
            parts.clear()
        size += len(chunk) - start
        if size <= max_bytes:
            parts.append(chunk[start:])
        else:
            parts.clear()
    if size:
        yield number, b"".join(parts) if size <= max_bytes else None


def _decompressed(stream: Readable, encoding: ContentEncoding) -> Iterator[bytes]:
    step = _READ_BYTES[encoding]
    if encoding == "identity":
        while chunk := stream.read1(step):
            yield chunk
        return
    decoder = None
    while packed := stream.read1(step):
        # Several streams packed one after the other count as one, as gzip and zstd themselves have it.
        while packed:
            if decoder is None:
                if encoding == "gzip" and not (packed := packed.lstrip(b"\0")):
                    break  # padding, as tapes have it
                decoder = zlib.decompressobj(wbits=31) if encoding == "gzip" else _zstd_decompressor()
            try:
                chunk = decoder.decompress(packed)
            except (zlib.error, zstandard.ZstdError) as error:
                raise BrokenStreamError(f"is corrupt {encoding} data: {error}") from error
            packed = decoder.unused_data if decoder.eof else b""
            if decoder.eof:
                decoder = None
            yield chunk
    if decoder is not None:
        raise BrokenStreamError(f"is cut short: its {encoding} data ends in the middle")


def _zstd_decompressor() -> zstandard.ZstdDecompressionObj:
    # Look-back that a frame may ask for: what `zstd --long` uses at most.
    return zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
