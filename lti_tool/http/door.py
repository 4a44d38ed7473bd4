"""What callers know of outgoing HTTP: a door with four verbs and a plain record as answer."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from lti_tool.http.errors import UnreadableError

DEFAULT_MAX_BYTES = 5_000_000


class Headers(Mapping[str, str]):
    """Response headers by name, whatever the case; repeated ones are joined with a comma."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._held: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            self._held[key] = f"{self._held[key]}, {value}" if key in self._held else value

    def __getitem__(self, name: str) -> str:
        return self._held[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; `url` is where it came from after redirects, `body` is never longer than was allowed."""

    status: int
    url: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def is_ok(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300

    @property
    def host(self) -> str:
        """Whom we asked."""
        return urlsplit(self.url).hostname or ""

    def json(self) -> Any:
        """Return the body as JSON; the content type is not looked at (Moodle says text/html)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise UnreadableError(host=self.host, detail=f"HTTP {self.status}, not JSON") from None


class HttpDoor(Protocol):
    """Outgoing HTTP. Raises the tree of `http.errors`; any answer, also 4xx and 5xx, is a `Response`."""

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = False,
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> Response:
        """Read an address; redirects are followed (and each one checked) only when asked."""
        ...

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Send `body`; never repeated by itself."""
        ...

    def put(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Replace what is at the address."""
        ...

    def delete(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Delete what is at the address."""
        ...
