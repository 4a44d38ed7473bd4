"""The network under the door: resolve once, check what came out, connect to exactly that.

The name is never looked up a second time between check and connection, so a name server
that changes its mind (rebinding) gains nothing.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

import httpcore

from lti_tool.http.addresses import Address, Network, is_permitted, parse
from lti_tool.http.errors import AddressRefusedError

Resolver = Callable[[str, int], list[str]]
#: Monotonic instant at which the call under way in this thread must be over.
DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)
#: How many of a name's addresses are tried.
_TRIES = 3


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system's resolver orders them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to permitted addresses only; `plain` is the backend of unencrypted calls: loopback only."""

    def __init__(
        self,
        private_networks: Iterable[Network],
        *,
        plain: bool,
        resolver: Resolver = resolve,
        backend: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._private_networks = tuple(private_networks)
        self._plain = plain
        self._resolve = resolver
        self._backend = backend or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to one of the name's addresses; all of them must be permitted."""
        addresses = [parse(text) for text in self._resolve(host, port)]
        refused = [address for address in addresses if not self._may_call(address)]
        if refused or not addresses:
            raise AddressRefusedError(host=host, detail=f"{host} is at {', '.join(map(str, refused)) or 'no address'}")
        error: Exception = httpcore.ConnectError("no address")
        for address in addresses[:_TRIES]:
            try:
                stream = self._backend.connect_tcp(
                    str(address), port, remaining(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
            else:
                return _TimedStream(stream)
        raise error

    def _may_call(self, address: Address) -> bool:
        if self._plain and not address.is_loopback:
            return False
        return is_permitted(address, self._private_networks)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every step ends at the deadline of the call, however slowly bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, remaining(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, remaining(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def remaining(timeout: float | None) -> float | None:
    """Return the seconds one step may take; `httpcore.ReadTimeout` once the deadline has passed."""
    deadline = DEADLINE.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the call took too long")
    return left if timeout is None else min(timeout, left)
