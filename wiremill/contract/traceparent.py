"""The `traceparent` of W3C Trace Context, level 1: which trace a page belongs to.

https://www.w3.org/TR/trace-context-1/#traceparent-header
"""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

#: Version, trace id, parent id, flags. A version after 00 may go on with fields that we don't know (section
#: "Versioning of traceparent").
_FORMAT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
#: The one flag that level 1 knows; the others have to be sent as 0 (section "Other Flags").
_SAMPLED = 0x01


class Traceparent(NamedTuple):
    """A `traceparent`, taken apart."""

    #: 32 hex digits.
    trace_id: str
    #: 16 hex digits: the caller's span; "parent id" in the standard.
    span_id: str
    sampled: bool

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{int(self.sampled):02x}"


def parse_traceparent(text: str | None) -> Traceparent | None:
    """Return the parts of a `traceparent`, or None where it is absent or breaks the standard.

    A version later than 00 is read by its first four fields, as section "Versioning of traceparent" has it, and passed
    on as version 00.
    """
    found = _FORMAT.fullmatch(text) if text else None
    if found is None:
        return None
    version, trace, span, flags, more = found.groups()
    if version == "ff" or (version == "00" and more) or not int(trace, 16) or not int(span, 16):
        return None
    return Traceparent(trace, span, bool(int(flags, 16) & _SAMPLED))


def new_traceparent() -> str:
    """Return the `traceparent` of a new trace, sampled."""
    return str(Traceparent(_digits(16), _digits(8), sampled=True))


def valid_or_new(text: str | None) -> str:
    """Return a `traceparent` as received, or that of a new trace where it is absent or invalid.

    An invalid one restarts the trace, as section "Mutating the traceparent Field" has it.
    """
    found = parse_traceparent(text)
    return str(found) if found else new_traceparent()


def child_of(text: str | None) -> str:
    """Return the `traceparent` of a new span in the same trace; of a new trace where the given one is invalid."""
    found = parse_traceparent(text)
    return str(found._replace(span_id=_digits(8))) if found else new_traceparent()


def trace_id(text: str) -> str:
    """Return the trace id, 32 hex digits.

    Raises:
        ValueError: it is no `traceparent`; `valid_or_new` makes one of anything.
    """
    found = parse_traceparent(text)
    if found is None:
        raise ValueError(f"{text!r} is no traceparent of W3C Trace Context")
    return found.trace_id


def _digits(size: int) -> str:
    # All zeros is the one value that the standard forbids.
    while not int(digits := secrets.token_hex(size), 16):
        pass
    return digits
