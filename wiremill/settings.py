"""Settings: defaults, overridden by a TOML file, overridden by environment variables.

`WIREMILL_CONFIG` names the file; otherwise it is `wiremill.toml` in the working directory, if that exists. The keys of the
file are the names of the fields below; the environment variables are the same names in capitals, prefixed with `WIREMILL_`.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from wiremill.errors import SettingsError
from wiremill.options import OPTION_PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping

Positive = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]
#: Comma-separated stage names. A name is part of an environment variable, a path in rules, a queue and a key.
Names = Annotated[str, Meta(pattern=r"^\s*([a-z][a-z0-9]{0,31}\s*(,\s*[a-z][a-z0-9]{0,31}\s*)*)?$")]

#: Environment variables that begin with WIREMILL_ but are not settings.
_OTHER_VARIABLES = {"WIREMILL_CONFIG"}


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of producers, workers and the command line."""

    #: The Redis that holds pages and items; `unix:///path`, `rediss://` and `redis+sentinel://…/SERVICE` work too.
    redis_url: str = "redis://127.0.0.1:6379/0"
    #: Replicas that must have a page before `Producer` forgets it. Default: 1 with Sentinel, else 0.
    wait_replicas: Annotated[int, Meta(ge=0)] | None = None
    #: Celery's broker, which carries the doorbells; any broker that Celery supports. Default: the same Redis.
    broker_url: str | None = None
    #: Prefix of every key.
    namespace: str = "wm"
    #: TOML file with routes and filters.
    rules_file: str | None = None
    #: TOML file of corrections for the pages of named sites.
    sites_file: str | None = None
    #: The enabled plug-ins, such as "sentiment, questions"; must be the same for all workers.
    stages: Names | None = None
    #: Which plug-ins publish waits for: those that declare it, or all.
    stages_wait: Literal["declared", "all"] = "declared"

    #: High-water mark of the intake, in pages: about 2 GB at 36 KB per zstd-packed page.
    intake_max_pages: Positive = 50_000
    #: Maximum bytes of a page, packed or unpacked; the largest real page of our corpus has 5 MB.
    page_max_bytes: Positive = 32 * 1024 * 1024
    #: Maximum bytes of a document as JSON.
    document_max_bytes: Positive = 16 * 1024 * 1024
    #: Maximum bytes of a plug-in's result for one document, as JSON: several times the text of an article.
    extension_max_bytes: Positive = 256 * 1024
    #: Maximum pages waiting for a plug-in that publish does not wait for; further pages skip it. 400 MB of documents.
    side_max_pages: Positive = 10_000

    #: A batch ends at this many pages or expected bytes, whichever comes first.
    batch_pages: Positive = 32
    batch_bytes: Positive = 8 * 1024 * 1024
    #: A lease expires if its holder has not renewed it for this long; holders renew every third of it.
    lease_seconds: Seconds = 30.0
    #: Attempts after which a page becomes a dead letter.
    max_attempts: Positive = 3
    #: Delay before a failed page is retried; doubles with each attempt.
    retry_seconds: Seconds = 1.0
    #: Time limit for one page in one stage.
    page_seconds: Seconds = 20.0
    #: How long a task keeps leasing batches before it yields to other stages.
    drain_seconds: Seconds = 0.5
    #: A worker process is killed if one task keeps it busy for this long.
    task_seconds: Seconds = 120.0
    #: A worker process that uses more memory than this after a task is replaced.
    recycle_megabytes: Positive = 600
    #: Hard memory limit of a worker process (Linux).
    memory_megabytes: Positive = 2048
    #: How often a worker polls for work without a doorbell.
    bell_seconds: Seconds = 0.1

    #: What happens to a page whose canonical URL and text were already published within the window.
    duplicates: Literal["drop", "mark", "off"] = "drop"
    duplicate_window_seconds: Annotated[int, Meta(ge=1, le=10 * 366 * 24 * 3600)] = 24 * 3600
    #: Whether texts are compared with those published within the window; near-duplicates are marked, never dropped.
    near_duplicates: Literal["on", "off"] = "on"
    near_duplicate_window_seconds: Annotated[int, Meta(ge=1, le=10 * 366 * 24 * 3600)] = 7 * 24 * 3600
    #: Maximum number of signatures, 190 bytes of Redis each; the oldest are overwritten. Signature numbers have 32 bits.
    near_duplicate_signatures: Annotated[int, Meta(ge=1, le=100_000_000)] = 1_000_000
    #: Ended pages kept for `wiremill trace` and `wiremill reconcile`.
    history_pages: Positive = 2_500
    #: Maximum number of dead letters; beyond it, the oldest are dropped for good. 0: no limit, nothing is dropped.
    dead_max_letters: Annotated[int, Meta(ge=0)] = 0
    #: Maximum length of an item stream, even if groups have not acknowledged all items. 0: no limit, unread items stay.
    items_max_length: Annotated[int, Meta(ge=0)] = 0

    log_format: Literal["auto", "json", "console"] = "auto"
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def load_settings(
    *, environ: Mapping[str, str] | None = None, file: str | Path | None = None, **overrides: Any
) -> Settings:
    """Return the effective settings.

    Raises:
        SettingsError: a key or variable is unknown, or has an invalid value; the message names it.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    path = file or environ.get("WIREMILL_CONFIG") or ("wiremill.toml" if Path("wiremill.toml").is_file() else None)
    if path is not None:
        values.update(_from_file(Path(path)))
    for name, value in environ.items():
        if name.startswith("WIREMILL_") and name not in _OTHER_VARIABLES and not name.startswith(OPTION_PREFIX):
            values |= _convert_setting(name.removeprefix("WIREMILL_").lower(), value, f"environment variable {name}")
    for key, value in overrides.items():
        values |= _convert_setting(key, value, "argument")
    return Settings(**values)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            read = tomllib.load(stream)
    except OSError as error:
        raise SettingsError(f"settings file {path}: {error.strerror}; set WIREMILL_CONFIG to a file") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"settings file {path}: {error}") from error
    values: dict[str, Any] = {}
    for key, value in read.items():
        values |= _convert_setting(key, value, str(path))
    return values


def _convert_setting(key: str, value: Any, place: str) -> dict[str, Any]:
    """Return one checked setting; text, as from the environment, is converted to the setting's type."""
    setting_type = _TYPES.get(key)
    if setting_type is None:
        near = difflib.get_close_matches(key, _TYPES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "docs/reference.md lists them all"
        raise SettingsError(f"{place}: unknown setting {key!r}; {hint}")
    try:
        return {key: msgspec.convert(value, setting_type, strict=not isinstance(value, str))}
    except msgspec.ValidationError as error:
        raise SettingsError(f"{place}: setting {key!r} can't be {value!r}: {error}") from error


_TYPES: dict[str, Any] = {field.name: field.type for field in msgspec.structs.fields(Settings)}
