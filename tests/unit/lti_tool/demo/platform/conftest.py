"""A campus in memory, a bare tool whose keys it was given, and a client that calls services as that tool."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.demo.platform.app import create_campus
from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.here import campus_of
from lti_tool.demo.platform.keys import SigningKey
from lti_tool.demo.platform.profiles import PROFILES
from lti_tool.demo.platform.tools import ALL_SCOPES, Tool
from tests.fakes.bare_tool import ASSERTION, BareTool
from tests.fakes.clock import StillClock

CLIENT = "boussole-campus"


@pytest.fixture(scope="session")
def campus_key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture(scope="session")
def tool_key() -> BareTool:
    return BareTool()


class Desk:
    """One campus with everything a test needs to talk to it."""

    def __init__(self, app: Flask, tool: BareTool, clock: StillClock) -> None:
        self.app, self.tool, self.clock = app, tool, clock
        self.campus: Campus = campus_of(app)
        self.client: FlaskClient = app.test_client()
        self._token = ""

    @property
    def now(self) -> float:
        return self.clock.now().timestamp()

    def token_request(self, *scopes: str, **claims: Any) -> dict[str, str]:
        audience = claims.pop("audience", self.campus.addresses.token)
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": self.tool.assertion(CLIENT, audience, self.now, **claims),
            "scope": " ".join(scopes or ALL_SCOPES),
        }

    def ask_token(self, **form: str) -> TestResponse:
        return self.client.post(self.campus.profile.paths.token, data=form or self.token_request())

    def use_token(self, *scopes: str) -> None:
        answer = self.ask_token(**self.token_request(*scopes))
        assert answer.status_code == 200, answer.text
        self._token = answer.get_json(force=True)["access_token"]

    def call(self, method: str, address: str, body: Any = None, kind: str = "", **more: Any) -> TestResponse:
        if not self._token:
            self.use_token()
        path = address.removeprefix(self.campus.root)
        headers = {"Authorization": f"Bearer {self._token}", **more.pop("headers", {})}
        if body is not None:
            more |= {"data": self.app.json.dumps(body), "content_type": kind}
        return self.client.open(path, method=method, headers=headers, **more)

    def sign_in(self, person: str) -> FlaskClient:
        client = self.app.test_client()
        assert client.post("/sign-in", data={"person": person}).status_code == 302
        return client


@pytest.fixture
def open_desk(campus_key: SigningKey, tool_key: BareTool) -> Callable[..., Desk]:
    def opened(profile: str = "plain", **config: Any) -> Desk:
        clock = StillClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
        known = config.pop("tools", (Tool.at("http://localhost:8000", CLIENT, jwks=tool_key.jwks()),))
        app = create_campus(
            CampusConfig(profile=PROFILES[profile], tools=known, clock=clock.now, keys=(campus_key,), **config)
        )
        tool_key.root, tool_key.changes = "http://localhost:8000", {}
        return Desk(app, tool_key, clock)

    return opened


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()
