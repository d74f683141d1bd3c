"""Evidence of an interview: turns of a conversation."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.contract.classification import Genre

_TURN = re.compile(
    r"(?:q|a|f|p|r|v|в|о|question|answer|frage|antwort|pregunta|respuesta|domanda|risposta)\s?:\s", re.IGNORECASE
)
_SPEAKER = re.compile(r"([^\W\d][^:\n]{1,40}):\s")


def interview_evidence(lines: list[str], *, news: bool) -> Iterator[tuple[Genre | None, float]]:
    """Yield evidence of an interview: speakers that alternate and ask, or questions between the answers.

    Args:
        lines: the lines of the text without headings; questions are headings on help pages and paragraphs in interviews.
        news: whether the page says that it is news; on other pages questions without speakers are mostly an FAQ.
    """
    asked = sum(line[-1] in "?？؟" and 15 < len(line) < 400 for line in lines)
    if asked < 3:
        return
    # Only lines with a colon near their start can match.
    marked = sum(_TURN.match(line) is not None for line in lines if ":" in line[:12])
    speakers: dict[str, list[str]] = {}
    for line in lines:
        found = _SPEAKER.match(line) if ":" in line[:42] else None
        if found is not None:
            speakers.setdefault(found[1], []).append(line)
    turns = sorted(speakers.values(), key=len)[-2:]
    spoken = sum(map(len, turns))
    # "Pros:" and "Cons:" alternate too, but they ask nothing and are not most of the text.
    asks = any(2 * sum("?" in line or "？" in line for line in turn) >= len(turn) for turn in turns)
    talk = len(turns) == 2 and len(turns[0]) >= 3 and spoken * 3 >= len(lines) and asks
    if marked >= 6 or talk:
        yield "interview", 5.5
    elif news and asked >= 6 and asked * 5 >= len(lines):
        yield "interview", 4.5
