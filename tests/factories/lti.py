"""A platform and the tool, both in this process: begin a login, mint a token, launch."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import cycle
from typing import Any, Unpack
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask, Response, make_response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.demo.platform.app import create_campus
from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.here import campus_of
from lti_tool.demo.platform.keys import SigningKey
from lti_tool.demo.platform.minting import Deviations
from lti_tool.demo.platform.profiles import PLAIN, Profile
from lti_tool.demo.platform.tools import Tool
from lti_tool.lti import platforms
from lti_tool.lti.launch import Launch
from lti_tool.lti.models import Platform
from lti_tool.lti.platforms import NewPlatform
from lti_tool.lti.toolkit import LtiToolkit, make_toolkit
from lti_tool.pages import shell
from lti_tool.pages.launch import LaunchPages, create_blueprint
from lti_tool.settings import Settings
from lti_tool.web import failures, fragments, headers, i18n, logs
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor

PUBLIC_URL = "http://localhost:8000"
CAMPUS_HOST = "campus.example"
CLIENT_ID = "boussole-campus"
ACTIVITY = "7001"
LEARNER = "ines"
LONE = "%lone-surrogate%"


@dataclass
class Begun:
    """A login under way, as the browser sees it."""

    response: TestResponse
    state: str
    nonce: str
    parameters: dict[str, list[str]]


@dataclass
class World:
    """One campus and one tool that know each other."""

    campus: Campus
    door: AppDoor
    toolkit: LtiToolkit
    app: Flask
    client: FlaskClient
    database: Database
    clock: StillClock
    platform: Platform
    arrived: list[Launch] = field(default_factory=list)

    def browser(self) -> FlaskClient:
        """Return another browser, without cookies."""
        return _client(self.app)

    def login(
        self,
        client: FlaskClient | None = None,
        *,
        method: str = "POST",
        given: dict[str, str] | None = None,
        **kind: Any,
    ) -> Begun:
        """Send the campus's login request to the tool, some fields replaced by `given` (empty: left out)."""
        asked = self.campus.begin(kind.pop("person", LEARNER), kind.pop("activity", ACTIVITY), **kind)
        fields = {name: value for name, value in {**asked.fields, **(given or {})}.items() if value}
        browser = client or self.client
        if method == "GET":
            response = browser.get(f"/lti/login?{urlencode(fields)}")
        else:
            response = browser.post("/lti/login", data=fields)
        parameters = parse_qs(urlsplit(_onward(response)).query, keep_blank_values=True)
        return Begun(response, parameters.get("state", [""])[0], parameters.get("nonce", [""])[0], parameters)

    def mint(self, nonce: str, person: str = LEARNER, activity: str = ACTIVITY, **how: Unpack[Deviations]) -> str:
        """Return the campus's token, deviating as asked; `LONE` in a claim becomes half of a character."""
        token = self.campus.mint(person, activity, nonce, **how)
        payload = _payload(token)
        return self.campus.sign(payload.replace(LONE.encode(), b"\\ud800")) if LONE.encode() in payload else token

    def send(self, token: str, state: str, client: FlaskClient | None = None, **more: str) -> TestResponse:
        """Post a token to the tool."""
        return (client or self.client).post("/lti/launch", data={"id_token": token, "state": state, **more})

    def launch(self, person: str = LEARNER, activity: str = ACTIVITY, **how: Unpack[Deviations]) -> TestResponse:
        """Log in and launch with a token that deviates as asked."""
        begun = self.login(person=person, activity=activity, message=how.get("message", "resource_link"))
        return self.send(self.mint(begun.nonce, person, activity, **how), begun.state)


def make_world(
    settings: Settings,
    database: Database,
    clock: StillClock,
    profile: Profile = PLAIN,
    *,
    campus_url: str = f"https://{CAMPUS_HOST}",
    choosing: bool = False,
    **tool: Any,
) -> World:
    """Connect a campus of this profile with a tool."""
    arrived: list[Launch] = []
    app = Flask("lti_tool")
    known = Tool.at(settings.public_url, CLIENT_ID, **tool)
    campus_app = create_campus(
        CampusConfig(
            profile=profile,
            url=campus_url,
            tools=(known,),
            controls=True,
            keys=(another_key(),),
            clock=clock.now,
            fetch=lambda url: _client(app).get(urlsplit(url).path).get_json(),
        )
    )
    campus = campus_of(campus_app)
    door = AppDoor({urlsplit(campus_url).hostname or "": campus_app})
    toolkit = make_toolkit(settings, database, door, clock, sleep=lambda _: None)
    world = World(campus, door, toolkit, app, _client(app), database, clock, register(database, clock, campus), arrived)
    _build(app, world, settings.public_url, choosing=choosing)
    return world


@cache
def _keys() -> Iterator[SigningKey]:
    """Campuses side by side sign with different keys; making one anew for each would take a third of a test's time."""
    return cycle([SigningKey.generate() for _ in range(5)])


def another_key() -> SigningKey:
    """Return a platform's key, another one than last time."""
    return next(_keys())


def register(database: Database, clock: StillClock, campus: Campus, **changed: Any) -> Platform:
    """Add the campus to the tool's registrations."""
    at = campus.addresses
    new = NewPlatform(
        issuer=at.issuer,
        client_id=CLIENT_ID,
        authorization_url=at.authorize,
        token_url=at.token,
        keyset_url=at.jwks,
        name="Campus",
        family=campus.profile.name,
        deployments=("1",),
    )
    with database.transaction() as session:
        return platforms.save(session, replace(new, **changed), clock.now())


def _build(app: Flask, world: World, public_url: str, *, choosing: bool) -> None:
    def arrive(launch: Launch) -> Response:
        world.arrived.append(launch)
        return make_response("<!doctype html><title>arrived</title>")

    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    fragments.htmx.init_app(app)
    i18n.install(app)
    failures.install(app)
    shell.install(app)
    app.before_request(logs.begin_request)
    app.after_request(headers.apply)
    app.after_request(logs.end_request)
    kit = world.toolkit
    choices = kit.choices if choosing else None
    parts = LaunchPages(kit.launches, kit.signer, arrive, kit.registrations, public_url, choices)
    app.register_blueprint(create_blueprint(parts))


def payload_of(token: str) -> dict[str, Any]:
    """Return the claims of a token, unverified."""
    claims: dict[str, Any] = json.loads(_payload(token))
    return claims


def _onward(response: TestResponse) -> str:
    """Return where the browser goes next: at once, or after a page has put the secret into the platform's storage."""
    found = re.search(r'data-next="([^"]+)"', response.get_data(as_text=True))
    return response.headers.get("Location", html.unescape(found[1]) if found else "")


def _payload(token: str) -> bytes:
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.application.config["SERVER_NAME"] = None
    return client
