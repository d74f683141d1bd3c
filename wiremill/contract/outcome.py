"""Outcomes and their reasons: the closed lists that accounting is based on."""

from __future__ import annotations

from typing import Literal

#: Every accepted page ends with exactly one of these.
Outcome = Literal["published", "duplicate", "filtered", "dead"]
OUTCOMES: tuple[Outcome, ...] = ("published", "duplicate", "filtered", "dead")

#: Why a rule filtered a page.
FILTER_REASONS = ("language", "page_type", "domain", "too_short")

#: Why a page became a dead letter, besides `wiremill.errors.MALFORMED_REASONS`.
DEAD_REASONS = (
    "not_text",  # the body is not text but an image, an archive, a PDF
    "stage_failed",  # the stage raised an error in every attempt
    "worker_lost",  # every attempt ended without a result: the process died, or lost the connection to Redis
    "time_limit",  # every attempt took longer than `page_seconds`
    "memory_limit",  # every attempt ran out of memory
    "document_too_large",  # the result of a stage exceeds the limit for the next one
    "page_refused",  # a plug-in says that it can never handle this page
    "extension_invalid",  # a plug-in's result is not a JSON object, or exceeds `extension_max_bytes`
)
