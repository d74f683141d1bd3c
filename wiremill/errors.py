"""Everything that Wiremill raises on purpose.

WiremillError
├── SettingsError        a setting, a settings file or an environment variable is wrong
├── RulesError           a file of routes and filters is wrong
├── IntakeFull           the intake is at its high-water mark
├── ServerError          the Redis server is missing, too old, or can't be started
│   └── WrongKey         a key is not what it must be (`wiremill.ledger.wrong_key`; an answer of the server too)
├── JobForgotten         a job was silent for so long that its place in the streams was given up
├── MalformedPage        an intake entry can't be read (`reason` is one of MALFORMED_REASONS)
└── PageFault            a stage can't handle this page, and never will (`reason` says why)
"""

from __future__ import annotations


class WiremillError(Exception):
    """Base of all errors of this package."""


class SettingsError(WiremillError):
    """A setting is unknown or has a value it can't have."""


class RulesError(WiremillError):
    """A file of routes and filters can't be used; the message names the place."""


class IntakeFull(WiremillError):
    """The intake is at its high-water mark and the caller did not want to wait longer.

    `accepted` counts the pages of the call that were taken before it was full.
    """

    def __init__(self, message: str, *, accepted: int = 0) -> None:
        super().__init__(message)
        self.accepted = accepted


class ServerError(WiremillError):
    """The Redis server is missing, too old, or can't be started."""


class JobForgotten(WiremillError):
    """A job was silent for so long that its place in the streams was given up: what ended meanwhile it can't know."""


#: Reasons for which an intake entry is no page.
MALFORMED_REASONS = (
    "url_missing",
    "url_invalid",
    "body_missing",
    "body_too_large",
    "body_corrupt",
    "encoding_unknown",
    "field_invalid",
)


class PageFault(WiremillError):
    """A fault of the page itself: trying again can't help, so it goes to the dead letters at once."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class MalformedPage(PageFault):
    """An intake entry is no page; `reason` is one of `MALFORMED_REASONS`."""
