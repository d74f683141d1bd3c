"""Whether a clause is about the past or the future, by the words around a date."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.enrich.dates.names import DateNames

#: characters before and after a mention that its clause is searched for in
BEFORE = 140
AFTER = 80
#: characters after a mention within which a cue refers to it; more if the verb comes at the end of the clause
MAX_DISTANCE = 3
MAX_DISTANCE_VERB_LAST = 30

_SENTENCE_END = re.compile(r"[.!?]\s|[\n。！？;；]")
_CLAUSE_END = re.compile(r"[.!?]\s|[\n。！？;；,،，、–—]|\s-\s")


def clause_around(text: str, start: int, stop: int) -> tuple[str, str]:
    """Return the text before a mention in its sentence, and the text after it in its clause."""
    before = text[max(0, start - BEFORE) : start]
    ends = list(_SENTENCE_END.finditer(before))
    if ends:
        before = before[ends[-1].end() :]
    behind = text[stop : stop + AFTER]
    end = _CLAUSE_END.search(behind)
    return before, behind if end is None else behind[: end.start()]


def has_cue_beside(pattern: re.Pattern[str] | None, before: str, behind: str) -> bool:
    """Tell whether a cue is next to a mention."""
    if pattern is None:
        return False
    beside = before.rstrip()
    last = max((match.end() for match in pattern.finditer(beside)), default=-1)
    if last >= 0 and last == len(beside):
        return True
    return pattern.match(behind.lstrip()) is not None and behind[:1] in {" ", ""} and not beside.endswith(("of", "von"))


def is_future(before: str, behind: str, names: DateNames) -> bool:
    """Tell whether a clause is about the future; without any cue it is not."""
    if names.future_cues is None:
        return False
    coming_behind = _first(names.future_cues, behind)
    gone_behind = _first(names.past_cues, behind)
    reach = MAX_DISTANCE_VERB_LAST if names.rules.verb_last else MAX_DISTANCE
    if min(coming_behind, gone_behind) > reach:
        coming, gone = _last(names.future_cues, before), _last(names.past_cues, before)
        if coming >= 0 or gone >= 0:
            return coming >= gone
    return coming_behind < AFTER and coming_behind <= gone_behind


def _first(pattern: re.Pattern[str] | None, text: str) -> int:
    match = pattern.search(text) if pattern is not None else None
    return AFTER if match is None else match.start()


def _last(pattern: re.Pattern[str] | None, text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1) if pattern is not None else -1
