"""The one way out over HTTP: every request to another organisation's server leaves through `OutsideServer`.

It speaks to the one configured address and to nothing else: no redirect is followed, no proxy of the environment is
used, an answer has a size and a time within which it must be whole, and a name that leads into a private network is
refused on the connection itself, so that a name server that changes its mind between look-up and connection
gains nothing. It does not retry: the job engine does, with the same idempotency key.

httpcore2, the transport below httpx2, is used directly, because only there a connection's address and each single
read can be bounded: httpx2's own time-outs begin anew with every byte that arrives.
"""

import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpcore2

#: No answer of a provider is longer; more is cut off and counts as no answer.
LONGEST_ANSWER_BYTES = 64 * 1024

_SUCCESS = range(200, 300)
_REDIRECT = range(300, 400)
_SERVER_ERROR = range(500, 600)
_TOO_MANY_REQUESTS = 429
_REQUEST_TIMEOUT = 408


class OutsideError(Exception):
    """Another organisation's server did not do what it was asked."""


class OutsideUnavailable(OutsideError):
    """The server is down, too slow or answers nonsense; the same request may succeed later."""


class OutsideRefused(OutsideError):
    """The server understood the request and will not do it; asking again changes nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, when it said yes."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            OutsideUnavailable: it is not one.
        """
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            # the decoder's own error carries the whole document, and with it what must not reach a log
            value = None
        if not isinstance(value, dict):
            raise OutsideUnavailable("The answer is not a JSON object.") from None
        return value


class OutsideServer:
    """One server of another organisation, reached under one address with one key."""

    def __init__(
        self, base_url: str, *, key: str, timeout_seconds: float | Callable[[], float], private_network: bool
    ) -> None:
        """Remembers the address; nothing is opened until something is asked.

        Args:
            base_url: where the server is; every request stays below it.
            key: sent as a bearer token.
            timeout_seconds: within this time an answer must be whole; a function where an owner sets it.
            private_network: whether the address may be on this machine or in a private network.

        Raises:
            ValueError: the address is not an http or https address.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{base_url!r} is not the address of a server.")
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._timeout = timeout_seconds
        self._private_network = private_network

    def get(self, path: str) -> Answer:
        """Reads what is at this path below the server's address. Raises as `post` does."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, content: Mapping[str, object], *, idempotency_key: str | None = None) -> Answer:
        """Sends a JSON object to this path below the server's address.

        Raises:
            OutsideUnavailable: no whole answer in time, or the server has an error of its own (5xx, 408, 429).
            OutsideRefused: any other answer that is not a success, a redirect among them.
        """
        headers: dict[bytes | str, bytes | str] = {"Content-Type": "application/json"}
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        return self._ask("POST", path, json.dumps(content).encode(), headers)

    def _ask(self, method: str, path: str, content: bytes | None, extra: dict[bytes | str, bytes | str]) -> Answer:
        headers: dict[bytes | str, bytes | str] = {
            **extra,
            "Host": urlsplit(self._base_url).netloc.rpartition("@")[2],
            "Authorization": f"Bearer {self._key}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        seconds = self._timeout() if callable(self._timeout) else self._timeout
        backend = _BoundedNetwork(time.monotonic() + seconds, private_network=self._private_network)
        try:
            # a connection for each request: nothing is shared between threads, or with a forked process
            with (
                httpcore2.ConnectionPool(ssl_context=_tls(), network_backend=backend) as pool,
                pool.stream(
                    method,
                    f"{self._base_url}/{path.lstrip('/')}",
                    headers=headers,
                    content=content,
                    extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)},
                ) as response,
            ):
                body = _bounded(response.iter_stream())
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise OutsideUnavailable(f"No answer: {type(error).__name__}.") from None
        _raise_for(response.status)
        return Answer(response.status, body)


def _raise_for(status: int) -> None:
    if status in _SUCCESS:
        return
    if status in _SERVER_ERROR or status in {_TOO_MANY_REQUESTS, _REQUEST_TIMEOUT}:
        raise OutsideUnavailable(f"The server answered {status}.")
    if status in _REDIRECT:
        raise OutsideRefused(f"The server answered {status}, a redirect, which is not followed.")
    raise OutsideRefused(f"The server answered {status}.")


def _bounded(chunks: Iterable[bytes]) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > LONGEST_ANSWER_BYTES:
            raise OutsideUnavailable(f"The answer is longer than {LONGEST_ANSWER_BYTES} bytes.")
    return bytes(body)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _BoundedNetwork(httpcore2.NetworkBackend):
    """Connects only to addresses that are allowed, and gives all of a request's reads and writes one deadline."""

    def __init__(
        self,
        deadline: float,
        *,
        private_network: bool,
        backend: httpcore2.NetworkBackend | None = None,
        resolve: Callable[[str, int], list[str]] | None = None,
    ) -> None:
        self._deadline = deadline
        self._private_network = private_network
        self._backend = backend or httpcore2.SyncBackend()
        self._resolve = resolve or _addresses

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        # the address that was looked at is the one connected to; the certificate is still checked against the name
        address = self._allowed_address(host, port)
        left = _left(self._deadline, timeout, httpcore2.ConnectTimeout)
        stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
        return _BoundedStream(stream, self._deadline)

    def _allowed_address(self, host: str, port: int) -> str:
        addresses = self._resolve(host, port)
        if not self._private_network and not all(ipaddress.ip_address(address).is_global for address in addresses):
            raise OutsideRefused("The server's name leads into a private network.")
        return addresses[0]


def _addresses(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class _BoundedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(self._deadline, timeout, httpcore2.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None, late: Callable[[str], Exception]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("The time for a whole answer is over.")
    return left if timeout is None else min(left, timeout)
