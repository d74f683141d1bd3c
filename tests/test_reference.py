"""The reference says what the code does: settings, reasons, events and keys."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from wiremill.contract.outcome import DEAD_REASONS, FILTER_REASONS, OUTCOMES
from wiremill.errors import MALFORMED_REASONS
from wiremill.ledger import keys
from wiremill.settings import Settings

ROOT = Path(__file__).parent.parent
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")


def section(title):
    return REFERENCE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_setting_is_listed_with_its_default():
    rows = dict(re.findall(r"^\| `(\w+)` \| `?([^`|]+?)`? \|", section("Settings"), re.MULTILINE))

    defaults = {
        field.name: "none" if field.default is None else str(field.default)
        for field in msgspec.structs.fields(Settings)
    }
    assert rows == defaults


def test_every_outcome_and_reason_is_listed_and_no_other():
    text = section("Outcomes and reasons")

    named = set(re.findall(r"`([a-z_]+)`", text)) - {"document_max_bytes", "extension_max_bytes"}

    assert named == {*OUTCOMES, *FILTER_REASONS, *MALFORMED_REASONS, *DEAD_REASONS}


def test_every_event_is_listed_and_no_other():
    listed = set(re.findall(r"`([a-z]+\.[a-z_]+)`", section("Log events")))
    logged = set()
    for folder in ("wiremill", "worker", "producers"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text("utf-8")
            logged |= set(re.findall(r"\blog\.\w+\(\s*\"([a-z]+\.[a-z_]+)\"", text))
            logged |= set(re.findall(r"\"((?:page|item|lease|leases)\.[a-z_]+)\"", text))

    assert logged == listed


def test_every_key_is_listed():
    named = set(re.findall(r"^\| `(wm:[^`]+)`", keys.__doc__, re.MULTILINE))

    assert named | {"wm:celery:*"} == set(re.findall(r"^\| `(wm:[^`]+)`", section("Redis keys"), re.MULTILINE))
