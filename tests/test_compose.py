"""The image and the compose file keep what the worker needs, as far as that can be seen without Docker."""

from __future__ import annotations

import importlib.util
import re
import socket
import time
import tomllib
from pathlib import Path

import msgspec
import pytest
import yaml

from wiremill.client.connection import connect
from wiremill.ledger.keys import STAGES, Keys
from wiremill.settings import Settings

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
IGNORED = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
VARIABLES = {f"WIREMILL_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}


@pytest.fixture
def services():
    return yaml.safe_load(COMPOSE)["services"]


@pytest.fixture
def workers(services):
    return {name: service for name, service in services.items() if name != "redis"}


@pytest.fixture
def health(monkeypatch, local):
    """The health check, in a container named 3f2a."""
    spec = importlib.util.spec_from_file_location("health", ROOT / "docker" / "health.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(socket, "gethostname", lambda: "3f2a")
    monkeypatch.setenv("WIREMILL_REDIS_URL", local.redis_url)
    return module


@pytest.fixture
def give_sign(local):
    client = connect(local)

    def give(name, seconds_ago):
        sign = {"name": name, "stages": ["parse"], "processes": 2, "at": time.time() - seconds_ago}
        client.hset(Keys(local.namespace).workers, name, msgspec.json.encode(sign))

    yield give
    client.close()


def option(service, name):
    return service["command"][service["command"].index(name) + 1]


def final_stage():
    return DOCKERFILE.split("\nFROM ")[-1]


def test_each_stage_has_a_service_that_works_on_it_alone(workers):
    assert {name: option(worker, "-Q") for name, worker in workers.items()} == {stage: stage for stage in STAGES}


def test_every_setting_can_be_set_for_the_workers_and_no_other_variable_is_named(workers):
    for worker in workers.values():
        named = {name for name in worker["environment"] if name.startswith("WIREMILL_")}
        assert named == VARIABLES


def test_variables_named_anywhere_in_the_two_files_are_settings():
    assert set(re.findall(r"WIREMILL_[A-Z_]+", DOCKERFILE + COMPOSE)) <= VARIABLES


def test_settings_that_are_not_set_outside_keep_their_defaults(workers):
    for worker in workers.values():
        given = {name for name, value in worker["environment"].items() if value is not None}
        assert given == {"WIREMILL_REDIS_URL", "WIREMILL_RULES_FILE", "WIREMILL_SITES_FILE"}


def test_workers_of_one_stage_can_be_many(workers):
    for worker in workers.values():
        assert not {"container_name", "ports", "hostname"} & worker.keys()


def test_all_workers_run_the_one_image_that_one_of_them_builds(workers):
    assert {worker["image"] for worker in workers.values()} == {"wiremill:local"}
    assert {worker["pull_policy"] for worker in workers.values()} == {"never"}
    assert [worker["build"] for worker in workers.values() if "build" in worker] == ["."]


def test_images_are_of_a_known_version(services):
    images = [service["image"] for service in services.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert all(re.fullmatch(r"[a-z/]+:[\w.-]+", image) and not image.endswith(":latest") for image in images)


def test_both_stages_of_the_image_have_the_same_python():
    assert len(set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))) == 1


def test_redis_evicts_nothing_and_writes_all_to_its_volume(services):
    redis = services["redis"]

    assert option(redis, "--maxmemory-policy") == "noeviction"
    assert option(redis, "--appendonly") == "yes"
    assert option(redis, "--appendfsync") == "everysec"
    assert redis["volumes"] == ["redis:/data"]


def test_nothing_is_open_to_other_machines(services):
    ports = [port for service in services.values() for port in service.get("ports", [])]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_workers_wait_for_redis_and_come_back_after_a_crash(services, workers):
    assert "healthcheck" in services["redis"]
    for worker in workers.values():
        assert worker["depends_on"]["redis"]["condition"] == "service_healthy"
        assert worker["restart"] == "unless-stopped"


def test_a_worker_is_given_the_time_to_end_its_longest_task(workers):
    for worker in workers.values():
        assert float(worker["stop_grace_period"].removesuffix("s")) > Settings().task_seconds


def test_all_options_of_a_worker_are_those_of_the_image(workers):
    command = msgspec.json.decode(DOCKERFILE.rsplit("\nCMD ", 1)[1])

    assert command[command.index("-Q") + 1] == ",".join(STAGES)
    for stage, worker in workers.items():
        assert worker["command"] == [stage if part == ",".join(STAGES) else part for part in command]


def test_the_image_is_not_run_by_root():
    user = re.search(r"^USER (\d+):(\d+)$", final_stage(), re.MULTILINE)

    assert user
    assert "0" not in user.groups()


def test_the_image_has_all_packages_and_nothing_of_the_working_tree_beside():
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]["packages"]
    copied = {
        name for line in re.findall(r"^COPY ((?!--from).+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    }
    copied = {name for name in copied if not name.startswith("--")}

    assert set(packages) <= copied
    assert IGNORED[1] == "*"
    assert {line[1:] for line in IGNORED if line.startswith("!")} == copied


def test_a_worker_that_gives_signs_is_healthy(health, give_sign):
    give_sign("celery@3f2a", seconds_ago=5)

    assert health.trouble() == ""


def test_a_worker_that_has_gone_silent_is_not(health, give_sign):
    give_sign("celery@3f2a", seconds_ago=40)

    assert health.trouble() == "no heartbeat for 40 s"


def test_the_signs_of_another_container_say_nothing_of_this_one(health, give_sign):
    give_sign("celery@77c0", seconds_ago=0)

    assert health.trouble() == "no heartbeat of a worker on 3f2a"


def test_a_worker_that_cannot_reach_redis_is_not_healthy(health, monkeypatch, tmp_path):
    monkeypatch.setenv("WIREMILL_REDIS_URL", f"unix://{tmp_path}/none.sock")

    assert "ConnectionError" in health.trouble()
