"""Side stages: the plug-ins that publish does not wait for, and the counts of their pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from wiremill.ledger.scripts import Scripts

_COUNT = re.compile(r"side:([^:]+):(handed|done|dead|skipped)")


class SideStageCount(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of the published pages handed to one side stage, at one moment."""

    stage: str
    handed: int = 0
    #: Pages whose result is on the stage's stream of extensions.
    done: int = 0
    dead: int = 0
    #: Pages that skipped the stage because `side_max_pages` were waiting.
    skipped: int = 0
    #: Entries in its stream, leased or not.
    length: int = 0

    @property
    def difference(self) -> int:
        """Handed pages minus those accounted for: 0 unless something is wrong.

        Also not 0 while pages in flight wait in its stream, as after a change of `publish_waits`.
        """
        return self.handed - self.done - self.dead - self.length


def side_stage_names(scripts: Scripts) -> list[str]:
    """Return the names of the plug-ins that have ever been handed a published page."""
    names: Any = scripts.redis.hkeys(scripts.keys.counts)
    found = (_COUNT.fullmatch(name.decode("utf-8", "replace")) for name in names)
    return sorted({match[1] for match in found if match})


def count_side_stages(scripts: Scripts) -> list[SideStageCount]:
    """Count the pages of each side stage, all at one moment."""
    names, keys = side_stage_names(scripts), scripts.keys
    if not names:
        return []
    pipeline = scripts.redis.pipeline(transaction=True)
    pipeline.hgetall(keys.counts)
    for name in names:
        pipeline.xlen(keys.stage(name))
    counts, *lengths = pipeline.execute()
    numbers = {
        name: {
            kind: int(counts.get(f"side:{name}:{kind}".encode(), 0)) for kind in ("handed", "done", "dead", "skipped")
        }
        for name in names
    }
    return [
        SideStageCount(stage=name, length=length, **numbers[name]) for name, length in zip(names, lengths, strict=True)
    ]
