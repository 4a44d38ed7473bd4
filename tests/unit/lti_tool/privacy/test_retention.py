"""What a course keeps no longer is deleted, with its people once they are gone; the rest stays."""

import json
import logging
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.staging import Staging
from lti_tool.cli.context import Context
from lti_tool.cli.retention import retention_group
from lti_tool.course_settings import store
from lti_tool.db import Database
from lti_tool.gradebook.models import Interaction
from lti_tool.mentoring import pairs, sharing, waiting
from lti_tool.mentoring.meeting_models import Meeting
from lti_tool.mentoring.models import Share
from lti_tool.people.models import Enrolment, User
from lti_tool.people.roster_models import CourseRoster, RosterEntry, Standing
from lti_tool.privacy.retention import months_before, sweep_course
from lti_tool.settings import Settings
from lti_tool.worker.jobs import JOBS, Bench
from tests.factories import mentoring, people
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor
from tests.fakes.grades import FakeGrades

NOW = datetime(2028, 6, 1, 3, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=800)
LATELY = NOW - timedelta(days=40)


def _seen(session: Session, enrolment: Enrolment, at: datetime) -> None:
    enrolment.last_seen_at = enrolment.user.last_seen_at = at
    session.flush()


def test_old_things_of_present_people_go_and_new_ones_stay(session: Session) -> None:
    course = people.course(session)
    learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
    pair = mentoring.active(session, learner, mentor, LONG_AGO)
    sharing.share(session, pair, "talk", "old", LONG_AGO)
    sharing.share(session, pair, "talk", "new", LATELY)
    mentoring.held(session, pair, LONG_AGO + timedelta(days=3))
    mentoring.held(session, pair, LATELY)
    for one in (learner, mentor):
        _seen(session, one, LATELY)
    swept = sweep_course(session, course.id, NOW)
    assert dict(swept.rows) == {"mentoring_shares": 1, "mentoring_meetings": 1}
    assert session.scalars(select(Share.text)).all() == ["new"]
    assert session.scalar(select(func.count()).select_from(Meeting)) == 1
    assert session.scalar(select(func.count()).select_from(Interaction)) == 2, "what counts for the grade stays"
    assert sweep_course(session, course.id, NOW).is_empty


def test_who_is_gone_leaves_the_course_and_an_account_without_courses_is_erased(session: Session) -> None:
    course, other = people.course(session), people.course(session)
    gone, elsewhere = mentoring.waiting(session, course), mentoring.waiting(session, course)
    people.enrolment(session, of=elsewhere.user, into=other).last_seen_at = LATELY
    for one in (gone, elsewhere):
        _seen(session, one, LONG_AGO)
    left = [gone.user_id, elsewhere.user_id]
    swept = sweep_course(session, course.id, NOW)
    assert (swept.left, swept.erased) == (2, 1)
    session.expire_all()
    assert [session.get_one(User, user_id).name for user_id in left] == ["", "Inès Moreau"]
    assert session.scalars(select(Enrolment.course_id)).all() == [other.id]


def test_who_the_platform_still_lists_stays(session: Session) -> None:
    course = people.course(session)
    listed = mentoring.waiting(session, course)
    _seen(session, listed, LONG_AGO)
    session.add(
        CourseRoster(course_id=course.id, url="https://campus.example/members", seen_at=LONG_AGO, synced_at=NOW)
    )
    session.add(RosterEntry(enrolment_id=listed.id, standing=Standing.LEARNER, before_launch=False, listed_at=LONG_AGO))
    session.flush()
    assert sweep_course(session, course.id, NOW).left == 0
    session.execute(update(RosterEntry).values(standing=Standing.REMOVED))
    assert sweep_course(session, course.id, NOW).left == 1


def test_learners_of_a_mentor_who_is_gone_wait_again(session: Session) -> None:
    course = people.course(session)
    learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
    mentoring.active(session, learner, mentor, LATELY)
    _seen(session, learner, LATELY)
    _seen(session, mentor, LONG_AGO)
    sweep_course(session, course.id, NOW)
    assert pairs.pair_of_learner(session, course.id, learner.user_id) is None
    assert waiting.place_of(session, course.id, learner.user_id) == 1


def test_each_course_keeps_as_long_as_it_chose(session: Session) -> None:
    course = people.course(session)
    learner = mentoring.waiting(session, course)
    _seen(session, learner, LATELY)
    assert sweep_course(session, course.id, NOW).left == 0
    store.save(session, course.id, {"retention_months": 1}, None, now=NOW)
    assert sweep_course(session, course.id, NOW).left == 1


def test_months_end_where_a_month_is_shorter() -> None:
    assert months_before(datetime(2026, 3, 31, 2, tzinfo=UTC), 1) == datetime(2026, 2, 28, 2, tzinfo=UTC)
    assert months_before(datetime(2026, 1, 15, tzinfo=UTC), 24) == datetime(2024, 1, 15, tzinfo=UTC)


@pytest.fixture
def left_behind(database: Database, clock: StillClock) -> str:
    """A course with one person who is gone; its key."""
    with database.transaction() as session:
        learner = mentoring.waiting(session, people.course(session, "career"))
        _seen(session, learner, clock.now() - timedelta(days=800))
        learner.created_at = clock.now() - timedelta(days=900)
    return "career"


def test_the_preview_counts_what_the_run_deletes(
    settings: Settings, database: Database, clock: StillClock, left_behind: str
) -> None:
    context = Context(settings, database, clock, AppDoor({}))

    def told(*arguments: str) -> str:
        return CliRunner().invoke(retention_group, arguments, obj=context, catch_exceptions=False).output

    line = "1 mentoring_profiles, 1 mentoring_waiting, 1 people left, 1 accounts erased"
    assert line in told("preview")
    assert line in told("preview", "--course", left_behind), "the preview deleted nothing"
    assert json.loads(told("run", "--json"))["courses"][0]["people_left"] == 1
    assert "deleted: nothing" in told("run")


def test_the_worker_logs_how_much_and_never_what(
    database: Database, clock: StillClock, left_behind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench(
        database, Engines(tmp_path / "index"), FakeGrades(), clock, random.Random(1), Staging(tmp_path), AppDoor({})
    )
    with caplog.at_level(logging.INFO):
        JOBS["keep_no_longer"].run(bench)
        JOBS["keep_no_longer"].run(bench)
    [record] = [one.getMessage() for one in caplog.records if "retention" in one.getMessage()]
    assert "1 people left, 1 accounts erased" in record
    assert "Moreau" not in record
