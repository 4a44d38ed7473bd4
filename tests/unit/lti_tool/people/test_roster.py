"""The platform's list of members merged into the course, and when it is read."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.staging import Staging
from lti_tool.db import Database
from lti_tool.lti.roles import Role as LaunchRole
from lti_tool.lti.roster import Member, Roster
from lti_tool.lti.service_errors import GoneError, ServiceError, ServiceUnavailableError
from lti_tool.people import roster_sync
from lti_tool.people.frame_sessions import find_viewer, open_session
from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.personal_data import collect, forget
from lti_tool.people.roles import Role
from lti_tool.people.roster import Counts, EmptyRosterError, merge
from lti_tool.people.roster_models import CourseRoster, RosterEntry, Standing
from lti_tool.settings import Settings
from lti_tool.worker.jobs import JOBS, Bench
from tests.factories import gradebook, people
from tests.factories.lti import make_world
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor
from tests.fakes.grades import FakeGrades

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "https://lms.example/members"


def member(subject: str, *roles: LaunchRole, **values: object) -> Member:
    return Member(subject, frozenset(roles or {LaunchRole.LEARNER}), **values)  # type: ignore[arg-type]


TEACHER = member("teacher", LaunchRole.INSTRUCTOR, name="Claire Dubois")


@pytest.fixture
def course(session: Session) -> Course:
    return people.course(session, platform_id=gradebook.platform(session).id)


def read(session: Session, course: Course, *members: Member, whole: bool = True, at: datetime = NOW) -> Counts:
    return merge(session, course.id, Roster(tuple(members), is_complete=whole), read_at=at, now=at)


def enrolled(session: Session, course: Course, subject: str, role: Role = Role.LEARNER) -> Enrolment:
    user = people.user(session, subject=subject, platform_id=course.platform_id)
    return people.enrolment(session, of=user, into=course, role=role)


def of(session: Session, course: Course, subject: str) -> Enrolment:
    return session.scalars(
        select(Enrolment).join(User).where(User.subject == subject, Enrolment.course_id == course.id)
    ).one()


def test_everybody_on_the_list_is_enrolled(session: Session, course: Course) -> None:
    counts = read(session, course, TEACHER, member("ines", name="Inès Moreau", email="i@example.org"))
    assert (counts.new, counts.removed) == (2, 0)
    assert of(session, course, "teacher").role == Role.INSTRUCTOR
    ines = of(session, course, "ines")
    assert (ines.role, ines.active, ines.user.name, ines.user.email) == (
        Role.LEARNER,
        True,
        "Inès Moreau",
        "i@example.org",
    )


def test_the_same_list_again_changes_nothing(session: Session, course: Course) -> None:
    read(session, course, TEACHER, member("ines", name="Inès"))
    assert read(session, course, TEACHER, member("ines")) == Counts(unchanged=2)
    assert of(session, course, "ines").user.name == "Inès", "a list without names takes none away"


def test_names_come_in_parts_too_and_change(session: Session, course: Course) -> None:
    read(session, course, TEACHER, member("ines", given_name="Inès", family_name="Moreau"))
    counts = read(session, course, TEACHER, member("ines", given_name="Inès", family_name="Petit"))
    assert (counts.changed, of(session, course, "ines").user.name) == (1, "Inès Petit")


def test_who_is_gone_loses_access_at_once(session: Session, course: Course) -> None:
    token, _ = open_session(session, enrolled(session, course, "ines"), now=NOW, deployment_id="1")
    assert read(session, course, TEACHER).removed == 1
    assert not of(session, course, "ines").active
    assert find_viewer(session, token, NOW) is None
    assert read(session, course, TEACHER).removed == 0
    assert read(session, course, TEACHER, member("ines")).changed == 1, "back again"
    assert of(session, course, "ines").active


def test_an_inactive_member_and_one_without_a_known_role_have_no_access(session: Session, course: Course) -> None:
    for subject in ("ines", "tom"):
        enrolled(session, course, subject)
    counts = read(
        session, course, TEACHER, member("ines", active=False), Member("tom", frozenset()), Member("x", frozenset())
    )
    assert (counts.removed, counts.left_out) == (2, 1)


def test_nobody_is_missing_from_differences(session: Session, course: Course) -> None:
    read(session, course, TEACHER, member("ines"), member("tom"))
    counts = read(session, course, member("tom", active=False), whole=False)
    assert counts == Counts(removed=1)
    assert of(session, course, "ines").active
    assert read(session, course, whole=False) == Counts(), "nothing changed"


def test_an_empty_list_is_a_fault_and_removes_nobody(session: Session, course: Course) -> None:
    enrolled(session, course, "ines")
    for members in ((), (member("ines", active=False),)):
        with pytest.raises(EmptyRosterError):
            read(session, course, *members)
    assert of(session, course, "ines").active


def test_an_administrator_who_is_not_enrolled_there_stays(session: Session, course: Course) -> None:
    enrolled(session, course, "admin", Role.INSTRUCTOR)
    read(session, course, TEACHER)
    assert of(session, course, "admin").active
    assert read(session, course, member("ines"), at=NOW + timedelta(days=1)).removed == 1, "staff that was listed"
    assert not of(session, course, "teacher").active


def test_who_came_in_while_the_list_was_read_stays(session: Session, course: Course) -> None:
    enrolled(session, course, "ines").last_seen_at = NOW + timedelta(seconds=1)
    assert read(session, course, TEACHER).removed == 0


def test_a_platforms_test_student_is_on_no_list_and_stays(session: Session, course: Course) -> None:
    enrolled(session, course, "student-view").is_test = True
    session.flush()
    assert read(session, course, TEACHER).removed == 0
    assert of(session, course, "student-view").active


def test_people_of_the_command_line_are_no_business_of_the_platform(session: Session, course: Course) -> None:
    local = people.learner(session, course)
    read(session, course, TEACHER)
    assert local.active


def test_a_changed_role_ends_the_pages_opened_with_the_other_one(session: Session, course: Course) -> None:
    enrolment = enrolled(session, course, "ines", Role.INSTRUCTOR)
    token, _ = open_session(session, enrolment, now=NOW, deployment_id="1")
    assert read(session, course, TEACHER, member("ines")).changed == 1
    assert enrolment.role == Role.LEARNER
    assert find_viewer(session, token, NOW) is None


def test_an_observer_is_listed_and_never_let_in_by_the_list(session: Session, course: Course) -> None:
    counts = read(session, course, TEACHER, member("parent", LaunchRole.OBSERVER))
    parent = of(session, course, "parent")
    assert (counts.new, counts.left_out, parent.active, parent.role) == (1, 1, False, Role.LEARNER)
    assert session.get_one(RosterEntry, parent.id).standing == Standing.OBSERVER
    assert read(session, course, TEACHER, member("parent", LaunchRole.OBSERVER)) == Counts(unchanged=1, left_out=1)


def test_an_appointment_outlives_the_list(session: Session, course: Course) -> None:
    enrolled(session, course, "ines").appointed_mentor = True
    read(session, course, TEACHER, member("ines"))
    assert of(session, course, "ines").role == Role.MENTOR
    read(session, course, TEACHER)
    assert not of(session, course, "ines").active, "but gone is gone"


def test_a_platforms_mentor_is_a_mentor(session: Session, course: Course) -> None:
    read(session, course, TEACHER, member("marc", LaunchRole.MENTOR))
    assert of(session, course, "marc").role == Role.MENTOR


def test_who_was_forgotten_does_not_come_back_by_the_list(session: Session, course: Course) -> None:
    read(session, course, TEACHER, member("ines", name="Inès"))
    user = of(session, course, "ines").user
    assert collect(session, user.id)["enrolments"][0]["on_the_platforms_list"]["as"] == "learner"
    forget(session, user.id, NOW)
    session.flush()
    session.expire_all()
    assert read(session, course, TEACHER, member("ines", name="Inès")).left_out == 1
    assert user.name == ""


def test_somebody_known_from_another_course_is_one_person(session: Session, course: Course) -> None:
    other = people.course(session, platform_id=course.platform_id)
    enrolled(session, other, "ines")
    assert read(session, course, TEACHER, member("ines")).new == 2
    assert of(session, course, "ines").user_id == of(session, other, "ines").user_id


@dataclass
class Lists:
    """A platform's lists in memory; `failures` are raised, one a call."""

    roster: Roster
    failures: list[ServiceError] = field(default_factory=list)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def members(self, platform_id: int, url: str, *, differences: bool = False) -> Roster:
        self.asked.append((url, differences))
        if self.failures:
            raise self.failures.pop(0)
        return Roster(self.roster.members, self.roster.differences_url, is_complete=not differences)


@pytest.fixture
def course_id(database: Database) -> int:
    with database.transaction() as session:
        made = people.course(session, platform_id=gradebook.platform(session).id)
        roster_sync.remember_roster(session, made.id, URL, NOW)
        return made.id


@pytest.fixture
def lists() -> Lists:
    return Lists(Roster((TEACHER,), URL + "?since=1"))


def state(database: Database, course_id: int) -> CourseRoster:
    with database.transaction(write=False) as session:
        found = roster_sync.state_of(session, course_id)
        assert found is not None
        session.expunge(found)
        return found


def test_read_once_then_every_night_by_differences_and_whole_each_week(
    database: Database, clock: StillClock, course_id: int, lists: Lists
) -> None:
    assert roster_sync.sync_next(database, lists, clock) == Counts(new=1)
    assert roster_sync.sync_next(database, lists, clock) is None
    clock.advance(hours=13)
    assert roster_sync.sync_next(database, lists, clock) is None, "one o'clock"
    clock.advance(hours=2)
    assert roster_sync.sync_next(database, lists, clock) == Counts(unchanged=1)
    clock.advance(days=8)
    roster_sync.sync_next(database, lists, clock)
    assert lists.asked == [(URL, False), (URL + "?since=1", True), (URL, False)]
    assert state(database, course_id).synced_at == clock.now()


def test_asked_for_the_whole_list_is_read_soon(
    database: Database, clock: StillClock, course_id: int, lists: Lists
) -> None:
    roster_sync.sync_next(database, lists, clock)
    with database.transaction() as session:
        assert roster_sync.ask(session, course_id, clock.advance(minutes=1))
        assert not roster_sync.ask(session, course_id + 1, clock.now())
    assert roster_sync.sync_next(database, lists, clock) == Counts(unchanged=1)
    assert lists.asked[-1] == (URL, False)
    assert state(database, course_id).asked_at is None


def test_a_failure_is_kept_and_the_list_is_tried_again_later_and_later(
    database: Database, clock: StillClock, course_id: int, lists: Lists
) -> None:
    lists.failures += [ServiceUnavailableError()] * 3
    assert roster_sync.sync_next(database, lists, clock) == Counts()
    found = state(database, course_id)
    assert (found.error, found.synced_at, found.failures) == (ServiceUnavailableError.message, None, 1)
    assert roster_sync.sync_next(database, lists, clock) is None
    clock.advance(minutes=5)
    assert roster_sync.sync_next(database, lists, clock) == Counts()
    clock.advance(minutes=14)
    assert roster_sync.sync_next(database, lists, clock) is None
    clock.advance(minutes=1)
    assert roster_sync.sync_next(database, lists, clock) == Counts()
    assert state(database, course_id).failures == 3
    clock.advance(minutes=45)
    assert roster_sync.sync_next(database, lists, clock) == Counts(new=1)
    found = state(database, course_id)
    assert (found.error, found.failures, found.retry_at) == ("", 0, None)


@pytest.mark.parametrize(("failures", "hours"), [(4, 2.25), (5, 6), (5000, 6)])
def test_the_waits_end_growing_at_six_hours(failures: int, hours: float) -> None:
    assert roster_sync.retry_after(failures) == timedelta(hours=hours)


def test_a_list_that_moved_is_read_at_the_new_address_at_once(
    database: Database, clock: StillClock, course_id: int, lists: Lists
) -> None:
    lists.failures.append(GoneError())
    roster_sync.sync_next(database, lists, clock)
    with database.transaction() as session:
        roster_sync.remember_roster(session, course_id, URL + "/new", clock.now())
    assert roster_sync.sync_next(database, lists, clock) == Counts(new=1)
    assert lists.asked[-1] == (URL + "/new", False)


def test_differences_that_ran_out_give_way_to_the_whole_list(
    database: Database, clock: StillClock, course_id: int, lists: Lists
) -> None:
    roster_sync.sync_next(database, lists, clock)
    clock.advance(days=1)
    lists.failures.append(GoneError())
    assert roster_sync.sync_next(database, lists, clock) == Counts(unchanged=1)
    clock.advance(days=1)
    lists.failures.append(ServiceUnavailableError())
    roster_sync.sync_next(database, lists, clock)
    assert [whole for _, whole in lists.asked] == [False, True, False, True]


def test_a_list_under_way_is_taken_again_only_when_its_worker_died(
    database: Database, clock: StillClock, course_id: int
) -> None:
    with database.transaction() as session:
        assert roster_sync.claim(session, clock.now()) is not None
        assert roster_sync.claim(session, clock.now()) is None
        assert roster_sync.claim(session, clock.advance(minutes=11)) is not None


def test_asked_while_it_is_read_it_is_read_again(
    database: Database, clock: StillClock, course_id: int, lists: Lists
) -> None:
    with database.transaction() as session:
        reading = roster_sync.claim(session, clock.now())
        assert reading is not None
        roster_sync.ask(session, course_id, clock.advance(seconds=1))
        roster_sync.settle(session, reading, lists.roster, clock.now())
        session.expire_all()
        assert roster_sync.claim(session, clock.now()) is not None


def test_a_launch_says_where_the_list_is(session: Session, course: Course) -> None:
    roster_sync.remember_roster(session, course.id, None, NOW)
    assert roster_sync.state_of(session, course.id) is None
    roster_sync.remember_roster(session, course.id, URL, NOW)
    found = roster_sync.state_of(session, course.id)
    assert found is not None
    found.differences_url = URL + "?since=1"
    roster_sync.remember_roster(session, course.id, URL, NOW)
    roster_sync.remember_roster(session, course.id, None, NOW)
    assert found.differences_url
    roster_sync.remember_roster(session, course.id, URL + "/2", NOW)
    assert vars(found)["url"] == URL + "/2"
    assert vars(found)["differences_url"] is None


def test_the_worker_reads_every_list_that_is_due(
    database: Database, clock: StillClock, course_id: int, lists: Lists, tmp_path: Path
) -> None:
    with database.transaction() as session:
        other = people.course(session, platform_id=gradebook.platform(session).id)
        roster_sync.remember_roster(session, other.id, URL, NOW)
    staging, door = Staging(tmp_path / "intake"), AppDoor({})
    bench = Bench(database, Engines(tmp_path / "index"), FakeGrades(), clock, random.Random(1), staging, door)
    JOBS["sync_rosters"].run(bench)
    assert state(database, course_id).synced_at is None, "a worker without a way to platforms"
    JOBS["sync_rosters"].run(replace(bench, roster=lists))
    assert state(database, course_id).synced_at == state(database, other.id).synced_at == clock.now()


def test_the_campus_own_list_over_its_services(settings: Settings, database: Database, clock: StillClock) -> None:
    world = make_world(settings, database, clock)
    url = "https://campus.example/services/courses/101/members"
    with database.transaction() as session:
        course_id = people.course(session, platform_id=world.platform.id).id
        roster_sync.remember_roster(session, course_id, url, clock.now())
    counts = roster_sync.sync_next(database, world.toolkit.roster, clock)
    assert counts is not None
    listed = len(world.toolkit.roster.members(world.platform.id, url).members)
    assert (counts.new + counts.left_out, counts.removed) == (listed, 0)
    assert listed > 5
    assert state(database, course_id).error == ""
