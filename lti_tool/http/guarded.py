"""The real door: checked addresses, time limits, size limits, a name of our own, pooled connections."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import httpcore

from lti_tool.http.addresses import Network
from lti_tool.http.door import DEFAULT_MAX_BYTES, Headers, Response
from lti_tool.http.errors import (
    AddressRefusedError,
    TimedOutError,
    TooLargeError,
    UnreachableError,
)
from lti_tool.http.network import DEADLINE, CheckedBackend, Resolver, resolve
from lti_tool.http.targets import Target, join, parse

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
OVERALL_SECONDS = 30.0
MAX_REDIRECTS = 3
USER_AGENT = "Boussole/0.1 (+LTI tool)"
_REDIRECTS = {301, 302, 303, 307, 308}
_PRIVATE_HEADERS = {"authorization", "cookie"}


class GuardedDoor:
    """Outgoing HTTP(S) for all threads. `private_networks`: where private addresses are allowed.

    Plain http reaches loopback only, and only where `private_networks` holds the address.
    """

    def __init__(
        self,
        private_networks: Iterable[Network] = (),
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        overall_seconds: float = OVERALL_SECONDS,
        resolver: Resolver = resolve,
    ) -> None:
        networks = tuple(private_networks)
        self._pools = {
            scheme: httpcore.ConnectionPool(
                ssl_context=httpcore.default_ssl_context(),
                max_connections=100,
                max_keepalive_connections=20,
                keepalive_expiry=20,
                network_backend=CheckedBackend(networks, plain=scheme == "http", resolver=resolver),
            )
            for scheme in ("http", "https")
        }
        self._timeouts = {
            "connect": connect_seconds,
            "read": read_seconds,
            "write": read_seconds,
            "pool": connect_seconds,
        }
        self._overall = overall_seconds

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = False,
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> Response:
        """Read an address; a redirect to another origin does not get our credentials."""
        sent = dict(headers or {})
        with self._deadline():
            for _ in range(MAX_REDIRECTS + 1):
                response = self._send("GET", url, sent, b"", max_bytes)
                location = response.headers.get("location")
                if not follow_redirects or response.status not in _REDIRECTS or location is None:
                    return response
                onward = join(url, location)
                if parse(onward).origin != parse(url).origin:
                    sent = {name: value for name, value in sent.items() if name.lower() not in _PRIVATE_HEADERS}
                url = onward
        raise UnreachableError(host=parse(url).host, detail="too many redirects")

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Send `body` once."""
        return self._change("POST", url, headers, body)

    def put(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Replace what is at the address."""
        return self._change("PUT", url, headers, body)

    def delete(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Delete what is at the address."""
        return self._change("DELETE", url, headers, b"")

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    def _change(self, method: str, url: str, headers: Mapping[str, str] | None, body: bytes) -> Response:
        with self._deadline():
            return self._send(method, url, dict(headers or {}), body, DEFAULT_MAX_BYTES)

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        token = DEADLINE.set(time.monotonic() + self._overall)
        try:
            yield
        finally:
            DEADLINE.reset(token)

    def _send(self, method: str, url: str, headers: dict[str, str], body: bytes, max_bytes: int) -> Response:
        target = parse(url)
        try:
            return self._exchange(method, url, target, headers, body, max_bytes)
        except AddressRefusedError:
            raise
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise TimedOutError(host=target.host, detail=type(error).__name__) from error
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            httpcore.ConnectionNotAvailable,
            OSError,
        ) as error:
            raise UnreachableError(host=target.host, detail=f"{type(error).__name__}: {error}") from error

    def _exchange(
        self, method: str, url: str, target: Target, headers: dict[str, str], body: bytes, max_bytes: int
    ) -> Response:
        with self._pools[target.scheme].stream(
            method,
            httpcore.URL(
                scheme=target.scheme.encode(),
                host=target.host.encode(),
                port=target.port,
                target=target.path.encode(),
            ),
            headers=_headers(target, headers, body, method),
            content=body or None,
            extensions={"timeout": self._timeouts},
        ) as answer:
            parts: list[bytes] = []
            size = 0
            for part in answer.iter_stream():
                size += len(part)
                if size > max_bytes:
                    raise TooLargeError(host=target.host, detail=f"more than {max_bytes} bytes")
                parts.append(part)
            received = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
            return Response(answer.status, url, received, b"".join(parts))


def _headers(target: Target, headers: dict[str, str], body: bytes, method: str) -> list[tuple[bytes, bytes]]:
    base = {"Host": target.host_header, "User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Accept": "*/*"}
    if body or method in {"POST", "PUT"}:
        base["Content-Length"] = str(len(body))
    merged = base | headers
    if "Accept" in headers:
        merged["Accept"] = headers["Accept"]
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in merged.items()]
