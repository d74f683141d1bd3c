"""Nearness: what a published text has in common with texts published earlier."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wiremill.contract.document import Confidence  # noqa: TC001  (msgspec reads the annotations)

#: `same_text`: the same site published the text (nearly) word for word, at this URL or another. `variant`: the same site
#: published much of it at another URL. `syndicated`: another site published it, or much of it. `updated`: this URL had a
#: different text before.
Relation = Literal["same_text", "variant", "syndicated", "updated"]


class Changes(msgspec.Struct, frozen=True, gc=False):
    """How a text differs from its previous version, estimated from signatures of 124 bytes."""

    #: Whether the headline changed, ignoring spacing and case.
    title: bool
    #: Whether the first thirty words changed.
    lead: bool
    #: Words, or characters in scripts without spaces.
    words_before: int
    words_after: int
    #: The share of the earlier text that is kept, and the share of the new text that is new. Both are estimated from
    #: runs of three words, with a standard error of about 0.1.
    kept: Confidence
    new: Confidence


class Nearness(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A text's place among the near-duplicates within the window, across all workers."""

    #: 16 hex digits, the same for all members of a cluster, including the first.
    cluster: str
    #: The id of the cluster's earliest item that is still within the window; the item's own id if it is the first.
    earliest: str
    #: The version of this URL's text; 1 for a URL not seen within the window. Stops at 255.
    version: Annotated[int, Meta(ge=1, le=255)] = 1
    #: The id of the earlier item that this one is compared with. None if there is none, like all fields below.
    of: str | None = None
    relation: Relation | None = None
    #: Estimated Jaccard similarity of the two texts' runs of three words; 1 for equal texts.
    similarity: Confidence | None = None
    #: Only for relation `updated`.
    changes: Changes | None = None
