"""People with an open frame session, as a launch leaves them."""

from dataclasses import dataclass
from datetime import datetime

from lti_tool.db import Database
from lti_tool.people.frame_sessions import Viewer, open_session
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from tests.factories import people


@dataclass(frozen=True)
class Person:
    """Somebody who has launched the tool: the session's token and what pages know of them."""

    token: str
    viewer: Viewer

    @property
    def headers(self) -> dict[str, str]:
        """What htmx sends along in this person's name."""
        return {"Authorization": f"Bearer {self.token}"}


def course(database: Database, title: str = "Career transition", **values: object) -> int:
    """Make a course and return its id."""
    with database.transaction() as session:
        return people.course(session, title=title, **values).id


def arrived(database: Database, course_id: int, role: Role, now: datetime, **values: object) -> Person:
    """Enrol somebody in the course and open their session."""
    with database.transaction() as session:
        into = session.get_one(people.Course, course_id)
        of = people.user(session, **values)
        return opened(session, people.enrolment(session, of=of, into=into, role=role), now)


def opened(session: people.Session, enrolment: Enrolment, now: datetime) -> Person:
    """Open a session for somebody who is enrolled."""
    token, viewer = open_session(
        session, enrolment, now=now, deployment_id="1", return_url="https://campus.example/course/101"
    )
    return Person(token, viewer)
