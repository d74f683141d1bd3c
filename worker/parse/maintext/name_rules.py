"""Rules by class names that outweigh the model: cookie dialogs, captions, comments, and pages with little text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from worker.parse.tree.zones import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

#: Factor on the probability of captions in an article: they belong to their images.
_CAPTION: Final = 0.2
#: Factor on the probability of comments, unless the page is a discussion.
_COMMENT: Final = 0.3
#: Probability of text in a cookie dialog, unless the dialog is nearly the whole page.
_CONSENT: Final = 0.001
_CONSENT_SHARE: Final = 0.9
#: words; a page with half as many is judged by names alone, one with more by the model alone, since the model learned
#: from longer pages.
_SMALL: Final = 250
#: Zones that are not main text.
_BOILERPLATE: Final = int(
    Zone.FRAME | Zone.EXTRA | Zone.META | Zone.HIDDEN | Zone.COMMENTS | Zone.CAPTION | Zone.CONSENT
)
_COMMENTS: Final = int(Zone.COMMENTS)
_BY_TAG: Final = int(Zone.BY_TAG)
#: Share of links beyond which a segment is a link.
_IS_LINK: Final = 0.6
#: Share of a small page that is links, from which on links count as text.
_MOSTLY_LINKS: Final = 0.4
#: The least that the rules may leave of a small page: a share of its words, or words.
_LEFT: Final = 0.25
_LEFT_WORDS: Final = 20
#: Probability given by names alone.
_CONFIDENCE: Final = 0.95


def apply_name_rules(
    probabilities: Floats,
    zones: Integers,
    words: Floats,
    linked: Floats,
    *,
    article: bool,
    discussion: bool,
) -> Floats:
    """Return the `probabilities` of segments, changed where a rule by the zones around them holds."""
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
    # A cookie dialog is longer than many a page, and no part of it.
    words = np.where(zones & int(Zone.CONSENT) > 0, 0.0, words)
    total = float(words.sum())
    weight = min(1.0, 2 * (_SMALL - total) / _SMALL)
    if weight <= 0:
        return probabilities
    named = zones & (_BOILERPLATE & ~_COMMENTS if discussion else _BOILERPLATE) > 0
    links = linked > _IS_LINK
    # Names that would leave next to nothing are believed only if they are tags (nav, aside, footer).
    for boilerplate in (named, named & (zones & _BY_TAG > 0)):
        left = float(words @ ~boilerplate)
        if left >= _LEFT * total or left > _LEFT_WORDS:
            break
    else:
        return probabilities
    # Where links are much of what is left, they are the content.
    if words @ (links & ~boilerplate) < _MOSTLY_LINKS * left:
        boilerplate = boilerplate | links
    found: Floats = weight * np.where(boilerplate, 1 - _CONFIDENCE, _CONFIDENCE) + (1 - weight) * probabilities
    return found
