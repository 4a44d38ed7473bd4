"""The people of the demonstration who have worked together: there once, real enough for every desk."""

from sqlalchemy import func, select

from lti_tool.db import Database
from lti_tool.demo.companions import Campus, introduce
from lti_tool.demo.platform.people import PEOPLE, sample_courses
from lti_tool.lti.models import Platform
from lti_tool.mentoring import desks, pairs, waiting
from lti_tool.mentoring.briefs import brief
from lti_tool.mentoring.models import Pair
from lti_tool.people.models import User
from tests.factories import people
from tests.fakes.clock import StillClock


def test_mentors_find_their_people_and_nothing_stands_in_a_visitors_way(database: Database, clock: StillClock) -> None:
    now = clock.now()
    with database.transaction() as session:
        platform = Platform(
            issuer="https://campus.example",
            client_id="1",
            name="",
            family="",
            authorization_url="x",
            token_url="x",
            keyset_url="x",
            created_at=now,
        )
        session.add(platform)
        session.flush()
        campus = Campus(people.course(session).id, platform.id, now)
        assert introduce(session, campus) == 3
        assert introduce(session, campus) == 0
        members = sample_courses()["101"].members
        for user in session.scalars(select(User)):
            assert user.email.split("@")[0] in members, "who is not on the campus' list would be taken out by it"
        marc = session.scalars(select(User).where(User.name == PEOPLE["marc"].name)).one()
        facts = desks.desk(session, campus.course_id, marc.id, now, now.date())
        assert {one.pair.learner.name for one in facts} == {"Léa Fontaine", "Malik Traoré"}
        lea = next(one for one in facts if one.pair.learner.name == "Léa Fontaine")
        assert (lea.new, lea.overdue, lea.next is not None) == (2, 1, True)
        assert brief(session, lea.pair, now).to_talk
        assert session.scalar(select(func.count()).select_from(waiting.WaitingPlace)) == 0
        assert pairs.weights_of(session, campus.course_id) is None
        assert session.scalar(select(func.count()).select_from(Pair)) == 3
