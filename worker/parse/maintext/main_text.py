"""The main text of a page: from its markup, or from structured data and embedded state if the markup has little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.blocks import render
from worker.parse.common.flags import Flag
from worker.parse.common.provenance import origin_of
from worker.parse.common.strings import count_words, strip_controls
from worker.parse.maintext.leftovers import find_headline, find_leftovers
from worker.parse.maintext.segment_choice import NO_SEGMENTS, choose_segments
from worker.parse.maintext.segment_parts import marked_segments, parts_of_segments
from worker.parse.maintext.state_text import state_parts
from worker.parse.maintext.structured_text import structured_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.document import Block, Origin, OriginKind
    from worker.parse.common.blocks import Part
    from worker.parse.declared.declarations import Declared
    from worker.parse.fields.fields import Fields
    from worker.parse.maintext.segment_choice import SegmentChoice
    from worker.parse.maintext.weights import Weights
    from worker.parse.pagetype.page_type import TypeEstimate
    from worker.parse.tree.page_tree import PageTree

#: words; if the main text is shorter, structured data is read too.
_SHORT_WORDS: Final = 60
#: How many times longer the structured data must be to replace a short text.
_MIN_LENGTH_RATIO: Final = 3
#: words; alternative text that is shorter is a label.
_MIN_WORDS: Final = 20
#: words of the whole page; a page with fewer shows hardly any text. On other pages a state must have more words than the
#: page.
_BARE_PAGE_WORDS: Final = 300
#: Confidence in a text whose elements the site's corrections name: an operator has looked at the site.
_SITE_CONFIDENCE: Final = 1.0
#: Confidence in a text from structured data or state.
_STRUCTURED_CONFIDENCE: Final = 0.6


class MainText(NamedTuple):
    """The main text of a page."""

    text: str
    blocks: list[Block]
    #: Where the text comes from.
    origin: Origin
    flags: list[Flag]
    #: Texts that readers wrote beside it.
    comments: list[str]
    #: How the segments of the outline were judged.
    choice: SegmentChoice
    #: Indexes of the segments that the text consists of; none if it comes from elsewhere.
    segments: Sequence[int]
    #: Indexes of the chosen segments that are no text, each with what it is.
    leftovers: dict[int, str]


def read_main_text(
    tree: PageTree, declared: Declared, estimate: TypeEstimate, fields: Fields, weights: Weights
) -> MainText:
    """Return the main text of a page without its headline and the lines that are `fields` of their own.

    If its site's corrections name the elements of the main text, all of their text is taken.
    """
    outline, measures = tree.outline, tree.measures
    choice = choose_segments(outline, measures, declared, estimate, weights) if measures else NO_SEGMENTS
    page_words = measures.total if measures else 0.0
    flags: list[Flag] = []
    comments = choice.comments
    is_corrected = tree.corrections is not None and tree.corrections.found("main") is not None
    marked = marked_segments(outline) if is_corrected else []
    is_short = choice.words < _SHORT_WORDS and not marked
    alternative = _alternative_text(tree, declared, choice.words, page_words) if is_short else None
    leftovers: dict[int, str] = {}
    chosen: Sequence[int] = ()
    if alternative:
        parts, source, confidence = alternative.parts, alternative.source, _STRUCTURED_CONFIDENCE
        flags.append(Flag.TEXT_FROM_STRUCTURED_DATA)
    else:
        source, confidence = "model", choice.confidence
        taken = choice.chosen
        if marked:
            source, confidence, taken = "site", _SITE_CONFIDENCE, marked
            leftovers = find_headline(outline, marked, fields)
            texts = {outline.texts[index] for index in marked}
            comments = [comment for comment in comments if comment not in texts]
        else:
            leftovers = find_leftovers(outline, taken, fields, estimate.best and estimate.best.name)
        chosen = [index for index in taken if index not in leftovers]
        parts = list(parts_of_segments([outline.segment(index) for index in chosen]))
    text, blocks, truncated = render(parts)
    flags += [Flag.TEXT_TRUNCATED] * truncated + [Flag.SITE_SELECTOR_UNMATCHED] * (is_corrected and not marked)
    comments = [strip_controls(comment) for comment in comments]
    return MainText(text, blocks, origin_of(source, confidence), flags, comments, choice, chosen, leftovers)


class _AlternativeText(NamedTuple):
    """Text from a source other than the markup."""

    source: OriginKind
    parts: list[Part]


def _alternative_text(tree: PageTree, declared: Declared, words: float, page_words: float) -> _AlternativeText | None:
    """Return the text in JSON-LD or in embedded state if it is much longer than the `words` of the markup."""
    is_bare = page_words < _BARE_PAGE_WORDS
    parts = structured_parts(declared.data, lists=is_bare)
    if _word_count(parts) > max(_MIN_LENGTH_RATIO * words, _MIN_WORDS):
        return _AlternativeText("json-ld", parts)
    parts = state_parts(tree.elements.root, declared.head.states)
    if _word_count(parts) > max(_MIN_LENGTH_RATIO * words, _MIN_WORDS, 0.0 if is_bare else page_words):
        return _AlternativeText("markup", parts)
    return None


def _word_count(parts: list[Part]) -> int:
    return sum(count_words(part.text) for part in parts)
