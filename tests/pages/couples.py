"""A learner and a mentor who are together, for pages where one shares and the other reads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.people.models import Enrolment
from tests.factories import mentoring
from tests.pages.conftest import Browser


def enrolled(session: Session, browser: Browser) -> Enrolment:
    """Return who sits at a browser."""
    assert browser.person
    someone = browser.person.viewer
    return session.scalars(
        select(Enrolment).where(Enrolment.user_id == someone.user_id, Enrolment.course_id == someone.course_id)
    ).one()


def couple(database: Database, learner: Browser, mentor: Browser) -> str:
    """Bring the two together; return the address of the learner on the mentor's desk."""
    with database.transaction() as session:
        one, other = enrolled(session, learner), enrolled(session, mentor)
        mentoring.say(session, one, goals=mentoring.GOALS)
        mentoring.say(session, other, goals=mentoring.GOALS, capacity="2")
        return f"/mentor/people/{mentoring.active(session, one, other).id}"
