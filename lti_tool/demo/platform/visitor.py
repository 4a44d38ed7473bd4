"""A person with a browser and no screen: signs in on the campus and opens an activity, over real HTTP.

    visitor = Visitor(campus.root, "ines")
    landing = visitor.launch("7001")
    landing.status, landing.text, landing.trail

What is third-party to the campus is treated as a browser does inside a frame: cookies of the tool are kept only
when they say `SameSite=None; Secure`, and with `cookies="partitioned"` (third-party cookies blocked) only when they
also say `Partitioned`; `cookies="none"` keeps none of them.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from http.client import HTTPResponse
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import Any, Literal
from urllib.parse import urlencode, urljoin, urlsplit

_TIMEOUT = 30
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass
class Form:
    """A form of a page: where it goes, and what its fields hold."""

    action: str
    method: str
    id: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """One answer, after redirects; `trail` lists every request on the way as (method, address, status)."""

    status: int
    address: str
    headers: Message
    text: str
    trail: list[tuple[str, str, int]]

    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.text)

    def forms(self) -> list[Form]:
        """Return the forms of the page, their addresses made absolute."""
        reader = _Forms(self.address)
        reader.feed(self.text)
        return reader.found


class Visitor:
    """One person's browser. Cookies and the sign-in live as long as the visitor."""

    def __init__(
        self, campus: str, person: str, *, cookies: Literal["all", "partitioned", "none"] = "all", language: str = ""
    ) -> None:
        self._campus = campus.rstrip("/")
        self._person = person
        self._cookies = cookies
        self._jar = CookieJar(DefaultCookiePolicy(secure_protocols=("https", "http")))
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _AsItComes())
        self._headers = {"User-Agent": "campus-visitor", "Accept": "text/html,*/*;q=0.8"}
        if language:
            self._headers["Accept-Language"] = language
        self._signed_in = False

    def sign_in(self) -> Page:
        """Say who is there, on the campus."""
        page = self.post(f"{self._campus}/sign-in", {"person": self._person})
        self._signed_in = page.status == 200
        return page

    def launch(self, activity: str, message: str = "resource_link", about: str = "") -> Page:
        """Open an activity the way a browser does and return the page the tool ends on."""
        return self.follow(self.start(activity, message, about))

    def start(self, activity: str, message: str = "resource_link", about: str = "") -> Page:
        """Return the campus's page that holds the login request, not sent yet."""
        if not self._signed_in:
            self.sign_in()
        query = urlencode({"message": message} | ({"about": about} if about else {}))
        return self.get(f"{self._campus}/open/{activity}?{query}")

    def follow(self, page: Page) -> Page:
        """Send each form that the campus's pages send by themselves, until the tool has the last word."""
        trail = list(page.trail)
        for _ in range(4):
            waiting = [form for form in page.forms() if form.id == "lti-post"]
            if not waiting or not page.address.startswith(f"{self._campus}/"):
                break
            # Nobody here runs the scripts that talk to a storage frame: the tool shall not count on one.
            waiting[0].fields.pop("lti_storage_target", None)
            page = self.submit(waiting[0])
            trail += page.trail
        page.trail = trail
        return page

    def submit(self, form: Form, **more: str) -> Page:
        """Send a form with its fields, some of them changed."""
        fields = form.fields | more
        if form.method == "post":
            return self.post(form.action, fields)
        return self.get(f"{form.action}?{urlencode(fields)}")

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Page:
        """Fetch a page."""
        return self._browse("GET", address, None, dict(headers or {}))

    def post(
        self,
        address: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        body: Any = None,
    ) -> Page:
        """Send form fields, or `body` as JSON."""
        if body is not None:
            return self._browse(
                "POST", address, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
            )
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._browse("POST", address, urlencode(fields or {}).encode(), {**kind, **(headers or {})})

    def cookies(self) -> list[Cookie]:
        """Return the cookies kept."""
        return list(self._jar)

    def _browse(self, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> Page:
        trail: list[tuple[str, str, int]] = []
        for _ in range(10):
            answer = self._once(method, address, body, headers)
            trail.append((method, address, answer.status))
            where = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not where:
                return Page(answer.status, address, answer.headers, answer.read().decode("utf-8", "replace"), trail)
            answer.read()
            address = urljoin(address, where)
            if answer.status not in {307, 308}:
                method, body = "GET", None
                headers = {name: value for name, value in headers.items() if name != "Content-Type"}
        raise ValueError(f"redirected in circles: {trail}")

    def _once(self, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> HTTPResponse:
        if urlsplit(address).scheme not in {"http", "https"}:
            raise ValueError(f"not a web address: {address}")
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            address, body, {**self._headers, **headers}, method=method
        )
        if method == "POST" and not request.has_header("Origin"):
            request.add_header("Origin", self._campus)
        self._jar.add_cookie_header(request)
        answer: HTTPResponse = self._opener.open(request, timeout=_TIMEOUT)
        self._keep(answer, request)
        return answer

    def _keep(self, answer: HTTPResponse, request: urllib.request.Request) -> None:
        offered = CookieJar(DefaultCookiePolicy(secure_protocols=("https", "http")))
        offered.extract_cookies(answer, request)
        third_party = not f"{request.full_url}/".startswith(f"{self._campus}/")
        for cookie in offered:
            if not third_party or self._kept_in_a_frame(cookie):
                self._jar.set_cookie(cookie)

    def _kept_in_a_frame(self, cookie: Cookie) -> bool:
        said = {name.lower(): value for name, value in vars(cookie)["_rest"].items()}
        if self._cookies == "none" or not cookie.secure or str(said.get("samesite", "")).lower() != "none":
            return False
        return self._cookies == "all" or "partitioned" in said


class _AsItComes(urllib.request.HTTPErrorProcessor):
    """Hands over every answer, redirects and errors included."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:  # noqa: ARG002
        return response

    https_response = http_response


class _Forms(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._open = False
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self._address, said.get("action", ""))
            self.found.append(Form(action, said.get("method", "get").lower(), said.get("id", "")))
            self._open = True
        elif tag in {"input", "button"} and self._open and said.get("name"):
            self.found[-1].fields[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
