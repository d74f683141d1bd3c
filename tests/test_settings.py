from __future__ import annotations

import pytest

from wiremill.connection import broker_url, hide_password
from wiremill.errors import SettingsError
from wiremill.keys import Keys
from wiremill.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_without_file_and_environment_the_defaults_are_in_force():
    assert load_settings(environ={}) == Settings()


def test_the_environment_wins_over_the_file_and_an_argument_over_both(tmp_path):
    (tmp_path / "wiremill.toml").write_text('batch_pages = 7\nmax_attempts = 7\nnamespace = "file"\n')

    settings = load_settings(
        environ={"WIREMILL_MAX_ATTEMPTS": "8", "WIREMILL_NAMESPACE": "environment"}, namespace="argument"
    )

    assert (settings.batch_pages, settings.max_attempts, settings.namespace) == (7, 8, "argument")


def test_the_file_can_be_named(tmp_path):
    (tmp_path / "other.toml").write_text("lease_seconds = 5")

    assert load_settings(environ={"WIREMILL_CONFIG": str(tmp_path / "other.toml")}).lease_seconds == 5


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"WIREMILL_BATCH_PAGE": "7"}, "WIREMILL_BATCH_PAGE.*did you mean 'batch_pages'"),
        ({"WIREMILL_ZZZ": "7"}, "WIREMILL_ZZZ: unknown setting 'zzz'"),
        ({"WIREMILL_BATCH_PAGES": "many"}, "'batch_pages' can't be 'many'"),
        ({"WIREMILL_BATCH_PAGES": "0"}, "'batch_pages' can't be '0'.*>= 1"),
        ({"WIREMILL_DUPLICATES": "keep"}, "'duplicates' can't be 'keep'"),
        ({"WIREMILL_CONFIG": "none.toml"}, "none.toml: No such file.*WIREMILL_CONFIG"),
    ],
)
def test_a_wrong_variable_is_an_error_that_names_it(environ, said):
    with pytest.raises(SettingsError, match=said):
        load_settings(environ=environ)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("batch_pagse = 1", "wiremill.toml: unknown setting 'batch_pagse'; did you mean 'batch_pages'"),
        ('lease_seconds = "soon"', "wiremill.toml: setting 'lease_seconds' can't be 'soon'"),
        ("lease_seconds = [1]", "can't be \\[1\\]"),
        ("lease_seconds", "wiremill.toml: "),
    ],
)
def test_a_wrong_key_of_the_file_is_an_error_that_names_it(tmp_path, text, said):
    (tmp_path / "wiremill.toml").write_text(text)

    with pytest.raises(SettingsError, match=said):
        load_settings(environ={})


def test_a_socket_of_redis_is_a_broker_too():
    assert broker_url(Settings(redis_url="unix:///run/r.sock")) == "redis+socket:///run/r.sock"
    assert broker_url(Settings(broker_url="amqp://h//")) == "amqp://h//"


def test_passwords_are_hidden_from_messages():
    assert hide_password("redis://user:secret@host:1/0") == "redis://user:***@host:1/0"
    assert hide_password("redis://host:1/0") == "redis://host:1/0"


@pytest.mark.parametrize("namespace", ["", "a b", "x" * 65, "é"])
def test_a_namespace_that_is_no_part_of_a_key_is_refused(namespace):
    with pytest.raises(SettingsError, match="namespace"):
        Keys(namespace)


def test_a_hash_tag_puts_all_keys_into_one_slot():
    from redis.crc import key_slot

    keys = Keys("{wm}")
    names = [
        keys.intake,
        keys.stage("enrich"),
        keys.page("1-1"),
        keys.open,
        keys.items,
        keys.route("r"),
        keys.seen(1, 2),
    ]

    assert len({key_slot(name.encode()) for name in names}) == 1
