"""The whole tool beside a campus that knows it: launches go through the real pages, in this process."""

from dataclasses import dataclass
from typing import Any, Unpack
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.demo.platform.app import create_campus
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.here import campus_of
from lti_tool.demo.platform.minting import Deviations
from lti_tool.demo.platform.profiles import PLAIN, Profile
from lti_tool.demo.platform.tools import Tool
from lti_tool.lti.toolkit import make_toolkit
from lti_tool.settings import Settings
from lti_tool.web.services import Services
from tests.factories.lti import CAMPUS_HOST, CLIENT_ID, World, another_key, register
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor
from tests.pages.policing import police


@dataclass
class Installation(World):
    """A world whose tool is the whole application; pages are policed."""

    def open(self, person: str, activity: str = "7001", *, opens: str = "", **how: Unpack[Deviations]) -> TestResponse:
        """Launch an activity; `opens` is the custom parameter that the picker leaves with the platform."""
        if opens:
            claims = dict(how.get("claims", {}))
            claims["custom"] = {**claims.get("custom", {}), "boussole_opens": opens}
            how["claims"] = claims
        return self.policed(self.launch(person, activity, **how))

    def policed(self, answer: TestResponse) -> TestResponse:
        """Return an answer that keeps to what every page has to keep to."""
        police(self.app, answer)
        return answer


def make_installation(
    settings: Settings, database: Database, clock: StillClock, profile: Profile = PLAIN, **tool: Any
) -> Installation:
    """Connect a campus of this profile with the application."""
    url = f"https://{CAMPUS_HOST}"
    made: list[Flask] = []

    def fetched(address: str) -> Any:
        return made[0].test_client().get(urlsplit(address).path).get_json()

    campus_app = create_campus(
        CampusConfig(
            profile=profile,
            url=url,
            tools=(Tool.at(settings.public_url, CLIENT_ID, **tool),),
            controls=True,
            keys=(another_key(),),
            clock=clock.now,
            fetch=fetched,
        )
    )
    campus, door = campus_of(campus_app), AppDoor({CAMPUS_HOST: campus_app})
    app = create_app(settings, clock=clock, database=database, http=door)
    made.append(app)
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    toolkit = make_toolkit(settings, database, door, clock, sleep=lambda _: None)
    return Installation(campus, door, toolkit, app, client, database, clock, register(database, clock, campus))


def close(installation: Installation) -> None:
    """Let go of the indexes."""
    held = installation.app.extensions["boussole"]
    assert isinstance(held, Services)
    held.engines.close()
