"""Skills assessed on the platform: read of who allows it and of nobody else, gone with the consent."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lti_tool.catalogue import assessing, profiles
from lti_tool.catalogue.assessment_reading import CLAIM, EVERY, FIRST_RETRY, GONE, REFUSED, UNREAD, claim, read_next
from lti_tool.catalogue.facts import Facts
from lti_tool.catalogue.shelves import shelves_of
from lti_tool.db import Database
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.lti.scores import LineItem, Result, Score
from lti_tool.lti.service_errors import (
    AccessRefusedError,
    GoneError,
    ScopeMissingError,
    ServiceError,
    ServiceUnavailableError,
)
from lti_tool.mentoring import signal_shares
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.people.models import User
from lti_tool.privacy import rights
from tests.factories import people
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock
from tests.fakes.grades import FakeGrades

URL = "https://campus.example/items/7"


@dataclass
class Watched(FakeGrades):
    """Remembers whose results were asked for."""

    asked: list[str | None] = field(default_factory=list)

    def results(self, platform_id: int, line_item: str, *, user_id: str | None = None) -> list[Result]:
        self.asked.append(user_id)
        return super().results(platform_id, line_item, user_id=user_id)


@dataclass
class Desk:
    """A course with one column for "listening", and two learners of it; the first one allows the reading."""

    database: Database
    clock: StillClock
    grades: Watched
    course_id: int
    column_id: int
    ines: int
    tom: int
    subjects: dict[int, str]

    def grade(self, user_id: int, given: float | None, maximum: float = 100.0) -> None:
        score = Score(self.subjects[user_id], self.clock.now(), given, maximum if given is not None else None)
        self.grades.scores.setdefault(URL, {})[score.user_id] = score

    def read(self) -> bool:
        return read_next(self.database, self.grades, self.clock)

    def again(self) -> None:
        self.clock.advance(seconds=EVERY.total_seconds())
        assert self.read()

    def levels(self, user_id: int) -> dict[str, int]:
        with self.database.transaction(write=False) as session:
            found = assessing.assessed(session, user_id, self.course_id)
            return {skill: one.level for skill, one in found.items()}

    def facts(self, user_id: int) -> dict[str, int]:
        with self.database.transaction(write=False) as session:
            facts = Facts.of(session, user_id, shelves_of(session, self.course_id), {}, self.clock.now())
            return dict(facts.levels)

    def reason(self) -> str:
        with self.database.transaction(write=False) as session:
            return assessing.columns(session, self.course_id)[0].reason


def allow(session: Session, user_id: int, course_id: int, clock: StillClock, *, granted: bool = True) -> None:
    consents.decide(session, user_id, course_id, Purpose.RESULTS, clock.now(), granted=granted)


@pytest.fixture
def desk(database: Database, clock: StillClock) -> Desk:
    with database.transaction() as session:
        course = graded_course(session, now=clock.now())
        ids, subjects = [], {}
        for name in ("Inès", "Tom"):
            of = people.user(session, name, platform_id=course.platform.id)
            people.enrolment(session, of=of, into=course.course)
            ids.append(of.id)
            subjects[of.id] = of.subject
        column = assessing.choose(session, course.course.id, "listening", URL, "Listening", clock.now())
        allow(session, ids[0], course.course.id, clock)
        grades = Watched(items={URL: LineItem("Listening", 100.0, URL)})
        return Desk(database, clock, grades, course.course.id, column.id, ids[0], ids[1], subjects)


def test_only_of_who_allows_it_is_anything_asked_for(desk: Desk) -> None:
    desk.grade(desk.ines, 90)
    desk.grade(desk.tom, 90)
    assert desk.read()
    assert desk.grades.asked == [desk.subjects[desk.ines]]
    assert desk.levels(desk.ines) == {"listening": 3}
    assert desk.levels(desk.tom) == {}
    assert not desk.read()


@pytest.mark.parametrize(
    ("given", "level"), [(100, 3), (80, 3), (79.9, 2), (50, 2), (49, 1), (25, 1), (24, 0), (0, 0), (120, 3)]
)
def test_points_are_levels_by_a_printed_rule(given: float, level: int) -> None:
    assert assessing.level_of(given, 100) == level
    assert assessing.level_of(given / 5, 20) == level


def test_no_points_is_no_level(desk: Desk) -> None:
    desk.grade(desk.ines, None)
    desk.read()
    assert desk.levels(desk.ines) == {}
    assert assessing.level_of(3, 0) == 0


def test_a_grade_that_is_taken_back_goes_here_too(desk: Desk) -> None:
    desk.grade(desk.ines, 90)
    desk.read()
    desk.grade(desk.ines, None)
    desk.again()
    assert desk.levels(desk.ines) == {}


def test_the_date_is_that_of_the_first_reading_of_these_points(desk: Desk) -> None:
    desk.grade(desk.ines, 90)
    desk.read()
    first = desk.clock.now()

    def at() -> object:
        with desk.database.transaction(write=False) as session:
            return assessing.assessed(session, desk.ines, desk.course_id)["listening"].at

    desk.again()
    assert at() == first
    desk.grade(desk.ines, 95)
    desk.again()
    assert at() == desk.clock.now()


def test_it_counts_before_ones_own_word_and_after_the_mentors(desk: Desk) -> None:
    desk.grade(desk.ines, 60)
    with desk.database.transaction() as session:
        profiles.rate(session, desk.ines, desk.course_id, "listening", now=desk.clock.now(), self_level=4)
        profiles.rate(session, desk.ines, desk.course_id, "writing", now=desk.clock.now(), self_level=1)
    assert desk.facts(desk.ines) == {"listening": 4, "writing": 1}
    desk.read()
    assert desk.facts(desk.ines) == {"listening": 2, "writing": 1}
    with desk.database.transaction() as session:
        profiles.assess(session, desk.ines, desk.course_id, "listening", now=desk.clock.now(), level=3, by=desk.tom)
    assert desk.facts(desk.ines)["listening"] == 3


def test_of_several_columns_the_best_counts(desk: Desk) -> None:
    other = "https://campus.example/items/8"
    desk.grades.items[other] = LineItem("Role play", 20.0, other)
    with desk.database.transaction() as session:
        assessing.choose(session, desk.course_id, "listening", other, "Role play", desk.clock.now())
    desk.grade(desk.ines, 40)
    subject = desk.subjects[desk.ines]
    desk.grades.scores[other] = {subject: Score(subject, desk.clock.now(), 18, 20)}
    while desk.read():
        pass
    assert desk.levels(desk.ines) == {"listening": 3}


def test_a_withdrawal_deletes_it_and_stops_a_reading_that_is_under_way(desk: Desk) -> None:
    desk.grade(desk.ines, 90)
    desk.read()
    with desk.database.transaction() as session:
        signal_shares.withdraw_consent(session, desk.ines, desk.course_id, Purpose.RESULTS, desk.clock.now())
    assert desk.levels(desk.ines) == {}
    result = Result(desk.subjects[desk.ines], 90, 100)
    with desk.database.transaction() as session:
        assessing.keep(session, desk.column_id, {desk.ines: result}, [desk.ines], desk.clock.now())
    assert desk.levels(desk.ines) == {}


def test_a_column_that_is_let_go_takes_its_levels_along(desk: Desk) -> None:
    desk.grade(desk.ines, 90)
    desk.read()
    with desk.database.transaction() as session:
        assessing.let_go(session, desk.course_id, desk.column_id)
    assert desk.levels(desk.ines) == {}
    assert URL in desk.grades.items


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ServiceUnavailableError(), UNREAD),
        (GoneError(), GONE),
        (AccessRefusedError(), REFUSED),
        (ScopeMissingError(), REFUSED),
    ],
)
def test_what_cannot_be_read_keeps_the_levels_says_why_and_waits(desk: Desk, error: ServiceError, reason: str) -> None:
    desk.grade(desk.ines, 90)
    desk.read()
    desk.grades.failures = [error]
    desk.again()
    assert desk.reason() == reason
    assert desk.levels(desk.ines) == {"listening": 3}
    assert not desk.read()
    desk.clock.advance(seconds=FIRST_RETRY.total_seconds())
    assert desk.read()
    assert desk.reason() == ""


def test_two_workers_do_not_read_the_same_column(desk: Desk) -> None:
    with desk.database.transaction() as session:
        assert claim(session, desk.clock.now()) is not None
    with desk.database.transaction() as session:
        assert claim(session, desk.clock.now()) is None
        assert claim(session, desk.clock.now() + CLAIM + timedelta(seconds=1)) is not None


def test_a_column_stands_for_one_skill_and_belongs_to_its_course(desk: Desk) -> None:
    with desk.database.transaction() as session:
        with pytest.raises(ConflictError):
            assessing.choose(session, desk.course_id, "writing", URL, "Listening", desk.clock.now())
        with pytest.raises(NotFoundError):
            assessing.let_go(session, desk.course_id + 1, desk.column_id)


def test_a_person_gets_it_in_the_archive_and_it_goes_with_the_person(desk: Desk) -> None:
    desk.grade(desk.ines, 90)
    desk.read()
    with desk.database.transaction() as session:
        held = rights.export(session, desk.ines)
        assert '"points": 90.0' in str(held).replace("'", '"')
        rights.erase(session, desk.ines, desk.clock.now())
        assert session.get_one(User, desk.ines).name == ""
    assert desk.levels(desk.ines) == {}
