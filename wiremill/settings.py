"""Settings: defaults, then a TOML file, then environment variables; the later wins.

The file is named by `WIREMILL_CONFIG`, else it is `wiremill.toml` in the working directory where there is one. A key of
the file is the name of a field below; an environment variable is that name in capitals after `WIREMILL_`.
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
#: A name is part of an environment variable, a path of rules, a queue and a key.
Names = Annotated[str, Meta(pattern=r"^\s*([a-z][a-z0-9]{0,31}\s*(,\s*[a-z][a-z0-9]{0,31}\s*)*)?$")]

#: Environment variables that begin with WIREMILL_ and are no settings.
_OTHER_VARIABLES = {"WIREMILL_CONFIG"}


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of producers, workers and the command line."""

    #: Where pages and items live; `unix:///path`, `rediss://` and `redis+sentinel://…/SERVICE` work too.
    redis_url: str = "redis://127.0.0.1:6379/0"
    #: Replicas that must have a page before `Producer` lets go of it; unless set 1 with Sentinel, else 0.
    wait_replicas: Annotated[int, Meta(ge=0)] | None = None
    #: Where the doorbells go; the same Redis unless set. Any broker that Celery knows.
    broker_url: str | None = None
    #: The beginning of every key.
    namespace: str = "wm"
    #: TOML file of routes and filters.
    rules_file: str | None = None
    #: The plug-ins that pages go through, as "sentiment, questions"; the same for all workers.
    stages: Names | None = None
    #: Whether publish waits for a plug-in: as each declares, or for all of them.
    stages_wait: Literal["declared", "all"] = "declared"

    #: The high-water mark of the intake, in pages: about 2 GB of zstd-packed pages of 36 KB.
    intake_max_pages: Positive = 50_000
    #: Bytes of one page, packed or unpacked; the largest real page of our corpus has 5 MB.
    page_max_bytes: Positive = 32 * 1024 * 1024
    #: Bytes of one document as JSON.
    document_max_bytes: Positive = 16 * 1024 * 1024
    #: Bytes of what a plug-in returns for one document, as JSON: several times what an article's text has.
    extension_max_bytes: Positive = 256 * 1024
    #: Pages that may wait for a plug-in that publish does not wait for; what comes then passes it by. 400 MB of documents.
    side_max_pages: Positive = 10_000

    #: A batch is bounded in pages and in expected bytes, whichever is less.
    batch_pages: Positive = 32
    batch_bytes: Positive = 8 * 1024 * 1024
    #: A lease that its holder has not renewed for so long is taken over; holders renew at a third of it.
    lease_seconds: Seconds = 30.0
    #: Attempts after which a page is dead.
    max_attempts: Positive = 3
    #: Wait before a failed page is tried again; doubles with each attempt.
    retry_seconds: Seconds = 1.0
    #: Time limit of one page in one stage.
    page_seconds: Seconds = 20.0
    #: How long one task goes on leasing batches before it makes room for other stages.
    drain_seconds: Seconds = 0.5
    #: A process that one task has kept busy for so long is killed.
    task_seconds: Seconds = 120.0
    #: A worker process that holds more after a task is replaced.
    recycle_megabytes: Positive = 600
    #: A worker process can't allocate more (Linux).
    memory_megabytes: Positive = 2048
    #: How often a worker looks for work that no bell has told of.
    bell_seconds: Seconds = 0.1

    #: What happens to a page with the canonical URL and text of one published within the window.
    duplicates: Literal["drop", "mark", "off"] = "drop"
    duplicate_window_seconds: Annotated[int, Meta(ge=1, le=10 * 366 * 24 * 3600)] = 24 * 3600
    #: Whether each text is compared with those published within the window; a near-duplicate is marked, never dropped.
    near_duplicates: Literal["on", "off"] = "on"
    near_duplicate_window_seconds: Annotated[int, Meta(ge=1, le=10 * 366 * 24 * 3600)] = 7 * 24 * 3600
    #: Signatures kept at most, 190 bytes of Redis each; beyond, the oldest give way. Numbers of signatures have 32 bits.
    near_duplicate_signatures: Annotated[int, Meta(ge=1, le=100_000_000)] = 1_000_000
    #: How many ended pages `wiremill trace` and `wiremill reconcile` can look back on.
    history_pages: Positive = 2_500
    #: Dead letters kept at most; the oldest beyond are dropped for good. 0: no limit, so none is.
    dead_max_letters: Annotated[int, Meta(ge=0)] = 0
    #: Items a stream may hold that some group has not acknowledged; 0: no limit, so nothing unread is ever trimmed.
    items_max_length: Annotated[int, Meta(ge=0)] = 0

    log_format: Literal["auto", "json", "console"] = "auto"
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def load_settings(
    *, environ: Mapping[str, str] | None = None, file: str | Path | None = None, **overrides: Any
) -> Settings:
    """Return the settings in force.

    Raises:
        SettingsError: a key or variable is unknown, or has a value it can't have; the message names it.
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
    """Return one setting, checked; text becomes a number where one is wanted, as from the environment."""
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
