"""A door to web applications that live in this process: no sockets, the same records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask

from lti_tool.http import Headers, HttpError, Response, UnreachableError
from lti_tool.http.targets import parse


@dataclass
class AppDoor:
    """`apps` by host; `failures` are raised, or answered, one a call, before any app is asked."""

    apps: dict[str, Flask]
    failures: list[HttpError | Response] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    sent: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = False,
        max_bytes: int = 5_000_000,
    ) -> Response:
        return self._ask("GET", url, b"", headers)

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        return self._ask("POST", url, body, headers)

    def put(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        return self._ask("PUT", url, body, headers)

    def delete(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        return self._ask("DELETE", url, b"", headers)

    def _ask(self, method: str, url: str, body: bytes, headers: Mapping[str, str] | None) -> Response:
        self.asked.append((method, url))
        self.sent.append((url, body, dict(headers or {})))
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, HttpError):
                raise failure
            return failure
        target = parse(url)
        app = self.apps.get(target.host)
        if app is None:
            raise UnreachableError(host=target.host, detail="nobody there")
        answer = app.test_client().open(
            target.path,
            base_url=f"{target.scheme}://{target.host_header}",
            method=method,
            data=body or None,
            headers=dict(headers or {}),
        )
        return Response(answer.status_code, url, Headers(answer.headers.items()), answer.get_data())
