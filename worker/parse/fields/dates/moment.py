"""A point in time, as precisely as a page gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wiremill.contract.document import Precision


class Moment(NamedTuple):
    """A time in RFC 3339, how exact it is, and whether its zone had to be assumed."""

    value: str
    precision: Precision
    zone_assumed: bool = False

    @property
    def day(self) -> str:
        """The date as printed, ``YYYY-MM-DD``."""
        return self.value[:10]
