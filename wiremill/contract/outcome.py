"""How a page ends: the closed list that all accounting rests on."""

from __future__ import annotations

from typing import Literal

#: Every accepted page ends in exactly one of these.
Outcome = Literal["published", "duplicate", "filtered", "dead"]
OUTCOMES: tuple[Outcome, ...] = ("published", "duplicate", "filtered", "dead")

#: Why a rule ended a page as filtered.
FILTER_REASONS = ("language", "page_type", "domain", "too_short")

#: Why a page became a dead letter, beside the reasons of `wiremill.errors.MALFORMED_REASONS`.
DEAD_REASONS = (
    "not_text",  # the body is no text: an image, an archive, a PDF
    "stage_failed",  # the stage raised an error in each attempt
    "worker_lost",  # each attempt ended without a result: its process died, or lost the server
    "time_limit",  # each attempt took longer than `page_seconds`
    "memory_limit",  # each attempt ran out of memory
    "document_too_large",  # what a stage made of it exceeds what the next may be given
    "page_refused",  # a plug-in says that it can't handle this page, and never will
    "extension_invalid",  # what a plug-in returned is no JSON object, or exceeds `extension_max_bytes`
)
