"""Delivery over real HTTP to the pretend campus, with each platform's quirks and bad days."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.clock import SystemClock
from lti_tool.db import Database
from lti_tool.demo.platform.faults import Fault
from lti_tool.demo.platform.scoring import override
from lti_tool.gradebook import resend
from lti_tool.gradebook.delivery import deliver_next
from lti_tool.gradebook.models import FailureCode, ScoreRow, ScoreState
from lti_tool.http import GuardedDoor
from lti_tool.lti.toolkit import make_toolkit
from lti_tool.settings import Settings
from tests.fakes.graded_campus import COURSE, GradedCampus, graded_campus


class Later:
    """A clock some seconds ahead of the machine's."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self):  # type: ignore[no-untyped-def]
        return SystemClock().now() + self.ahead


class Rig:
    """One learner, one campus, deliveries in this process."""

    def __init__(self, campus: GradedCampus) -> None:
        self.there = campus
        self.clock = Later()
        door = GuardedDoor(campus.settings.private_networks)
        self.grades = make_toolkit(
            campus.settings, campus.database, door, self.clock, sleep=lambda _seconds: None
        ).grades

    def earn_and_deliver(self, subject: str) -> ScoreRow:
        self.there.earn("ines", subject)
        return self.deliver()

    def deliver(self) -> ScoreRow:
        """Deliver what is due, the clock moved on far enough for it to be."""
        self.clock.ahead += timedelta(seconds=5)
        deliver_next(self.there.database, self.grades, self.clock, random.Random(1))
        return self.newest()

    def move(self, score_id: int, *, minutes: int) -> None:
        """Have the score earned later, or earlier, than it was."""
        with self.there.database.transaction() as session:
            session.get_one(ScoreRow, score_id).created_at += timedelta(minutes=minutes)

    def newest(self) -> ScoreRow:
        with self.there.database.transaction(write=False) as session:
            return session.scalars(select(ScoreRow).order_by(ScoreRow.id.desc()).limit(1)).one()

    @property
    def shown(self) -> float | None:
        grade = self.there.grade("ines")
        return None if grade is None else grade.given


@pytest.fixture
def rig(request: pytest.FixtureRequest, database: Database, settings: Settings) -> Iterator[Rig]:
    with graded_campus(database, settings, profile=getattr(request, "param", "moodle")) as campus:
        yield Rig(campus)


@pytest.mark.parametrize("rig", ["plain", "moodle", "canvas"], indirect=True)
def test_scores_arrive_on_every_platform(rig: Rig) -> None:
    assert rig.earn_and_deliver("exercise:1").state == ScoreState.SENT
    row = rig.earn_and_deliver("exercise:2")
    assert (row.state, row.read_back) == (ScoreState.SENT, {"given": 20.0, "maximum": 100.0})
    assert rig.shown == 20.0
    [item] = [item for item in rig.there.campus.state.line_items.values() if item.tag == "boussole"]
    assert item.resource_id == "boussole-course"


@pytest.mark.parametrize("rig", ["canvas"], indirect=True)
def test_canvas_counts_one_attempt_and_asks_for_no_submission(rig: Rig) -> None:
    for number in range(3):
        assert rig.earn_and_deliver(f"exercise:{number}").state == ScoreState.SENT
    grade = rig.there.grade("ines")
    assert grade is not None
    assert (grade.accepted, grade.extra["attempts"]) == (3, 1)
    [item] = [item for item in rig.there.campus.state.line_items.values() if item.tag == "boussole"]
    assert item.extra["https://canvas.instructure.com/lti/submission_type"] == {"type": "none"}


def test_tokens_revoked_in_the_middle_are_renewed(rig: Rig) -> None:
    rig.earn_and_deliver("exercise:1")
    rig.there.campus.grants.clear()
    assert rig.earn_and_deliver("exercise:2").state == ScoreState.SENT
    assert rig.shown == 20.0


def test_a_web_page_with_200_is_no_success(rig: Rig) -> None:
    rig.earn_and_deliver("exercise:1")
    rig.there.campus.faults.add(Fault("html", path="/scores", times=1))
    row = rig.earn_and_deliver("exercise:2")
    assert (row.state, row.failure) == (ScoreState.PENDING, FailureCode.UNREADABLE)
    assert rig.shown == 10.0
    assert rig.deliver().state == ScoreState.SENT


def test_a_column_the_teacher_deleted_comes_back_only_when_asked(rig: Rig) -> None:
    rig.earn_and_deliver("exercise:1")
    campus = rig.there.campus
    [item] = [item.id for item in campus.state.line_items.values() if item.tag == "boussole"]
    campus.remove_line_item(item)
    row = rig.earn_and_deliver("exercise:2")
    assert (row.state, row.failure) == (ScoreState.DEAD, FailureCode.ITEM_GONE)
    with rig.there.database.transaction() as session:
        assert resend(session, rig.there.course_id, rig.there.users["ines"], now=rig.clock.now())
    assert rig.deliver().state == ScoreState.SENT
    assert rig.shown == 20.0


def test_somebody_who_left_the_course_before_delivery(rig: Rig) -> None:
    rig.there.campus.enrol(COURSE, "ines", None)
    row = rig.earn_and_deliver("exercise:1")
    assert (row.state, row.failure) == (ScoreState.DEAD, FailureCode.REFUSED)


def test_a_teachers_grade_stays_until_it_is_replaced_on_purpose(rig: Rig) -> None:
    rig.earn_and_deliver("exercise:1")
    campus = rig.there.campus
    with campus.lock:
        [item] = [item for item in campus.state.line_items.values() if item.tag == "boussole"]
        override(campus, item, campus.person("ines"), 85.0, "by hand")
    row = rig.earn_and_deliver("exercise:2")
    assert (row.state, row.failure, row.read_back) == (
        ScoreState.DEAD,
        FailureCode.TEACHER_GRADE,
        {"given": 85.0, "maximum": 100.0},
    )
    assert rig.shown == 85.0


@pytest.mark.parametrize("rig", ["plain"], indirect=True)
def test_a_permission_taken_back_after_registration(rig: Rig) -> None:
    rig.earn_and_deliver("exercise:1")
    campus = rig.there.campus
    [tool] = campus.state.tools.values()
    tool.scopes = [scope for scope in tool.scopes if not scope.endswith("/score")]
    campus.grants.clear()
    row = rig.earn_and_deliver("exercise:2")
    assert (row.state, row.failure) == (ScoreState.DEAD, FailureCode.SCOPE_MISSING)


@pytest.mark.parametrize("rig", ["canvas"], indirect=True)
def test_work_from_the_platforms_future_is_sent_again(rig: Rig) -> None:
    """Our clock is ahead of Canvas': the score waits with that as its reason until Canvas' time has come."""
    rig.there.earn("ines", "exercise:1")
    rig.move(rig.newest().id, minutes=10)
    row = rig.deliver()
    assert (row.state, row.failure) == (ScoreState.PENDING, FailureCode.CLOCK)
    rig.move(row.id, minutes=-10)
    assert rig.deliver().state == ScoreState.SENT


def test_moodle_that_blocks_our_keys_gets_the_score_once_it_does_not(rig: Rig) -> None:
    rig.there.campus.faults.add(Fault("gone", path=rig.there.campus.profile.paths.token))
    row = rig.earn_and_deliver("exercise:1")
    assert (row.state, row.failure) == (ScoreState.PENDING, FailureCode.TOKEN_REFUSED)
    rig.there.campus.faults.clear()
    assert rig.deliver().state == ScoreState.SENT
