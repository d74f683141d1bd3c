"""Which stages there are: Wiremill's own, and those that are plugged in."""

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

#: Names that a plug-in can't have: Celery keeps keys of these names beside its queues.
_TAKEN = {*STAGES, "unacked"}


def enabled_stages(settings: Settings) -> tuple[str, ...]:
    """Return the plug-ins that pages go through, by the setting `stages`; their names are all that is looked at.

    Raises:
        SettingsError: a name is taken, or stands there twice.
    """
    names = tuple(name.strip() for name in (settings.stages or "").split(",") if name.strip())
    for position, name in enumerate(names):
        if name in _TAKEN:
            raise SettingsError(f"setting 'stages': {name!r} is no name for a stage of your own; it is taken")
        if name in names[:position]:
            raise SettingsError(f"setting 'stages': {name!r} stands there twice")
    return names


def known_stages(scripts: Scripts) -> tuple[str, ...]:
    """Return all stages that may hold pages, in the order of the flow: also those that only other processes enable."""
    registered = cast("set[bytes]", scripts.redis.smembers(scripts.keys.stages))
    plugged = {name.decode("utf-8", "replace") for name in registered} | {*enabled_stages(scripts.settings)}
    return in_order(plugged)


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return Wiremill's own stages, and these among them where they belong."""
    return ("parse", *BRANCHES, *sorted({*names} - {*STAGES}), "publish")


def undone_branches(branches: bytes | None, fields: Collection[bytes]) -> list[str]:
    """Return the stages whose results a page in flight lacks.

    Args:
        branches: what parse wrote into the record's field of that name.
        fields: the names of the record's fields.
    """
    names = branches.decode().split(",") if branches else BRANCHES
    return [name for name in names if b"result:" + name.encode() not in fields]


def installed_plugins() -> dict[str, list[EntryPoint]]:
    """Return what is installed here under the group of entry points, by name; several of one name are one too many."""
    found: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        same = found.setdefault(entry.name, [])
        if all(other.value != entry.value for other in same):
            same.append(entry)
    return found


def load_plugin(name: str) -> Plugin:
    """Return an installed plug-in.

    Raises:
        SettingsError: there is none of that name, or two, or it can't be loaded, or is no `Plugin`.
    """
    installed = installed_plugins()
    entries = installed.get(name, [])
    if not entries:
        known = ", ".join(sorted(installed)) or "none"
        raise SettingsError(f"there is no stage {name!r} here: installed plug-ins are {known}")
    if len(entries) > 1:
        raise SettingsError(f"stage {name!r} is brought by several packages: {', '.join(one.value for one in entries)}")
    try:
        plugin = entries[0].load()
    except Exception as error:
        raise SettingsError(
            f"stage {name!r} can't be loaded from {entries[0].value}: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(plugin, Plugin):
        raise SettingsError(f"stage {name!r}: {entries[0].value} is no wiremill.contract.plugin.Plugin")
    return plugin


def served_stages(queues: Iterable[str]) -> list[str]:
    """Return the stages of a worker's queues.

    A plug-in is served wherever it is named, enabled or not: what still waits for one that was disabled can be worked off.

    Raises:
        SettingsError: a queue is that of no stage.
    """
    queues = list(queues)
    installed = installed_plugins()
    unknown = [queue for queue in queues if queue not in STAGES and queue not in installed]
    if unknown:
        names = ", ".join([*STAGES, *sorted({*installed} - {*STAGES})])
        raise SettingsError(f"there is no stage {unknown[0]!r} here; there are {names}")
    return queues


def foreign_options(settings: Settings, environ: Mapping[str, str] | None = None) -> list[str]:
    """Return the environment variables that are options of no enabled stage."""
    begins = tuple(f"{OPTION_PREFIX}{name.upper()}_" for name in enabled_stages(settings))
    variables = os.environ if environ is None else environ
    return sorted(name for name in variables if name.startswith(OPTION_PREFIX) and not name.startswith(begins))
