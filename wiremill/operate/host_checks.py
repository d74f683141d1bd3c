"""The doctor's checks of this host, which need no server."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from wiremill.errors import WiremillError
from wiremill.ledger.keys import STAGES
from wiremill.ledger.stages import enabled_stages, foreign_options, load_plugin
from wiremill.operate.finding import Finding, pluralise
from wiremill.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.settings import Settings

#: Modules that a worker needs beside the SDK, and the packages that contain them.
_WORKER_LIBRARIES = {"celery": "celery", "lxml": "lxml", "cssselect": "cssselect"}


def rules_finding(settings: Settings) -> Finding:
    """Check the file of routes and filters."""
    if not settings.rules_file:
        return Finding("rules", "ok", "no rules file: every page is published, there are no routes")
    try:
        rules = load_rules(settings.rules_file)
    except WiremillError as error:
        return Finding("rules", "fail", str(error), "wiremill routes check FILE")
    return Finding("rules", "ok", f"{settings.rules_file}: {pluralise(len(rules.names), 'route')}")


def _sites_finding(settings: Settings) -> Finding:
    """Check the file of corrections for named sites; parse reads it, so the libraries of a worker must be there."""
    if not settings.sites_file:
        return Finding("sites", "ok", "no file of site corrections")
    try:
        found = import_module("worker.parse.sites.file").load_sites(settings.sites_file).sites
    except WiremillError as error:
        return Finding("sites", "fail", "; ".join(str(error).splitlines()), "wiremill sites check FILE")
    return Finding("sites", "ok", f"{settings.sites_file}: {pluralise(len(found), 'entry', 'entries')}")


def stage_findings(settings: Settings) -> Iterator[Finding]:
    """Check whether this host can run a worker, and what its stages read."""
    missing = [name for module, name in _WORKER_LIBRARIES.items() if find_spec(module) is None]
    if missing:
        text = f"{', '.join(missing)} not installed, so this host can't run workers"
        yield Finding("libraries", "warn", text, "pip install 'wiremill[worker]' where workers are to run")
        return
    broken = [message for stage in STAGES if (message := _import_stage(stage))]
    if broken:
        yield Finding(
            "stages",
            "fail",
            "; ".join(broken),
            "install wiremill anew: pip install --force-reinstall 'wiremill[worker]'",
        )
    else:
        yield Finding("stages", "ok", f"{', '.join(STAGES)} can be loaded")
    if not any(message.startswith("parse:") for message in broken):
        yield _sites_finding(settings)
    yield from _plugin_findings(settings)


def _plugin_findings(settings: Settings) -> Iterator[Finding]:
    enabled = enabled_stages(settings)
    for name in enabled:
        try:
            plugin = load_plugin(name)
        except WiremillError as error:
            yield Finding(
                f"plug-in: {name}",
                "fail",
                str(error),
                "install its package wherever workers run, or take it from stages",
            )
        else:
            waits = plugin.publish_waits or settings.stages_wait == "all"
            yield Finding(f"plug-in: {name}", "ok", "publish waits for it" if waits else "publish does not wait for it")
    for name in foreign_options(settings):
        yield Finding(
            "plug-ins", "warn", f"{name} is an option of no enabled stage", "set WIREMILL_STAGES, or unset it"
        )


def _import_stage(stage: str) -> str | None:
    try:
        getattr(import_module(f"worker.{stage}"), stage)
    except Exception as error:  # noqa: BLE001  (any error of a stage's import is the finding)
        return f"{stage}: {type(error).__name__}: {error}"
    return None
