"""What elements name themselves, where that outweighs the model: dialogues for consent, captions, comments, small pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from worker.parse.tree.zones import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

#: What is left of the probability of captions in an article: they belong to their images.
_CAPTION: Final = 0.2
#: What is left of that of comments where they are not what the page is for.
_COMMENT: Final = 0.3
#: What text in a dialogue for consent is worth, unless the dialogue is nearly all of the page.
_CONSENT: Final = 0.001
_CONSENT_SHARE: Final = 0.9
#: words; a page with half as many is judged by its names alone, one with more by the model alone, since the pages that
#: the model learned from are longer.
_SMALL: Final = 250
#: Names of what is not main text.
_ELSEWHERE: Final = int(Zone.FRAME | Zone.EXTRA | Zone.META | Zone.HIDDEN | Zone.COMMENTS | Zone.CAPTION | Zone.CONSENT)
_COMMENTS: Final = int(Zone.COMMENTS)
_BY_TAG: Final = int(Zone.BY_TAG)
#: Share of links beyond which a text is one.
_LINKED: Final = 0.6
#: Share of links in a small page from which they count as text.
_LINKS: Final = 0.4
#: What must be left of a small page for its names to be believed: a share of its words, or words.
_LEFT: Final = 0.25
_LEFT_WORDS: Final = 20
#: How far names are believed.
_SURE: Final = 0.95


def apply_name_rules(
    probabilities: Floats,
    zones: Integers,
    words: Floats,
    linked: Floats,
    *,
    article: bool,
    discussion: bool,
) -> Floats:
    """Return the `probabilities` of segments, changed where the names of the elements around them decide."""
    found = _small(probabilities, zones, words, linked, discussion=discussion)
    consent = zones & int(Zone.CONSENT) > 0
    if words @ consent < _CONSENT_SHARE * words.sum():
        found = np.where(consent, _CONSENT, found)
    if article and not discussion:
        found = np.where(zones & int(Zone.CAPTION) > 0, found * _CAPTION, found)
    if not discussion:
        found = np.where(zones & _COMMENTS > 0, found * _COMMENT, found)
    return found


def _small(probabilities: Floats, zones: Integers, words: Floats, linked: Floats, *, discussion: bool) -> Floats:
    # A dialogue for consent is longer than many a page, and none of it.
    words = np.where(zones & int(Zone.CONSENT) > 0, 0.0, words)
    total = float(words.sum())
    weight = min(1.0, 2 * (_SMALL - total) / _SMALL)
    if weight <= 0:
        return probabilities
    named = zones & (_ELSEWHERE & ~_COMMENTS if discussion else _ELSEWHERE) > 0
    links = linked > _LINKED
    # Names that would take nearly all are believed only where they are those of tags (nav, aside, footer).
    for elsewhere in (named, named & (zones & _BY_TAG > 0)):
        left = float(words @ ~elsewhere)
        if left >= _LEFT * total or left > _LEFT_WORDS:
            break
    else:
        return probabilities
    # Where links are much of what is left, they are what the page is for.
    if words @ (links & ~elsewhere) < _LINKS * left:
        elsewhere = elsewhere | links
    found: Floats = weight * np.where(elsewhere, 1 - _SURE, _SURE) + (1 - weight) * probabilities
    return found
