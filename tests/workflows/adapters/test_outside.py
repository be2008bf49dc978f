"""The way out over HTTP: one address, no redirects, bounded in time and size, and never into a private network."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore2
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from tests.support.ports import free_port
from workflows.adapters.outside import (
    LONGEST_ANSWER_BYTES,
    Answer,
    OutsideRefused,
    OutsideServer,
    OutsideUnavailable,
    _BoundedNetwork,
)


def _server(url: str, *, seconds: float = 5.0, private_network: bool = True) -> OutsideServer:
    return OutsideServer(url, key="key", timeout_seconds=seconds, private_network=private_network)


def test_a_success_is_answered_with_its_body(httpserver: HTTPServer):
    httpserver.expect_request("/v1/thing").respond_with_json({"a": 1}, status=201)

    answer = _server(httpserver.url_for("/v1/")).post("thing", {"b": 2}, idempotency_key="job-1")

    request, _ = httpserver.log[0]
    assert (answer.status, answer.json()) == (201, {"a": 1})
    assert (request.get_json(), request.headers["Idempotency-Key"]) == ({"b": 2}, "job-1")
    assert request.host == f"{httpserver.host}:{httpserver.port}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_not_followed(httpserver: HTTPServer, status):
    headers = {"Location": httpserver.url_for("/elsewhere")}
    httpserver.expect_request("/thing").respond_with_response(Response(status=status, headers=headers))
    httpserver.expect_request("/elsewhere").respond_with_json({})

    with pytest.raises(OutsideRefused, match="redirect"):
        _server(httpserver.url_for("/")).post("thing", {})

    assert [request.path for request, _ in httpserver.log] == ["/thing"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_an_error_of_the_server_is_one_that_may_pass(httpserver: HTTPServer, status):
    httpserver.expect_request("/thing").respond_with_data("", status=status)

    with pytest.raises(OutsideUnavailable):
        _server(httpserver.url_for("/")).get("thing")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_a_refusal_of_the_server_is_one_that_stays(httpserver: HTTPServer, status):
    httpserver.expect_request("/thing").respond_with_data("", status=status)

    with pytest.raises(OutsideRefused):
        _server(httpserver.url_for("/")).get("thing")


def test_an_answer_that_never_ends_is_cut_off(httpserver: HTTPServer):
    httpserver.expect_request("/thing").respond_with_data(b"x" * (LONGEST_ANSWER_BYTES + 1))

    with pytest.raises(OutsideUnavailable, match="longer"):
        _server(httpserver.url_for("/")).get("thing")


def test_the_longest_answer_is_taken(httpserver: HTTPServer):
    httpserver.expect_request("/thing").respond_with_data(b"x" * LONGEST_ANSWER_BYTES)

    assert len(_server(httpserver.url_for("/")).get("thing").body) == LONGEST_ANSWER_BYTES


def test_nobody_at_the_address_is_unavailable():
    with pytest.raises(OutsideUnavailable, match="ConnectError"):
        _server(f"http://127.0.0.1:{free_port()}").get("thing")


def test_a_name_that_nobody_knows_is_unavailable():
    with pytest.raises(OutsideUnavailable):
        _server("http://no-such-host.invalid").get("thing")


@pytest.mark.parametrize(
    "opening", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"]
)
def test_a_server_that_trickles_bytes_is_not_waited_for(opening):
    with _trickling(opening) as url, pytest.raises(OutsideUnavailable, match="Timeout"):
        _server(url, seconds=0.3).get("thing")


@contextmanager
def _trickling(opening: bytes) -> Iterator[str]:
    """A server that goes on sending a byte now and then after its opening, until the other side leaves."""
    left = threading.Event()

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            try:
                connection.sendall(opening)
                while opening and not left.wait(0.05):
                    connection.sendall(b"x")
                left.wait()
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            left.set()
            thread.join()


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
    ],
)
def test_a_private_network_is_refused_where_it_is_not_allowed(host):
    with pytest.raises(OutsideRefused, match="private network"):
        _server(f"http://{host}", private_network=False).get("thing")


class _Recording(httpcore2.NetworkBackend):
    def __init__(self) -> None:
        self.connected: list[str] = []

    def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore2.NetworkStream:
        self.connected.append(host)
        return httpcore2.NetworkStream()


def test_the_address_that_was_looked_at_is_the_one_connected_to():
    backend = _Recording()
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    network = _BoundedNetwork(
        time.monotonic() + 5, private_network=False, backend=backend, resolve=lambda *_: next(answers)
    )

    network.connect_tcp("rebinding.example", 80)

    assert backend.connected == ["8.8.8.8"]
    assert next(answers) == ["127.0.0.1"]  # not asked a second time


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    backend = _Recording()
    network = _BoundedNetwork(
        time.monotonic() + 5, private_network=False, backend=backend, resolve=lambda *_: ["8.8.8.8", "10.0.0.1"]
    )

    with pytest.raises(OutsideRefused):
        network.connect_tcp("mixed.example", 80)
    assert backend.connected == []


def test_no_proxy_of_the_environment_is_used(httpserver: HTTPServer, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    httpserver.expect_request("/thing").respond_with_json({})

    assert _server(httpserver.url_for("/")).get("thing").status == 200


@pytest.mark.parametrize("url", ["ftp://example.org", "example.org", "https://", "https://example.org/?a=b"])
def test_what_is_not_an_address_is_refused_at_once(url):
    with pytest.raises(ValueError, match="not the address of a server"):
        _server(url)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'"text"', b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_a_json_object_is_no_answer_and_is_not_repeated(body):
    with pytest.raises(OutsideUnavailable, match="not a JSON object") as unavailable:
        Answer(200, body).json()

    assert unavailable.value.__suppress_context__
