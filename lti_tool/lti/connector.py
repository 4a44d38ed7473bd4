"""Authorised calls to a platform's services, one page or all of them.

Never called inside a database transaction: it goes over the network and keeps tokens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lti_tool.db import Database
from lti_tool.http import HttpDoor, HttpError, Response
from lti_tool.http.links import find
from lti_tool.lti.answers import refusal_of, unreachable
from lti_tool.lti.models import Platform
from lti_tool.lti.origins import origin_of
from lti_tool.lti.service_errors import AccessRefusedError, GoneError, ServiceAnswerError, ServiceError
from lti_tool.lti.tokens import ServiceTokens

MAX_PAGES = 500


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `scopes`: any one of them will do, the narrowest first."""

    method: str
    url: str
    scopes: Sequence[str]
    accept: str = "application/json"
    body: bytes = b""
    content_type: str = "application/json"


class Connector:
    """Calls services with a token of the right registration."""

    def __init__(self, database: Database, http: HttpDoor, tokens: ServiceTokens) -> None:
        self._database = database
        self._http = http
        self._tokens = tokens

    def platform(self, platform_id: int) -> Platform:
        """Return the registration whose services are called."""
        with self._database.transaction(write=False) as session:
            platform = session.get(Platform, platform_id)
        if platform is None:
            raise GoneError(detail="the registration was removed")
        return platform

    def call(self, platform: Platform, call: Call) -> Response:
        """Return a 2xx answer; raises the tree of `service_errors` for everything else."""
        refused: ServiceError | None = None
        for scope in call.scopes:
            try:
                return self._with_scope(platform, call, scope)
            except AccessRefusedError as error:
                refused = refused or error
        raise refused or AccessRefusedError(detail="no scope to ask for")

    def pages(self, platform: Platform, call: Call) -> Iterator[Response]:
        """Yield the answer and those behind its `next` links, on the same origin and each one once."""
        seen: set[str] = set()
        url: str | None = call.url
        while url is not None:
            if url in seen or len(seen) >= MAX_PAGES or origin_of(url) != origin_of(call.url):
                raise ServiceAnswerError(detail="the next page is a circle, too far, or on another host")
            seen.add(url)
            response = self.call(platform, Call(call.method, url, call.scopes, call.accept))
            yield response
            url = find(response.headers.get("link", ""), "next", url)

    def _with_scope(self, platform: Platform, call: Call, scope: str) -> Response:
        response = self._send(call, self._tokens.get(platform, [scope]))
        if response.status == 401:
            # Expired early, or the platform restarted: once more with a new one.
            self._tokens.forget(platform, [scope])
            response = self._send(call, self._tokens.get(platform, [scope]))
        if not response.is_ok:
            raise refusal_of(response)
        return response

    def _send(self, call: Call, token: str) -> Response:
        headers = {"Authorization": f"Bearer {token}", "Accept": call.accept}
        if call.body:
            headers["Content-Type"] = call.content_type
        try:
            match call.method:
                case "GET":
                    return self._http.get(call.url, headers=headers)
                case "POST":
                    return self._http.post(call.url, body=call.body, headers=headers)
                case "PUT":
                    return self._http.put(call.url, body=call.body, headers=headers)
                case _:
                    return self._http.delete(call.url, headers=headers)
        except HttpError as error:
            raise unreachable(error) from error
