"""Bodies that are still packed: handed in as the server sent them, without their content encoding undone."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import zstandard

from wiremill.errors import PageFault
from worker.parse.common.limits import MAX_UNPACKED_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_GZIP: Final = b"\x1f\x8b\x08"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
#: For zlib: a window of the largest size, and the header of gzip.
_GZIP_WINDOW_BITS: Final = 16 + zlib.MAX_WBITS
#: bytes that gzip unpacks at a time.
_STEP_BYTES: Final = 1 << 20
#: bytes of packed zstd that are read at a time: a block of 4 bytes can unpack to 128 KB.
_ZSTD_STEP_BYTES: Final = 512


def unpack(body: bytes) -> bytes:
    """Return `body` unpacked if it is gzip or zstd, otherwise as it is; a body is unpacked once only.

    Raises:
        PageFault: reason ``not_text``, it is damaged, or unpacks to more than `limits.MAX_UNPACKED_BYTES`.
    """
    steps: Callable[[bytes], Iterator[bytes]]
    if body.startswith(_GZIP):
        name, steps = "gzip", _gunzip
    elif body.startswith(_ZSTD):
        name, steps = "zstd", _unzstd
    else:
        return body
    parts: list[bytes] = []
    total = 0
    try:
        for part in steps(body):
            parts.append(part)
            total += len(part)
            if total > MAX_UNPACKED_BYTES:
                raise PageFault(
                    "not_text", f"the body is {name} that unpacks to more than {MAX_UNPACKED_BYTES:,} bytes"
                )
    except (zlib.error, zstandard.ZstdError) as error:
        raise PageFault("not_text", f"the body is {name}, but damaged: {error}") from error
    return b"".join(parts)


def _gunzip(body: bytes) -> Iterator[bytes]:
    """Yield the parts of a body of gzip; what follows its first member is padding."""
    member = zlib.decompressobj(_GZIP_WINDOW_BITS)
    rest = body
    while not member.eof:
        part = member.decompress(rest, _STEP_BYTES)
        rest = member.unconsumed_tail
        if not part and not rest and not member.eof:
            raise zlib.error("it ends too soon")
        yield part


def _unzstd(body: bytes) -> Iterator[bytes]:
    """Yield the parts of a body of zstd, frame by frame."""
    rest = memoryview(body)
    # A larger window is no use to a body of this size.
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_UNPACKED_BYTES)
    while rest:
        frame = decompressor.decompressobj()
        taken = 0
        while not frame.eof:
            if taken >= len(rest):
                raise zstandard.ZstdError("it ends too soon")
            yield frame.decompress(rest[taken : taken + _ZSTD_STEP_BYTES])
            taken += _ZSTD_STEP_BYTES
        rest = rest[min(taken, len(rest)) - len(frame.unused_data) :]
