"""The raw page behind a name, if Redis still holds its body: it waits in the intake, or died in parse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wiremill.contract.intake import decode_entry
from wiremill.errors import WiremillError
from wiremill.ledger.dead_letters import DeadLetterFilter, DeadLetters
from wiremill.ledger.tracing import PageTrace, find_page

if TYPE_CHECKING:
    from wiremill.contract.page import Page
    from wiremill.ledger.scripts import Scripts

_HOW_IT_ENDED = {
    "waiting": "is no longer in the intake",
    "in_flight": "is past parse",
    "published": "is published",
    "duplicate": "was dropped as a duplicate",
    "filtered": "was filtered",
    "dead": "died after parse",
}


class KeptPage(NamedTuple):
    """A page whose body is still held, and where."""

    page: Page
    trace: PageTrace


def find_kept_page(scripts: Scripts, name: str) -> KeptPage:
    """Return the page with this page id, intake id, trace id or URL; of several the latest that still has its body.

    Raises:
        WiremillError: no page has that name, or none that has it still has its body; the message says what to do.
        MalformedPage: the page is malformed, so that nothing but its raw fields can be read.
    """
    found = find_page(scripts, name)
    if not found:
        raise WiremillError(
            f"there is no file {name!r}, and no page of that name; 'wiremill trace' says where it looks for pages"
        )
    for trace in found:
        fields = _intake_fields(scripts, trace) if trace.state == "waiting" else _dead_fields(scripts, trace)
        if fields:
            return KeptPage(decode_entry(fields, max_bytes=scripts.settings.page_max_bytes), trace)
    trace = found[0]
    raise WiremillError(
        f"page {name!r} has no body any more: it {_HOW_IT_ENDED[trace.state]}, and bodies are only kept until parse is done; "
        f"save the page, and explain the file: wiremill explain FILE --url {trace.url or 'URL'}"
    )


def _intake_fields(scripts: Scripts, trace: PageTrace) -> dict[bytes, bytes]:
    entries: Any = scripts.redis.xrange(scripts.keys.intake, trace.intake_id, trace.intake_id)
    return entries[0][1] if entries else {}


def _dead_fields(scripts: Scripts, trace: PageTrace) -> dict[bytes, bytes]:
    if trace.letter is None:
        return {}
    dead_letters = DeadLetters(scripts)
    letter = next(dead_letters.find(DeadLetterFilter(ids=(trace.letter,))), None)
    return dead_letters.page_fields(letter) if letter else {}
