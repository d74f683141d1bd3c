"""Nearness: what a published text has in common with those published before it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wiremill.contract.document import Confidence  # noqa: TC001  (msgspec reads the annotations)

#: `same_text`: the same site has it (nearly) word for word, under this URL or another. `variant`: the same site has much of it
#: under another URL. `syndicated`: another site has it, or much of it. `updated`: this URL had another text before.
Relation = Literal["same_text", "variant", "syndicated", "updated"]


class Changes(msgspec.Struct, frozen=True, gc=False):
    """How a text differs from the version before, as far as a signature of 124 bytes can tell."""

    #: Whether the headline is another, spacing and case aside.
    title: bool
    #: Whether the first thirty words are others.
    lead: bool
    #: Words, or characters of a script without spaces.
    words_before: int
    words_after: int
    #: The share of the earlier text that is still there, and of the new text that was not: estimates, by three words in a
    #: row, with a standard error of about 0.1.
    kept: Confidence
    new: Confidence


class Nearness(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A text's place among the near-duplicates within the window, whichever worker published them."""

    #: 16 hex digits that all members of a cluster share, the first one included.
    cluster: str
    #: The id of the earliest item of the cluster that is still within the window; the item's own id where it is the first.
    earliest: str
    #: 1 for a URL not seen within the window; stops at 255.
    version: Annotated[int, Meta(ge=1, le=255)] = 1
    #: The id of the earlier item that this one is compared with; None, as all below, where there is none.
    of: str | None = None
    relation: Relation | None = None
    #: Estimated Jaccard similarity of the two texts' runs of three words; 1 where the texts are equal.
    similarity: Confidence | None = None
    #: For an updated text.
    changes: Changes | None = None
