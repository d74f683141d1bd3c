"""The stages as the worker runs them: thin adapters around the pure functions. Internal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wiremill.ledger.keys import BRANCHES
from wiremill.ledger.stages import enabled_stages, load_plugin
from worker.runtime.stages.branch import BranchStage
from worker.runtime.stages.parse import ParseStage
from worker.runtime.stages.plugin import PluginStage
from worker.runtime.stages.publish import PublishStage

if TYPE_CHECKING:
    from wiremill.ledger.scripts import Scripts
    from wiremill.settings import Settings
    from worker.runtime.stage import Stage


def make_stage(name: str, scripts: Scripts) -> Stage[Any, Any]:
    """Return the adapter of a stage, by name.

    Raises:
        SitesError: the file of site corrections is wrong.
        SettingsError: a plug-in that is enabled, or named, is not installed here or can't be loaded.
    """
    if name == "parse":
        from worker.parse import parse
        from worker.parse import preload as preload_parse

        awaited, side_stages = enabled_plugins(scripts.settings)
        if scripts.settings.sites_file:
            from worker.parse.sites.file import load_sites

            parse = partial(parse, sites=load_sites(scripts.settings.sites_file))
        return ParseStage(parse, scripts.settings, (*BRANCHES, *awaited), side_stages, preload_parse)
    if name == "classify":
        from worker.classify import classify
        from worker.classify import preload as preload_classify

        return BranchStage("classify", classify, preload_classify)
    if name == "enrich":
        from worker.enrich import enrich
        from worker.enrich import preload as preload_enrich

        return BranchStage("enrich", enrich, preload_enrich)
    if name == "publish":
        return PublishStage(scripts, enabled_plugins(scripts.settings)[1])
    return PluginStage(name, load_plugin(name), scripts)


def enabled_plugins(settings: Settings) -> tuple[list[str], list[str]]:
    """Return the enabled plug-ins that publish waits for, and those that run after it.

    Raises:
        SettingsError: one of them is not installed here, or can't be loaded.
    """
    awaited: list[str] = []
    side_stages: list[str] = []
    for name in enabled_stages(settings):
        plugin = load_plugin(name)
        (awaited if plugin.publish_waits or settings.stages_wait == "all" else side_stages).append(name)
    return awaited, side_stages
