"""Rules that outweigh the model: cookie dialogs, captions, comments, hidden text, and pages with little text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from worker.parse.tree.context import KINDS
from worker.parse.tree.zones import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

#: Factor on the probability of captions in an article: they belong to their images.
_CAPTION_FACTOR: Final = 0.2
#: Factor on the probability of comments, unless the page is a discussion.
_COMMENT_FACTOR: Final = 0.3
#: Factor on the probability of hidden text, if it is at most this share of the expected text: more is text that a script
#: shows, at once or where the reader asks for it. Code is exempt, as it often stands in tabs, one a language.
_HIDDEN_FACTOR: Final = 0.05
_HIDDEN_SHARE: Final = 0.15
#: Probability of text in a cookie dialog, unless the dialog is nearly the whole page.
_CONSENT_PROBABILITY: Final = 0.001
_CONSENT_SHARE: Final = 0.9
#: words; a page with more is judged by the model alone, one with half as many by names alone, since the model learned
#: from longer pages.
_SMALL_PAGE_WORDS: Final = 250
#: Zones that are not main text.
_BOILERPLATE: Final = int(
    Zone.FRAME | Zone.EXTRA | Zone.META | Zone.HIDDEN | Zone.COMMENTS | Zone.CAPTION | Zone.CONSENT
)
_CODE: Final = KINDS["code"]
_COMMENTS: Final = int(Zone.COMMENTS)
_BY_TAG: Final = int(Zone.BY_TAG)
#: Share of link text beyond which a segment is a link.
_LINK_SHARE: Final = 0.6
#: Share of link text in a small page from which on links count as text.
_LINK_PAGE_SHARE: Final = 0.4
#: The minimum that the rules must leave of a small page: a share of its words, or a number of words.
_MIN_LEFT_SHARE: Final = 0.25
_MIN_LEFT_WORDS: Final = 20
#: Probability that names alone give.
_CONFIDENCE: Final = 0.95


def apply_name_rules(
    probabilities: Floats,
    zones: Integers,
    words: Floats,
    linked: Floats,
    *,
    kinds: Integers,
    article: bool,
    discussion: bool,
) -> dict[str, Floats]:
    """Return the `probabilities` of segments after each rule that applies to the page, by its name, in order.

    A rule changes only the segments in its zones.
    """
    steps: dict[str, Floats] = {}
    found = _small_page(probabilities, zones, words, linked, discussion=discussion)
    if found is not probabilities:
        steps["small page"] = found
    consent = zones & int(Zone.CONSENT) > 0
    if words @ consent < _CONSENT_SHARE * words.sum():
        steps["consent dialogue"] = found = np.where(consent, _CONSENT_PROBABILITY, found)
    hidden = (zones & int(Zone.HIDDEN) > 0) & (kinds != _CODE)
    expected = words * found
    if expected @ hidden <= _HIDDEN_SHARE * expected.sum():
        steps["hidden"] = found = np.where(hidden, found * _HIDDEN_FACTOR, found)
    if article and not discussion:
        steps["caption"] = found = np.where(zones & int(Zone.CAPTION) > 0, found * _CAPTION_FACTOR, found)
    if not discussion:
        steps["comments"] = np.where(zones & _COMMENTS > 0, found * _COMMENT_FACTOR, found)
    return steps


def _small_page(probabilities: Floats, zones: Integers, words: Floats, linked: Floats, *, discussion: bool) -> Floats:
    # A cookie dialog is not part of the page, and often longer than a small page.
    words = np.where(zones & int(Zone.CONSENT) > 0, 0.0, words)
    total = float(words.sum())
    weight = min(1.0, 2 * (_SMALL_PAGE_WORDS - total) / _SMALL_PAGE_WORDS)
    if weight <= 0:
        return probabilities
    named = zones & (_BOILERPLATE & ~_COMMENTS if discussion else _BOILERPLATE) > 0
    links = linked > _LINK_SHARE
    # If the names would leave next to nothing, only tags (nav, aside, footer) count.
    for boilerplate in (named, named & (zones & _BY_TAG > 0)):
        left = float(words @ ~boilerplate)
        if left >= _MIN_LEFT_SHARE * total or left > _MIN_LEFT_WORDS:
            break
    else:
        return probabilities
    # If links are a large part of the rest, they are the content.
    if words @ (links & ~boilerplate) < _LINK_PAGE_SHARE * left:
        boilerplate = boilerplate | links
    found: Floats = weight * np.where(boilerplate, 1 - _CONFIDENCE, _CONFIDENCE) + (1 - weight) * probabilities
    return found
