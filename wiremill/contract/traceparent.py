"""The `traceparent` of W3C Trace Context, level 1, which says to which trace a page belongs.

https://www.w3.org/TR/trace-context-1/#traceparent-header
"""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

#: Version, trace id, parent id, flags. Versions after 00 may append fields unknown to us (section "Versioning of
#: traceparent").
_FORMAT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
#: The only flag that level 1 defines; all others must be sent as 0 (section "Other Flags").
_SAMPLED = 0x01


class Traceparent(NamedTuple):
    """A parsed `traceparent`."""

    #: 32 hex digits.
    trace_id: str
    #: 16 hex digits: the caller's span, called "parent id" in the standard.
    span_id: str
    sampled: bool

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{int(self.sampled):02x}"


def parse_traceparent(text: str | None) -> Traceparent | None:
    """Return the parsed `traceparent`, or None if it is absent or invalid.

    Of a version later than 00, the first four fields are read, as required by section "Versioning of traceparent", and
    passed on as version 00.
    """
    found = _FORMAT.fullmatch(text) if text else None
    if found is None:
        return None
    version, trace, span, flags, more = found.groups()
    if version == "ff" or (version == "00" and more) or not int(trace, 16) or not int(span, 16):
        return None
    return Traceparent(trace, span, bool(int(flags, 16) & _SAMPLED))


def new_traceparent() -> str:
    """Return the `traceparent` of a new, sampled trace."""
    return str(Traceparent(_digits(16), _digits(8), sampled=True))


def valid_or_new(text: str | None) -> str:
    """Return a valid `traceparent` as version 00; start a new trace if it is absent or invalid.

    Section "Mutating the traceparent Field" requires a restart of the trace for an invalid one.
    """
    found = parse_traceparent(text)
    return str(found) if found else new_traceparent()


def child_of(text: str | None) -> str:
    """Return the `traceparent` of a new span in the same trace, or of a new trace if the given one is invalid."""
    found = parse_traceparent(text)
    return str(found._replace(span_id=_digits(8))) if found else new_traceparent()


def trace_id(text: str) -> str:
    """Return the trace id, 32 hex digits.

    Raises:
        ValueError: it is not a valid `traceparent`; `valid_or_new` replaces an invalid one.
    """
    found = parse_traceparent(text)
    if found is None:
        raise ValueError(f"{text!r} is not a W3C Trace Context traceparent")
    return found.trace_id


def _digits(size: int) -> str:
    # The standard forbids all zeros.
    while not int(digits := secrets.token_hex(size), 16):
        pass
    return digits
