"""The plug-in that asks an HTTP service, against a real server."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wiremill.contract.document import Document
from wiremill.contract.plugin import Plugin
from wiremill.errors import PageFault, SettingsError
from worker.plugins.service import Service, ServiceError, service_stage

pytest.importorskip("aiohttp", reason="the extra `http` is not installed")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), json.loads(body)))
        with self.server.lock:
            self.server.busy += 1
            self.server.most_busy = max(self.server.most_busy, self.server.busy)
        try:
            self.server.answer(self, json.loads(body))
        finally:
            with self.server.lock:
                self.server.busy -= 1

    def give(self, status=200, body=b"{}", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, piece, seconds=30.0):
        """Send a piece again and again, so that something always comes."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self.wfile.write(piece)
            except OSError:
                break
            time.sleep(0.05)
        self.close_connection = True

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.requests, server.busy, server.most_busy, server.lock = [], 0, 0, threading.Lock()
    server.answer = lambda handler, document: handler.give(body=json.dumps({"length": len(document["text"])}).encode())
    server.url = f"http://127.0.0.1:{server.server_port}/analyse"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ask(server, monkeypatch):
    """Ask the service about documents, with options."""

    def call(*texts, **options):
        for name, value in ({"url": server.url} | options).items():
            monkeypatch.setenv(f"WIREMILL_STAGE_HTTP_{name.upper()}", str(value))
        return Service("http").run([Document(title="T", text=text) for text in texts])

    return call


def answering(*args, **headers):
    return lambda handler, _: handler.give(*args, **headers)


def test_each_document_is_posted_whole_and_its_answer_comes_back_in_its_place(server, ask):
    assert ask("one", "three", "of") == [{"length": 3}, {"length": 5}, {"length": 2}]

    path, headers, document = server.requests[0]
    assert (path, headers["Content-Type"], headers.get("Authorization")) == ("/analyse", "application/json", None)
    assert document["title"] == "T"
    assert set(document) >= {"url", "published", "blocks"}


def test_only_the_fields_that_are_named_are_sent_with_the_token(server, ask):
    ask("one", fields="title, text", token="secret")

    [(_, headers, document)] = server.requests
    assert document == {"title": "T", "text": "one"}
    assert headers["Authorization"] == "Bearer secret"


def test_an_answer_without_content_is_an_empty_object(server, ask):
    server.answer = answering(204, b"")

    assert ask("one") == [{}]


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_a_page_that_the_service_refuses_is_not_tried_again(server, ask, status):
    server.answer = answering(status)

    [error] = ask("one")

    assert isinstance(error, PageFault)
    assert (error.reason, str(error)) == ("page_refused", f"the service answered {status}")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_service_that_is_in_trouble_is_asked_again_later(server, ask, status):
    server.answer = answering(status)

    [error] = ask("one")

    assert isinstance(error, ServiceError)
    assert str(error) == f"the service answered {status}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server, ask, status):
    server.answer = answering(status, Location="/elsewhere")

    [error] = ask("one")

    assert isinstance(error, ServiceError)
    assert "redirects are not followed" in str(error)
    assert [path for path, _, _ in server.requests] == ["/analyse"]


def test_one_refused_page_leaves_the_others_their_answers(server, ask):
    server.answer = lambda handler, document: handler.give(400 if document["text"] == "bad" else 200)

    first, second, third = ask("good", "bad", "fine")

    assert (first, third) == ({}, {})
    assert isinstance(second, PageFault)


def silent(handler, _):
    time.sleep(3)
    handler.close_connection = True


def dripping_body(handler, _):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    handler.drip(b" ", 3)


def dripping_headers(handler, _):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    handler.drip(b"x", 3)


@pytest.mark.parametrize("slow", [silent, dripping_body, dripping_headers])
def test_the_time_limit_holds_for_the_whole_answer_however_slowly_it_comes(server, ask, slow):
    server.answer = slow
    begun = time.monotonic()

    [error] = ask("one", timeout_seconds=0.4)

    assert time.monotonic() - begun < 2
    assert isinstance(error, ServiceError)
    assert str(error) == "no whole answer within 0.4 s"


def test_the_time_limit_of_a_request_does_not_count_its_wait_for_those_before(server, ask):
    def slow(handler, _):
        time.sleep(0.3)
        handler.give()

    server.answer = slow

    assert ask(*("abcd"), concurrency=1, timeout_seconds=0.8) == [{}] * 4


def test_there_are_no_more_requests_at_a_time_than_wanted(server, ask):
    def slow(handler, _):
        time.sleep(0.05)
        handler.give()

    server.answer = slow

    ask(*(str(n) for n in range(12)), concurrency=3)

    assert len(server.requests) == 12
    assert 1 < server.most_busy <= 3


def endless(handler, _):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    handler.drip(b"10000\r\n" + b" " * 65536 + b"\r\n", 3)


def packed(handler, _):
    handler.give(body=gzip.compress(b'{"a": "' + b" " * 1_000_000 + b'"}'), Content_Encoding="gzip")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (answering(200, b'{"a": "' + b"x" * 2000 + b'"}'), "more than 1,000 bytes"),
        (endless, "more than 1,000 bytes"),
        (packed, "packed"),
        (answering(200, b"<html>"), "no JSON"),
        (answering(200, b"\xff"), "no JSON"),
        (answering(200, b""), "no JSON"),
        (answering(200, b"[1]"), "no JSON object"),
        (answering(200, b"[" * 900), "no JSON"),
    ],
)
def test_an_answer_that_can_not_be_used_is_a_fault_of_the_page(server, ask, answer, said):
    server.answer = answer

    [error] = ask("one", answer_max_bytes=1000)

    assert isinstance(error, PageFault)
    assert error.reason == "extension_invalid"
    assert said in str(error)


def test_a_service_that_is_away_or_hangs_up_may_come_back(server, ask):
    def hang_up(handler, _):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        handler.close_connection = True

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"

    server.answer = hang_up

    assert isinstance(ask("one")[0], ServiceError)
    assert isinstance(ask("one", url=nobody)[0], ServiceError)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"url": "ftp://example.org/"}, "must begin with http:// or https://"),
        ({"url": "file:///etc/passwd"}, "must begin with http"),
        ({"url": "http://"}, "name a host"),
        ({"url": "http://[::1/"}, "name a host"),
        ({"url": "https://me:secret@example.org/"}, "put no password into the url"),
        ({"fields": "title, body"}, "no field 'body'"),
        ({"timeout_seconds": "0"}, "WIREMILL_STAGE_HTTP_TIMEOUT_SECONDS can't be '0'"),
        ({"timeout": "1"}, "it has WIREMILL_STAGE_HTTP_TIMEOUT_SECONDS"),
    ],
)
def test_a_wrong_option_is_an_error_that_names_it_before_anything_is_sent(server, ask, options, said):
    with pytest.raises(SettingsError) as error:
        ask("one", **options)

    assert said in str(error.value)
    assert "secret" not in str(error.value)
    assert server.requests == []


def test_without_its_url_a_service_says_which_variable_is_missing():
    with pytest.raises(SettingsError, match="needs the environment variable WIREMILL_STAGE_EMBED_URL"):
        service_stage("embed").preload()


def test_the_engine_tries_a_service_again_that_is_in_trouble(server, make_flow, monkeypatch):
    monkeypatch.setenv("WIREMILL_STAGE_HTTP_URL", server.url)
    answers = iter([503, 503, 200])
    server.answer = lambda handler, _: handler.give(next(answers), b'{"mood": "calm"}')
    flow = make_flow(plugins={"http": service_stage("http")})
    flow.push("https://example.org/a")

    until = time.monotonic() + 10
    while flow.in_flight():
        assert time.monotonic() < until
        flow.run()

    [item] = flow.items()
    assert item["extensions"] == {"http": {"mood": "calm"}}
    assert {run["stage"]: run["attempt"] for run in item["trace"]["stages"]}["http"] == 3


def test_a_page_that_the_service_refuses_is_a_dead_letter_at_once_and_the_others_are_not(
    server, make_flow, monkeypatch
):
    monkeypatch.setenv("WIREMILL_STAGE_HTTP_URL", server.url)
    server.answer = lambda handler, document: handler.give(422 if "bad" in document["text"] else 200)
    plugin = service_stage("http")
    assert isinstance(plugin, Plugin)
    flow = make_flow(plugins={"http": plugin})
    flow.push("https://example.org/bad", body=b"bad")
    flow.push("https://example.org/good")

    flow.run()

    [letter] = flow.dead()
    assert (letter["stage"], letter["reason"], letter["attempts"]) == (b"http", b"page_refused", b"1")
    assert len(flow.items()) == 1
    assert len(server.requests) == 2
