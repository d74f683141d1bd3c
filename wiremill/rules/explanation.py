"""Why a route takes an item or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from wiremill.rules.messages import as_toml
from wiremill.rules.values import PRESENT

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Values that an explanation shows, and characters of each; enough to see what went wrong.
_MAX_VALUES, _MAX_VALUE_CHARACTERS = 10, 80


class Check(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One condition of a route, and the values it was tested on."""

    #: As in the file, such as ``"classification.language" = { any_of = ["en", "de"] }``.
    condition: str
    held: bool
    #: The values at its field, shortened; empty if the item has none.
    found: list[str] = []
    #: Of an ``any``: the checks of each alternative.
    alternatives: list[list[Check]] = []

    @property
    def why(self) -> str:
        """The condition, whether it holds, and the values it was tested on, as one line."""
        if self.alternatives:
            held = [index for index, checks in enumerate(self.alternatives, 1) if all(check.held for check in checks)]
            if held:
                return f"any: alternative {held[0]} holds: {_join_reasons(self.alternatives[held[0] - 1])}"
            decisive = (next(check for check in checks if not check.held) for checks in self.alternatives)
            return f"any: no alternative holds: {'; '.join(check.why for check in decisive)}"
        found = ", ".join(self.found) if self.found else "nothing"
        return f"{self.condition} {'holds' if self.held else 'fails'}: found {found}"


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a route takes an item, with the result of every condition."""

    route: str
    matched: bool
    #: All conditions in the order of the file, including those after the one that decided.
    checks: list[Check]

    @property
    def decided_by(self) -> Check | None:
        """The first condition that failed; None if the route matched, because then all conditions hold."""
        return next((check for check in self.checks if not check.held), None)

    @property
    def why(self) -> str:
        """The reason for the decision, as one line."""
        return self.decided_by.why if self.decided_by else _join_reasons(self.checks)


def shorten_values(values: Iterable[Any]) -> list[str]:
    """Return values as an explanation shows them: a few, each cut to a few characters."""
    texts = ["an object" if value is PRESENT else as_toml(value) for value in values]
    short = [
        text if len(text) <= _MAX_VALUE_CHARACTERS else f"{text[: _MAX_VALUE_CHARACTERS - 1]}…"
        for text in texts[:_MAX_VALUES]
    ]
    return [*short, f"and {len(texts) - _MAX_VALUES} more"] if len(texts) > _MAX_VALUES else short


def _join_reasons(checks: list[Check]) -> str:
    return "; ".join(check.why for check in checks)
