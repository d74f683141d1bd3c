"""The exceptions that Wiremill raises.

WiremillError
├── SettingsError        a setting, a settings file or an environment variable is wrong
├── RulesError           a rules file (routes and filters) is wrong
├── SitesError           a file of site corrections is wrong
├── IntakeFull           the intake is at its high-water mark
├── ServerError          the Redis server is missing, too old, or can't be started
│   └── WrongKey         a key has an unexpected type or content (`wiremill.ledger.wrong_key`; also a redis-py ResponseError)
├── JobForgotten         a job sent no heartbeat for so long that its consumer groups were destroyed
├── MalformedPage        an intake entry can't be read (`reason` is one of MALFORMED_REASONS)
└── PageFault            a stage can never handle this page (`reason` says why)
"""

from __future__ import annotations


class WiremillError(Exception):
    """Base class of all exceptions of this package."""


class SettingsError(WiremillError):
    """A setting is unknown or has an invalid value."""


class RulesError(WiremillError):
    """A rules file (routes and filters) is invalid; the message names the place."""


class SitesError(WiremillError):
    """A file of site corrections is invalid; `problems` has one message for each fault, which names the place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class IntakeFull(WiremillError):
    """The intake is at its high-water mark, and the caller's timeout has expired.

    `accepted` counts the pages of the call that were accepted before.
    """

    def __init__(self, message: str, *, accepted: int = 0) -> None:
        super().__init__(message)
        self.accepted = accepted


class ServerError(WiremillError):
    """The Redis server is missing, too old, or can't be started."""


class JobForgotten(WiremillError):
    """A job sent no heartbeat for so long that its consumer groups were destroyed, so it missed pages that have ended."""


#: Why an intake entry is not a valid page.
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
    """A fault of the page itself: a retry can't help, so the page becomes a dead letter at once."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class MalformedPage(PageFault):
    """An intake entry is not a valid page; `reason` is one of `MALFORMED_REASONS`."""
