"""Which stages there are, and how a plug-in reads its options."""

from __future__ import annotations

import sys
import tomllib

import msgspec
import pytest

from bench.lib.workers import ROOT
from wiremill.contract.plugin import Plugin
from wiremill.errors import SettingsError
from wiremill.ledger.stages import (
    enabled_stages,
    foreign_options,
    in_order,
    load_plugin,
    served_stages,
    undone_branches,
)
from wiremill.options import load_options
from wiremill.settings import Settings, load_settings

CODE = """
from wiremill.contract.plugin import Plugin
STAGE = Plugin(run=lambda documents: [{} for _ in documents], publish_waits=False)
OTHER = Plugin(run=lambda documents: [])
"""


class Options(msgspec.Struct):
    url: str
    size: int = 3
    ratio: float = 0.5
    fast: bool = False


@pytest.fixture
def installed(package, monkeypatch):
    """Install packages; modules of theirs are forgotten afterwards."""

    def install(entries, name="theirs", module="theirs_stage"):
        folder = package(entries, name=name, **{module: CODE})
        monkeypatch.syspath_prepend(str(folder))

    yield install
    sys.modules.pop("theirs_stage", None)


@pytest.mark.parametrize(
    ("value", "names"),
    [(None, ()), ("", ()), ("one", ("one",)), (" one , two2 ", ("one", "two2"))],
)
def test_the_setting_names_the_stages_that_are_enabled(value, names):
    environ = {} if value is None else {"WIREMILL_STAGES": value}

    assert enabled_stages(load_settings(environ=environ)) == names


@pytest.mark.parametrize("value", ["One", "one two", "1one", "one,", "one-two", "a.b", "x" * 33])
def test_what_is_no_list_of_names_is_no_value_of_the_setting(value):
    with pytest.raises(SettingsError, match="setting 'stages' can't be"):
        load_settings(environ={"WIREMILL_STAGES": value})


@pytest.mark.parametrize(("value", "said"), [("publish", "reserved"), ("unacked", "reserved"), ("one,one", "twice")])
def test_a_name_that_is_taken_or_stands_twice_is_refused(value, said):
    with pytest.raises(SettingsError, match=said):
        enabled_stages(Settings(stages=value))


def test_stages_are_told_in_the_order_of_the_flow():
    assert in_order(["zeta", "alpha", "parse"]) == ("parse", "classify", "enrich", "alpha", "zeta", "publish")


def test_an_installed_plug_in_is_found_by_the_name_of_its_entry_point(installed):
    installed({"readability": "theirs_stage:STAGE"})

    plugin = load_plugin("readability")

    assert isinstance(plugin, Plugin)
    assert plugin.publish_waits is False
    assert served_stages(["parse", "readability"]) == ["parse", "readability"]


def test_an_unknown_name_is_an_error_that_names_those_there_are(installed):
    installed({"readability": "theirs_stage:STAGE"})

    with pytest.raises(
        SettingsError, match=r"there is no stage 'readabilty' here: installed plug-ins are .*readability"
    ):
        load_plugin("readabilty")
    with pytest.raises(
        SettingsError, match=r"there is no stage 'prase' here; there are parse, classify, .*readability"
    ):
        served_stages(["prase"])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("nowhere:STAGE", "can't be loaded from nowhere:STAGE: ModuleNotFoundError"),
        ("theirs_stage:NOTHING", "can't be loaded from theirs_stage:NOTHING: AttributeError"),
        ("theirs_stage:Plugin", "is not a wiremill.contract.plugin.Plugin"),
    ],
)
def test_what_can_not_be_loaded_is_an_error_that_says_from_where(installed, value, said):
    installed({"readability": value})

    with pytest.raises(SettingsError, match=said):
        load_plugin("readability")


def test_a_name_that_two_packages_bring_is_refused(installed):
    installed({"readability": "theirs_stage:STAGE"})
    installed({"readability": "theirs_stage:OTHER"}, name="others")

    with pytest.raises(SettingsError, match=r"provided by several packages: .*(STAGE.*OTHER|OTHER.*STAGE)"):
        load_plugin("readability")


def test_the_plug_ins_that_are_shipped_are_entry_points_that_load(installed):
    entries = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["wiremill.stages"]
    installed(entries, name="shipped")

    assert set(entries) == {"http", "transformers"}
    assert all(load_plugin(name).preload for name in entries)


def test_options_come_from_the_environment_and_have_their_types():
    environ = {"WIREMILL_STAGE_X_URL": "u", "WIREMILL_STAGE_X_SIZE": "7", "WIREMILL_STAGE_X_FAST": "true", "OTHER": "1"}

    assert load_options("x", Options, environ) == Options(url="u", size=7, fast=True)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "needs the environment variable WIREMILL_STAGE_X_URL"),
        ({"URL": "u", "SIZE": "many"}, "WIREMILL_STAGE_X_SIZE can't be 'many'"),
        ({"URL": "u", "SIZES": "3"}, "no such option; it has WIREMILL_STAGE_X_SIZE"),
        ({"URL": "u", "ZZZ": "3"}, "it has WIREMILL_STAGE_X_FAST, WIREMILL_STAGE_X_RATIO, "),
    ],
)
def test_a_wrong_option_is_an_error_that_names_the_variable(environ, said):
    with pytest.raises(SettingsError, match=said):
        load_options("x", Options, {f"WIREMILL_STAGE_X_{name}": value for name, value in environ.items()})


def test_options_are_no_settings_and_those_of_no_enabled_stage_are_told():
    environ = {"WIREMILL_STAGES": "one", "WIREMILL_STAGE_ONE_URL": "u", "WIREMILL_STAGE_ON_URL": "u"}

    settings = load_settings(environ=environ)

    assert foreign_options(settings, environ) == ["WIREMILL_STAGE_ON_URL"]


def test_a_record_from_before_plug_ins_waits_for_classify_and_enrich():
    assert undone_branches(None, {b"result:classify"}) == ["enrich"]
    assert undone_branches(b"classify,enrich,one", {b"result:classify", b"result:enrich"}) == ["one"]
