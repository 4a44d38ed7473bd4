"""Bearer sessions: only the holder of the token, only while in use, only while enrolled."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.people.frame_sessions import IDLE_LIMIT, end_sessions, find_viewer, is_touch_due, open_session, touch
from lti_tool.people.models import FrameSession
from tests.factories import people

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_token_opens_the_session_and_is_not_stored(session: Session) -> None:
    enrolment = people.learner(session)
    token, viewer = open_session(session, enrolment, now=NOW, deployment_id="1")
    assert find_viewer(session, token, NOW) == viewer
    stored = session.scalars(select(FrameSession)).one()
    assert token not in {str(value) for value in vars(stored).values()}


def test_another_token_opens_nothing(session: Session) -> None:
    token, _ = open_session(session, people.learner(session), now=NOW, deployment_id="1")
    assert find_viewer(session, token[:-1] + ("A" if token[-1] != "A" else "B"), NOW) is None
    assert find_viewer(session, "", NOW) is None


def test_a_session_ends_when_it_is_idle_and_lives_while_it_is_used(session: Session) -> None:
    token, viewer = open_session(session, people.learner(session), now=NOW, deployment_id="1")
    later = NOW + IDLE_LIMIT
    assert find_viewer(session, token, later) is not None
    touch(session, viewer.session_id, later)
    session.expire_all()
    assert find_viewer(session, token, later + IDLE_LIMIT) is not None
    assert find_viewer(session, token, later + IDLE_LIMIT + timedelta(seconds=1)) is None


def test_use_is_noted_once_a_minute(session: Session) -> None:
    _, viewer = open_session(session, people.learner(session), now=NOW, deployment_id="1")
    assert not is_touch_due(session, viewer.session_id, NOW + timedelta(seconds=59))
    assert is_touch_due(session, viewer.session_id, NOW + timedelta(seconds=60))


def test_somebody_who_left_the_course_is_out(session: Session) -> None:
    enrolment = people.learner(session)
    token, _ = open_session(session, enrolment, now=NOW, deployment_id="1")
    enrolment.active = False
    session.flush()
    assert find_viewer(session, token, NOW) is None


def test_two_courses_side_by_side_do_not_overwrite_each_other(session: Session) -> None:
    user = people.user(session)
    one, two = (people.enrolment(session, of=user) for _ in range(2))
    token_one, _ = open_session(session, one, now=NOW, deployment_id="1")
    token_two, _ = open_session(session, two, now=NOW, deployment_id="1")
    end_sessions(session, two.id, NOW)
    session.expire_all()
    found = find_viewer(session, token_one, NOW)
    assert found is not None
    assert found.course_id == one.course_id
    assert find_viewer(session, token_two, NOW) is None
