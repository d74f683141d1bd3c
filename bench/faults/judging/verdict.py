"""What producers were told against what stands in the streams and what consumers got."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

#: How the ids of pages begin that are handed over once: whoever dies before it has noted them is not started again.
ONCE = "once-"


@dataclass
class Verdict:
    """Page ids and intake ids that are wrong, and figures that explain them; `right` says whether there are none wrong."""

    told: int = 0
    published: int = 0
    dead: int = 0
    delivered: int = 0
    #: Told of by a producer, and neither published nor dead.
    lost: list[str] = field(default_factory=list)
    #: One intake entry with several items.
    twice: list[str] = field(default_factory=list)
    #: Handed over once, and come to an end as several entries.
    doubled: list[str] = field(default_factory=list)
    #: Published, and no consumer got it.
    undelivered: list[str] = field(default_factory=list)
    #: Page ids of items that consumers got from a master that was replaced, and that its successor does not know: it
    #: made them again, of the page that was handed over again.
    taken_back: list[str] = field(default_factory=list)
    #: Handed to consumers again: allowed after a death, for an item is acknowledged after it was used.
    delivered_again: int = 0
    #: Entries more than pages: what killed producers had handed over and not noted, and handed over again.
    sent_again: int = 0
    #: Pages whose stages were done by newer code, by older code, and by both.
    newer: int = 0
    mixed: int = 0

    @property
    def right(self) -> bool:
        """Whether nothing was lost, doubled, or kept from consumers."""
        return not (self.lost or self.twice or self.doubled or self.undelivered)


def judge(
    told: Iterable[str],
    items: Iterable[tuple[str, str]],
    dead: Collection[str],
    delivered: Iterable[tuple[str, str, str]],
) -> Verdict:
    """Compare.

    Args:
        told: page ids that producers noted.
        items: intake id and page id of each entry of the stream of items.
        dead: page id of each dead letter.
        delivered: intake id, page id and versions of code, as consumers noted them.
    """
    entries = Counter(intake for intake, _ in items)
    ends = Counter([*dict(items).values(), *dead])
    rows = list(delivered)
    versions = {intake: code for intake, _, code in rows}
    delivered_pages = {intake: page for intake, page, _ in rows}
    told = set(told)
    return Verdict(
        told=len(told),
        published=len(entries),
        dead=len(dead),
        delivered=len(versions),
        lost=sorted(told - {*ends}),
        twice=sorted(intake for intake, number in entries.items() if number > 1),
        doubled=sorted(page for page, number in ends.items() if number > 1 and page.startswith(ONCE)),
        undelivered=sorted(set(entries) - set(versions)),
        taken_back=sorted(delivered_pages[intake] for intake in set(versions) - set(entries)),
        delivered_again=len(rows) - len(versions),
        sent_again=sum(number - 1 for page, number in ends.items() if not page.startswith(ONCE)),
        newer=sum("o" not in code for code in versions.values()),
        mixed=sum("o" in code and "n" in code for code in versions.values()),
    )
