"""Redis behind TLS: pages, bells and items go over it, and a server that can't prove its name is not spoken to."""

from __future__ import annotations

import ssl
import time

import pytest
import trustme
from tlsproxy import TlsProxy

from bench.lib.workers import LEAN, Worker
from wiremill.client.connection import connect
from wiremill.client.consumer import Consumer
from wiremill.client.producer import Producer
from wiremill.settings import Settings


@pytest.fixture
def tls(one_server, tmp_path):
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    with connect(Settings(redis_url=one_server.url)) as client:
        client.flushall()
    proxy = TlsProxy(context, str(one_server.socket))
    yield proxy, tmp_path
    proxy.close()


def url(proxy, authority):
    return f"rediss://127.0.0.1:{proxy.port}/0?ssl_ca_certs={authority}"


def test_a_page_goes_all_the_way_over_tls(tls, tmp_path):
    proxy, folder = tls
    address = url(proxy, folder / "ca.pem")

    with Producer(address) as producer:
        producer.send(
            "https://example.org/a", b"<p>The bridge in Paris closes on Monday.</p>", content_type="text/html"
        )
    with Worker(address, tmp_path / "w.log", processes=1, options=LEAN) as worker:
        found = next(iter(Consumer(group="one", redis_url=address, idle_seconds=40)), None)
        assert worker.ready()

    assert found is not None, (tmp_path / "w.log").read_text()
    assert found.url == "https://example.org/a"
    # The record type of a handshake, and the version of its layer: nobody has spoken plainly.
    assert {first[:2] for first in proxy.first_bytes} == {b"\x16\x03"}
    assert len(proxy.first_bytes) > 2


def test_a_server_with_a_certificate_of_somebody_else_is_not_spoken_to(tls):
    proxy, folder = tls

    with (
        connect(Settings(redis_url=url(proxy, folder / "other.pem")), retries=0) as client,
        pytest.raises(Exception, match="certificate verify failed"),
    ):
        client.ping()


def test_a_worker_does_not_speak_to_it_either(tls, tmp_path):
    proxy, folder = tls

    with Worker(url(proxy, folder / "other.pem"), tmp_path / "w.log", processes=1, options=LEAN) as worker:
        ends = time.monotonic() + 30
        while "certificate verify failed" not in (said := (tmp_path / "w.log").read_text()):
            assert time.monotonic() < ends, said
            time.sleep(0.1)
        assert " ready." not in said
        assert worker.process.pid
