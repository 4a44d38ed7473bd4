"""Asking again after a passing failure: only calls that may be repeated, with full jitter."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lti_tool.http.door import DEFAULT_MAX_BYTES, HttpDoor, Response
from lti_tool.http.errors import TimedOutError, UnreachableError

_PASSING = {429, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class RetryingDoor:
    """A door that repeats GET, PUT and DELETE. `sleep` takes seconds; `draw(a, b)` draws between the two."""

    inner: HttpDoor
    sleep: Callable[[float], None]
    draw: Callable[[float, float], float] = random.uniform
    attempts: int = 3
    base_seconds: float = 0.3
    #: A platform that asks for a longer wait is not worth waiting for here.
    longest_wait: float = 2.0

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = False,
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> Response:
        """Read an address, again where it failed in passing."""
        return self._repeat(
            lambda: self.inner.get(url, headers=headers, follow_redirects=follow_redirects, max_bytes=max_bytes)
        )

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Send once: a POST that is repeated may count twice."""
        return self.inner.post(url, body=body, headers=headers)

    def put(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Replace, again where it failed in passing."""
        return self._repeat(lambda: self.inner.put(url, body=body, headers=headers))

    def delete(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Delete, again where it failed in passing."""
        return self._repeat(lambda: self.inner.delete(url, headers=headers))

    def _repeat(self, call: Callable[[], Response]) -> Response:
        for attempt in range(1, self.attempts):
            wait = self.draw(0, self.base_seconds * 2**attempt)
            try:
                response = call()
            except (UnreachableError, TimedOutError):
                pass
            else:
                asked = retry_after(response)
                if response.status not in _PASSING or (asked or 0) > self.longest_wait:
                    return response
                wait = max(wait, asked or 0)
            self.sleep(wait)
        return call()


def retry_after(response: Response) -> float | None:
    """Return the seconds a Retry-After header asks for; dates and nonsense give None."""
    value = response.headers.get("retry-after", "").strip()
    return float(value) if value.isascii() and value.isdigit() and len(value) < 7 else None
