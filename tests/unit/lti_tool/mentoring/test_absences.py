"""A pair of which somebody left the course: paused, taken up again, or given another mentor."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.mentoring import absences, alerts, meetings, pairs, sharing, waiting
from lti_tool.mentoring.absences import Changes
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.people.models import Course, Enrolment
from lti_tool.people.roles import Role
from tests.factories import mentoring, people
from tests.fakes.clock import StillClock


@dataclass
class Two:
    course: Course
    learner: Enrolment
    mentor: Enrolment
    pair: Pair


@pytest.fixture
def two(session: Session) -> Two:
    course = people.course(session)
    mentor, learner = mentoring.mentor(session, course), mentoring.waiting(session, course)
    return Two(course, learner, mentor, mentoring.active(session, learner, mentor))


def test_while_both_are_there_nothing_changes(session: Session, two: Two, clock: StillClock) -> None:
    assert absences.follow(session, clock.now()) == Changes()
    assert two.pair.paused_at is None


@pytest.mark.parametrize("how", ["gone", "another part"])
def test_without_the_mentor_the_pair_is_paused_and_goes_on_afterwards(
    session: Session, two: Two, clock: StillClock, how: str
) -> None:
    if how == "gone":
        two.mentor.active = False
    else:
        two.mentor.role = Role.LEARNER
    assert absences.follow(session, clock.now()) == Changes(paused=1)
    assert absences.follow(session, clock.advance(hours=1)) == Changes(), "a second look changes nothing"
    assert (two.pair.state, two.pair.paused_at) == (PairState.ACTIVE, mentoring.ASKED)
    assert absences.is_mentor_away(session, two.pair)
    assert list(absences.paused(session, two.course.id)) == [two.pair]
    two.mentor.active, two.mentor.role = True, Role.MENTOR
    assert absences.follow(session, clock.now()) == Changes(resumed=1)
    assert two.pair.paused_at is None


def test_nothing_new_is_planned_or_shared_in_a_pause(session: Session, two: Two, clock: StillClock) -> None:
    two.mentor.active = False
    absences.follow(session, clock.now())
    with pytest.raises(ConflictError, match="paused"):
        meetings.propose(session, two.pair, two.learner.user_id, [clock.now()], 45, "", clock.now())
    with pytest.raises(ConflictError):
        sharing.share(session, two.pair, "talk", "hello", clock.now())
    assert alerts.watch(session, clock.advance(days=60)) == 0


def test_who_looks_for_another_mentor_keeps_the_time_waited(session: Session, two: Two, clock: StillClock) -> None:
    two.mentor.active = False
    absences.follow(session, clock.now())
    absences.look_for_another(session, two.course.id, two.pair.id, clock.advance(days=2))
    assert two.pair.state == PairState.ENDED
    assert waiting.since(session, two.course.id, two.learner.user_id) == two.pair.waited_since
    two.mentor.active = True
    assert absences.follow(session, clock.now()) == Changes(), "what has ended does not begin again"


def test_a_pair_under_way_is_not_given_away(session: Session, two: Two, clock: StillClock) -> None:
    with pytest.raises(ConflictError, match="under way"):
        absences.look_for_another(session, two.course.id, two.pair.id, clock.now())
    with pytest.raises(NotFoundError):
        absences.look_for_another(session, two.course.id + 1, two.pair.id, clock.now())


def test_a_learner_who_left_does_not_wait(session: Session, two: Two, clock: StillClock) -> None:
    two.learner.active = False
    assert absences.follow(session, clock.now()) == Changes(paused=1)
    assert not absences.is_mentor_away(session, two.pair)
    absences.look_for_another(session, two.course.id, two.pair.id, clock.now())
    assert waiting.since(session, two.course.id, two.learner.user_id) is None


@pytest.mark.parametrize("who", ["learner", "mentor"])
def test_an_offer_that_nobody_can_answer_falls_away(session: Session, clock: StillClock, who: str) -> None:
    course = people.course(session)
    mentor, learner = mentoring.mentor(session, course), mentoring.waiting(session, course)
    pair = mentoring.asked(session, learner, mentor)
    (mentor if who == "mentor" else learner).active = False
    assert absences.follow(session, clock.now()) == Changes(dropped=1)
    assert pair.state == PairState.EXPIRED
    assert (waiting.since(session, course.id, learner.user_id) is None) == (who == "learner")
    assert pairs.pair_of_learner(session, course.id, learner.user_id) is None
