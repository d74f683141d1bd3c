"""What the corrections for a site found on a page, and what they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.parse.common.strings import count_words, one_line, strip_controls
from worker.parse.explained.candidates import FIELDS, field_values
from worker.parse.explained.explanation import SelectorExplanation, SiteExplanation
from worker.parse.tree.elements import shown_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wiremill.contract.document import Document
    from worker.parse.sites.corrections import Corrections, Match

#: characters of a text that are given: its first words.
SHOWN_CHARS: Final = 200
#: Matches whose texts are given.
_SHOWN_MATCHES: Final = 3


def explain_site(corrections: Corrections, before: Document) -> SiteExplanation:
    """Explain the corrections for a page; `before` is its document without them."""
    return SiteExplanation(
        domain=corrections.site.domain,
        path=corrections.site.path,
        selectors=[_selector(match) for match in corrections.matches],
        words_before=count_words(before.text),
        text_before=before.text[:SHOWN_CHARS],
        before={name: field_values(before, name) for name in FIELDS},
    )


def _selector(match: Match) -> SelectorExplanation:
    return SelectorExplanation(
        key=match.key,
        selector=match.selector.text,
        matches=len(match.found),
        texts=[_first_words(each) for each in match.found[:_SHOWN_MATCHES]],
    )


def _first_words(found: _Element | str) -> str:
    text = one_line(found) or "" if isinstance(found, str) else shown_text(found, SHOWN_CHARS)
    return strip_controls(text[:SHOWN_CHARS])
