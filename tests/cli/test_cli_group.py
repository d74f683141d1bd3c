from __future__ import annotations

import click
import pytest

from wiremill.cli import main
from wiremill.cli.group import COMMANDS

NAMES = [name for section in COMMANDS.values() for name in section]


def _commands():
    context = click.Context(main)
    for name in NAMES:
        command = main.get_command(context, name)
        yield name, command
        for inner in getattr(command, "commands", {}).values():
            yield f"{name} {inner.name}", inner


def test_the_help_shows_each_command_with_its_own_summary(wiremill):
    context = click.Context(main)

    answer = wiremill("--help")

    for section in COMMANDS.values():
        for name, summary in section.items():
            assert main.get_command(context, name).get_short_help_str(200).rstrip(".") == summary.rstrip(".")
            assert f"{name:<10} {summary}" in answer.stdout


@pytest.mark.parametrize(("name", "command"), list(_commands()), ids=[name for name, _ in _commands()])
def test_every_command_has_examples_and_exit_codes_in_its_help(wiremill, name, command):
    answer = wiremill(*name.split(), "--help")

    assert answer.code == 0
    assert "Examples:" in answer.stdout
    assert f"wiremill {name.split()[0]}" in answer.stdout
    assert max(map(len, answer.stdout.splitlines())) <= 90
    if not isinstance(command, click.Group):
        assert "Exit codes:" in answer.stdout
        assert "--json" in answer.stdout


def test_the_help_loads_nothing_heavy(process):
    code = (
        "import sys; from wiremill.cli import main; main(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    )

    answer = process(module=("-c", code))

    assert answer.code == 0
    assert not [
        name for name in ("redis", "rich", "structlog", "celery", "lxml", "producers") if f"'{name}'" in answer.stdout
    ]


def test_the_commands_load_without_what_only_workers_need(process):
    code = (
        "import sys\n"
        "class No:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name.split('.')[0] in {'celery', 'lxml', 'kombu', 'worker'}: raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, No())\n"
        "from wiremill.cli import main\n"
        f"[main.get_command(None, name) for name in {NAMES}]\n"
    )

    assert process(module=("-c", code)).code == 0


def test_an_unknown_command_gets_a_suggestion(wiremill):
    answer = wiremill("stauts")

    assert answer.code == 2
    assert "Did you mean 'status'?" in answer.stderr


@pytest.mark.parametrize(
    "args", [("--redis-url", "redis://127.0.0.1:1", "status"), ("status", "--redis-url", "redis://127.0.0.1:1")]
)
def test_a_server_that_is_away_is_one_line_that_names_it_and_the_way_out(wiremill, args):
    answer = wiremill(*args)

    assert answer.code == 2
    assert answer.stderr.count("\n") == 1
    assert "no Redis at redis://127.0.0.1:1" in answer.stderr
    assert "WIREMILL_REDIS_URL" in answer.stderr


def test_a_password_is_not_printed(wiremill):
    answer = wiremill("status", "--redis-url", "redis://me:secret@127.0.0.1:1")

    assert answer.code == 2
    assert "secret" not in answer.stderr


def test_a_wrong_setting_is_one_line(wiremill, monkeypatch):
    monkeypatch.setenv("WIREMILL_NAMESPCE", "x")

    answer = wiremill("status")

    assert answer.code == 2
    assert "did you mean 'namespace'?" in answer.stderr


def test_settings_come_from_the_file_that_is_named(wiremill, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('namespace = "other"\n')

    assert wiremill("--config", file, "status", "--json", "--interval", 0).json["stages"][0]["stream"] == "other:intake"
    assert wiremill("status", "--json", "--interval", 0, "--config", file).json["stages"][0]["stream"] == "other:intake"


def test_a_key_of_another_kind_is_one_line(wiremill, flow):
    flow.redis.set(flow.keys.dead, "text")

    answer = wiremill("dead", "list")

    assert answer.code == 2
    assert "wm:dead is a string, not a stream" in answer.stderr
    assert "RENAME" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_the_version_is_told(wiremill):
    assert wiremill("--version").stdout.startswith("wiremill ")


def test_the_module_can_be_run(process):
    assert process("--version").code == 0
