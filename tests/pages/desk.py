"""An administrator's browser, for tests of the desk."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.lti.models import Platform
from lti_tool.people.administrator_models import DeskSession
from lti_tool.people.models import Course
from tests.factories import viewers
from tests.pages.policing import PolicingClient

EMAIL = "ada@campus.example"
PASSWORD = "a compass on the cover"
PLATFORM = {
    "name": "Campus",
    "family": "moodle",
    "issuer": "https://lms.example",
    "client_id": "abc",
    "authorization_url": "https://lms.example/auth",
    "token_url": "https://lms.example/token",
    "keyset_url": "https://lms.example/jwks",
    "deployments": "1 2",
}


@dataclass
class Administrator:
    """A browser that keeps cookies and fills in the form token it finds on the page."""

    client: PolicingClient
    database: Database
    platform_id: int = 0

    def get(self, address: str) -> TestResponse:
        return self.client.get(address)

    def token(self, address: str = "/admin/") -> str:
        found = re.search(r'name="form_token" value="([0-9a-f]{64})"', self.get(address).get_data(as_text=True))
        assert found, "a page without a form token"
        return found[1]

    def post(self, address: str, **data: Any) -> TestResponse:
        return self.client.post(address, data={"form_token": self.token(), **data})

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, wanted: str = "") -> TestResponse:
        given = {"email": email, "password": password, "next": wanted, "form_token": self.token("/admin/sign-in")}
        return self.client.post("/admin/sign-in", data=given)

    def cookie(self, name: str) -> str | None:
        held = self.client.get_cookie(name)
        return held.value if held else None

    def add_platform(self, **changed: str) -> TestResponse:
        response = self.post("/admin/platforms/new", **{**PLATFORM, **changed})
        with self.database.transaction(write=False) as session:
            self.platform_id = session.scalars(select(Platform.id).order_by(Platform.id.desc())).first() or 0
        return response

    def add_model(self) -> int:
        """Connect a model of one's own network; return its number."""
        given = {"name": "own", "base_url": "http://127.0.0.1:1/v1", "model": "small"}
        response = self.post("/admin/assistant/models/new", **given)
        return int(response.headers["Location"].partition("?")[0].rpartition("/")[2])

    def add_site(self) -> str:
        """Let the assistant onto an intranet; return the site's key."""
        given = {"name": "Intranet", "origins": "https://intranet.example", "language": "en", "side": "end"}
        course = course_key(self.database)
        response = self.post("/admin/sites/new", **given, algorithm="HS256", course=course)
        found = re.search(r"/admin/sites/([0-9a-f]{16})/switch", response.get_data(as_text=True))
        assert found, response.get_data(as_text=True)
        return found[1]

    def sessions(self) -> int:
        with self.database.transaction(write=False) as session:
            return len(session.scalars(select(DeskSession)).all())


def course_key(database: Database) -> str:
    """Return the key of a course, made where there is none."""
    with database.transaction(write=False) as session:
        known = session.scalars(select(Course.key)).first()
    if known is not None:
        return known
    course_id = viewers.course(database)
    with database.transaction(write=False) as session:
        return session.get_one(Course, course_id).key
