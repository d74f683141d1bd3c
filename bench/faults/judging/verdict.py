"""Compares the receipts of producers with the streams and with what consumers received."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

#: Prefix of the ids of pages that are handed over only once: their producer is not restarted if it is killed.
ONCE = "once-"


@dataclass
class Verdict:
    """Lists of page ids and intake ids that are wrong, and figures; `right` says whether the lists are empty."""

    acknowledged: int = 0
    published: int = 0
    dead: int = 0
    delivered: int = 0
    #: Acknowledged to a producer, and neither published nor dead.
    lost: list[str] = field(default_factory=list)
    #: Intake entries with several items.
    twice: list[str] = field(default_factory=list)
    #: Handed over once, and ended as several entries.
    doubled: list[str] = field(default_factory=list)
    #: Published, and not received by a consumer.
    undelivered: list[str] = field(default_factory=list)
    #: Page ids of items that consumers received from a replaced master and that its successor does not have: it publishes them
    #: anew, from the page that is handed over again.
    taken_back: list[str] = field(default_factory=list)
    #: Items delivered again: allowed after a death, because an item is acknowledged after its use.
    delivered_again: int = 0
    #: Surplus entries: pages that killed producers had handed over without recording the receipt, and handed over again.
    sent_again: int = 0
    #: Pages whose stages were run by newer code only, and by both newer and older code.
    newer: int = 0
    mixed: int = 0

    @property
    def right(self) -> bool:
        """Whether nothing was lost, duplicated or undelivered."""
        return not (self.lost or self.twice or self.doubled or self.undelivered)


def judge(
    acknowledged: Iterable[str],
    items: Iterable[tuple[str, str]],
    dead: Collection[str],
    delivered: Iterable[tuple[str, str, str]],
) -> Verdict:
    """Return the verdict.

    Args:
        acknowledged: page ids that producers recorded.
        items: intake id and page id of each entry of the stream of items.
        dead: page id of each dead letter.
        delivered: intake id, page id and versions of code, as consumers recorded them.
    """
    entries = Counter(intake for intake, _ in items)
    ends = Counter([*dict(items).values(), *dead])
    rows = list(delivered)
    versions = {intake: code for intake, _, code in rows}
    delivered_pages = {intake: page for intake, page, _ in rows}
    acknowledged = set(acknowledged)
    return Verdict(
        acknowledged=len(acknowledged),
        published=len(entries),
        dead=len(dead),
        delivered=len(versions),
        lost=sorted(acknowledged - {*ends}),
        twice=sorted(intake for intake, number in entries.items() if number > 1),
        doubled=sorted(page for page, number in ends.items() if number > 1 and page.startswith(ONCE)),
        undelivered=sorted(set(entries) - set(versions)),
        taken_back=sorted(delivered_pages[intake] for intake in set(versions) - set(entries)),
        delivered_again=len(rows) - len(versions),
        sent_again=sum(number - 1 for page, number in ends.items() if not page.startswith(ONCE)),
        newer=sum("o" not in code for code in versions.values()),
        mixed=sum("o" in code and "n" in code for code in versions.values()),
    )
