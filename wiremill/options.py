"""Options of plug-ins: environment variables `WIREMILL_STAGE_<NAME>_<OPTION>`."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wiremill.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Prefix of the variables; no setting of Wiremill has it.
OPTION_PREFIX = "WIREMILL_STAGE_"

Options = TypeVar("Options", bound=msgspec.Struct)


def load_options(stage: str, kind: type[Options], environ: Mapping[str, str] | None = None) -> Options:
    """Return the options of a stage as an instance of its struct.

    Args:
        stage: the stage's name; `sentiment` reads ``WIREMILL_STAGE_SENTIMENT_…``.
        kind: a struct with one field per option; fields without a default are required.
        environ: the variables; those of the process if None.

    Raises:
        SettingsError: an option is unknown, missing, or has an invalid value; the message names the variable.
    """
    prefix = f"{OPTION_PREFIX}{stage.upper()}_"
    given = {
        name.removeprefix(prefix).lower(): value
        for name, value in (os.environ if environ is None else environ).items()
        if name.startswith(prefix)
    }
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in fields:
            suggestions = difflib.get_close_matches(name, fields, n=1) or sorted(fields)
            raise SettingsError(
                f"environment variable {prefix}{name.upper()}: stage {stage!r} has no such option; "
                f"it has {', '.join(prefix + option.upper() for option in suggestions)}"
            )
        try:
            values[name] = msgspec.convert(value, fields[name].type, strict=False)
        except msgspec.ValidationError as error:
            raise SettingsError(f"environment variable {prefix}{name.upper()} can't be {value!r}: {error}") from error
    missing = [prefix + name.upper() for name, field in fields.items() if field.required and name not in values]
    if missing:
        raise SettingsError(f"stage {stage!r} needs the environment variable {' and '.join(missing)}")
    return kind(**values)
