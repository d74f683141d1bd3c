"""The list of stages: Wiremill's own, and plug-ins."""

from __future__ import annotations

import os
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, cast

from wiremill.contract.plugin import ENTRY_POINT_GROUP, Plugin
from wiremill.errors import SettingsError
from wiremill.ledger.keys import BRANCHES, STAGES
from wiremill.options import OPTION_PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from wiremill.ledger.scripts import Scripts
    from wiremill.settings import Settings

#: Names that a plug-in can't have: the built-in stages, and a name that Celery uses for keys beside its queues.
_TAKEN = {*STAGES, "unacked"}


def enabled_stages(settings: Settings) -> tuple[str, ...]:
    """Return the names of the plug-ins enabled by the setting `stages`, without loading them.

    Raises:
        SettingsError: a name is reserved, or listed twice.
    """
    names = tuple(name.strip() for name in (settings.stages or "").split(",") if name.strip())
    for position, name in enumerate(names):
        if name in _TAKEN:
            raise SettingsError(f"setting 'stages': {name!r} is a reserved name; rename the plug-in")
        if name in names[:position]:
            raise SettingsError(f"setting 'stages': {name!r} is listed twice")
    return names


def known_stages(scripts: Scripts) -> tuple[str, ...]:
    """Return all stages that may hold pages, in flow order, including those that only other processes enable."""
    registered = cast("set[bytes]", scripts.redis.smembers(scripts.keys.stages))
    plugged = {name.decode("utf-8", "replace") for name in registered} | {*enabled_stages(scripts.settings)}
    return in_order(plugged)


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return the built-in stages and these plug-ins, in flow order."""
    return ("parse", *BRANCHES, *sorted({*names} - {*STAGES}), "publish")


def undone_branches(branches: bytes | None, fields: Collection[bytes]) -> list[str]:
    """Return the branches whose results a page in flight lacks.

    Args:
        branches: the record's field `branches`, written by parse.
        fields: the names of the record's fields.
    """
    names = branches.decode().split(",") if branches else BRANCHES
    return [name for name in names if b"result:" + name.encode() not in fields]


def installed_plugins() -> dict[str, list[EntryPoint]]:
    """Return the installed entry points of plug-ins, by name; more than one for a name is a conflict."""
    found: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        same = found.setdefault(entry.name, [])
        if all(other.value != entry.value for other in same):
            same.append(entry)
    return found


def load_plugin(name: str) -> Plugin:
    """Return an installed plug-in.

    Raises:
        SettingsError: there is no plug-in of that name, or several, or it can't be loaded, or is not a `Plugin`.
    """
    installed = installed_plugins()
    entries = installed.get(name, [])
    if not entries:
        known = ", ".join(sorted(installed)) or "none"
        raise SettingsError(f"there is no stage {name!r} here: installed plug-ins are {known}")
    if len(entries) > 1:
        raise SettingsError(
            f"stage {name!r} is provided by several packages: {', '.join(one.value for one in entries)}"
        )
    try:
        plugin = entries[0].load()
    except Exception as error:
        raise SettingsError(
            f"stage {name!r} can't be loaded from {entries[0].value}: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(plugin, Plugin):
        raise SettingsError(f"stage {name!r}: {entries[0].value} is not a wiremill.contract.plugin.Plugin")
    return plugin


def served_stages(queues: Iterable[str]) -> list[str]:
    """Return the stages of a worker's queues.

    A plug-in is served wherever it is named, even if it is not enabled, so that pages that still wait for a disabled plug-in
    can be processed.

    Raises:
        SettingsError: a queue does not belong to any stage.
    """
    queues = list(queues)
    installed = installed_plugins()
    unknown = [queue for queue in queues if queue not in STAGES and queue not in installed]
    if unknown:
        names = ", ".join([*STAGES, *sorted({*installed} - {*STAGES})])
        raise SettingsError(f"there is no stage {unknown[0]!r} here; there are {names}")
    return queues


def foreign_options(settings: Settings, environ: Mapping[str, str] | None = None) -> list[str]:
    """Return the environment variables that look like plug-in options but belong to no enabled stage."""
    begins = tuple(f"{OPTION_PREFIX}{name.upper()}_" for name in enabled_stages(settings))
    variables = os.environ if environ is None else environ
    return sorted(name for name in variables if name.startswith(OPTION_PREFIX) and not name.startswith(begins))
