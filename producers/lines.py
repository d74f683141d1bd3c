"""Reads the lines of a byte stream, which may be packed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final, Protocol

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.contract.page import ContentEncoding

#: Bytes of a line: room for a body of 32 MiB in the longest spelling of JSON, six bytes for one.
MAX_LINE_BYTES: Final = 256 * 1024 * 1024
#: Bytes read at once. Few for zstd, because four bytes can expand to 128 KiB: 1,024 unpack to at most 32 MiB.
_READ_BYTES: Final[dict[ContentEncoding, int]] = {"identity": 1024 * 1024, "gzip": 32 * 1024, "zstd": 1024}


class Readable(Protocol):
    """A byte stream that returns the bytes available now, so that a slow pipe is read as it comes."""

    def read1(self, size: int, /) -> bytes:
        """Return up to `size` bytes, and no bytes at the end."""
        ...


class BrokenStreamError(Exception):
    """A packed stream is corrupt or truncated."""


def read_lines(
    stream: Readable, encoding: ContentEncoding, max_bytes: int = MAX_LINE_BYTES
) -> Iterator[tuple[int, bytes | None]]:
    r"""Yield each line with its number, counted from 1, without its ``\n``; None for one that is longer than `max_bytes`.

    Raises:
        BrokenStreamError: the stream is corrupt or truncated; raised after its last complete line.
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
        # Concatenated packed streams count as one, as gzip and zstd define it.
        while packed:
            if decoder is None:
                if encoding == "gzip" and not (packed := packed.lstrip(b"\0")):
                    break  # zero padding, as on tapes
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
    # The largest window that a frame may require: the default of `zstd --long`.
    return zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
