"""The public names: few, short, imported on first use, and the same until a release says otherwise."""

from __future__ import annotations

import subprocess
import sys

import pytest

import wiremill

NAMES = {
    *("Classification", "Consumer", "Document", "Enrichment", "Extension", "IntakeFull", "Item", "MalformedPage"),
    *("Page", "PageFault", "Plugin", "Producer", "Receipt", "RulesError", "ServerError", "Settings", "SettingsError"),
    *("WiremillError", "load_settings", "load_options"),
}


def test_the_public_names_are_these():
    assert set(wiremill.__all__) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_public_name_is_what_its_module_defines(name):
    value = getattr(wiremill, name)

    assert value.__name__ == name
    assert value.__module__.startswith("wiremill.")
    assert name in dir(wiremill)


def test_a_name_that_is_not_public_says_which_are():
    with pytest.raises(AttributeError, match=r"'Sender'.*Producer"):
        _ = wiremill.Sender


def test_importing_the_package_imports_nothing_else_of_it():
    code = "import sys, wiremill; print(*[name for name in sys.modules if name.startswith('wiremill')])"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert loaded == ["wiremill"]
