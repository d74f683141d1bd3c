from __future__ import annotations

import pytest

from wiremill.client.connection import broker_settings, connect, hide_password, required_replicas
from wiremill.errors import SettingsError
from wiremill.ledger.keys import Keys
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
    assert broker_settings(Settings(redis_url="unix:///run/r.sock")) == {"broker_url": "redis+socket:///run/r.sock"}
    assert broker_settings(Settings(broker_url="amqp://h//")) == {"broker_url": "amqp://h//"}


def test_sentinels_are_a_broker_in_the_form_that_kombu_knows():
    found = broker_settings(Settings(redis_url="redis+sentinel://wm-worker:a%2Fb@one,[::1]:5,two:6/mill/3"))

    assert found["broker_url"] == ";".join(
        f"sentinel://wm-worker:a%2Fb@{address}/3" for address in ("one:26379", "[::1]:5", "two:6")
    )
    assert found["broker_transport_options"]["master_name"] == "mill"
    assert "broker_use_ssl" not in found


def test_sentinels_may_have_a_user_of_their_own_and_tls():
    url = "rediss+sentinel://:word@one,two/mill?sentinel_username=u&sentinel_password=p%26&ssl_ca_certs=/ca.pem"

    found = broker_settings(Settings(broker_url=url))

    assert found["broker_url"] == "sentinel://:word@one:26379/0;sentinel://:word@two:26379/0"
    options = found["broker_transport_options"]["sentinel_kwargs"]
    assert {key: options[key] for key in ("username", "password", "ssl", "ssl_ca_certs")} == {
        "username": "u",
        "password": "p&",
        "ssl": True,
        "ssl_ca_certs": "/ca.pem",
    }
    assert found["broker_use_ssl"] == {"ssl_ca_certs": "/ca.pem"}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis+sentinel://one,two", "name of the service is missing.*SERVICE"),
        ("redis+sentinel://one,two/", "name of the service is missing"),
        ("redis+sentinel:///mill", "'' is not the address of a sentinel"),
        ("redis+sentinel://one,two:x/mill", "'two:x' is not the address of a sentinel"),
        ("redis+sentinel://one/mill/zero", "'zero' is not a database number"),
        ("redis+sentinel://one/mill/0/more", "the form for sentinels is redis\\+sentinel://"),
        ("redis+sentinel://u:secret@one/mill?socket_timeout=soon", r"u:\*\*\*@one.*Invalid value for 'socket_timeout'"),
        ("sentinel://one:26379", "the form for sentinels is redis\\+sentinel://"),
    ],
)
def test_a_url_that_names_sentinels_wrongly_is_an_error_that_says_how(url, said):
    with pytest.raises(SettingsError, match=f"redis_url .*{said}"):
        connect(Settings(redis_url=url))


def test_a_broker_with_sentinels_named_wrongly_is_an_error_too():
    with pytest.raises(SettingsError, match=r"broker_url 'redis.sentinel://one'.*service is missing"):
        broker_settings(Settings(broker_url="redis+sentinel://one"))


def test_replicas_are_waited_for_with_sentinels_unless_a_setting_says_otherwise():
    url = "redis+sentinel://one/mill"

    assert required_replicas(Settings()) == 0
    assert required_replicas(Settings(redis_url=url)) == 1
    assert required_replicas(Settings(redis_url=url, wait_replicas=0)) == 0
    assert required_replicas(Settings(wait_replicas=2)) == 2


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://user:secret@host:1/0", "redis://user:***@host:1/0"),
        ("redis://host:1/0", "redis://host:1/0"),
        ("redis://host:1/0?password=secret&db=1", "redis://host:1/0?password=***&db=1"),
        (
            "redis+sentinel://:s@[::1],two:1/mill?sentinel_password=t",
            "redis+sentinel://:***@[::1],two:1/mill?sentinel_password=***",
        ),
        ("sentinel://u:s@one:1/0;sentinel://u:s@two:1/0", "sentinel://u:***@one:1/0;sentinel://u:***@two:1/0"),
    ],
)
def test_passwords_are_hidden_from_messages(url, shown):
    assert hide_password(url) == shown


@pytest.mark.parametrize("namespace", ["", "a b", "x" * 65, "é", "wm\n"])
def test_a_namespace_that_is_no_part_of_a_key_is_refused(namespace):
    with pytest.raises(SettingsError, match="namespace"):
        Keys(namespace)


@pytest.mark.parametrize("namespace", ["wm", "news.eu-1_b", "{wm}", "x" * 64])
def test_every_key_begins_with_its_namespace(namespace):
    keys = Keys(namespace)
    made = (keys.stage("enrich"), keys.page("1-1"), keys.route("r"), keys.seen(1, 2), keys.queue("parse"))

    names = [*vars(keys).values(), *made]

    assert all(name.startswith(namespace) for name in names)
