"""Delivery against a gradebook that keeps the platforms' rules."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.gradebook import InteractionKind, record_interaction, resend
from lti_tool.gradebook.claiming import LEASE, claim
from lti_tool.gradebook.delivery import Delivery, deliver_next
from lti_tool.gradebook.models import CourseLineItem, FailureCode, ItemState, ScoreRow, ScoreState
from lti_tool.gradebook.outcomes import GAVE_UP, REASONS
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_SCORE
from lti_tool.lti.scores import LineItem, Score
from lti_tool.lti.service_errors import (
    AccessRefusedError,
    RequestRefusedError,
    ScopeMissingError,
    ScoreConflictError,
    ServiceAnswerError,
    ServiceError,
    ServiceUnavailableError,
    TokenRefusedError,
)
from lti_tool.people.models import Course, User
from tests.factories import people
from tests.factories.gradebook import ALL_GRADES, graded_course
from tests.fakes.clock import StillClock
from tests.fakes.grades import FakeGrades


class Middle:
    """Jitter without chance: always the middle."""

    def uniform(self, a: float, b: float, /) -> float:
        return (a + b) / 2


@dataclass
class Desk:
    """One learner in one course, a worker and a platform."""

    database: Database
    grades: FakeGrades
    clock: StillClock
    user_id: int
    course_id: int
    subject: str

    def earn(self, subject: str) -> None:
        with self.database.transaction() as session:
            record_interaction(
                session,
                InteractionKind.EXERCISE_FINISHED,
                user_id=self.user_id,
                course_id=self.course_id,
                subject=subject,
                now=self.clock.now(),
            )

    def deliver(self) -> Delivery | None:
        return deliver_next(self.database, self.grades, self.clock, Middle())

    def newest(self) -> ScoreRow:
        with self.database.transaction(write=False) as session:
            return session.scalars(select(ScoreRow).order_by(ScoreRow.id.desc()).limit(1)).one()

    def item(self) -> CourseLineItem:
        with self.database.transaction(write=False) as session:
            return session.scalars(select(CourseLineItem)).one()

    def on_platform(self) -> float | None:
        held = [scores.get(self.subject) for scores in self.grades.scores.values()]
        return next((score.given for score in held if score), None)

    def teacher_gives(self, points: float) -> None:
        [line_item] = self.grades.items
        self.grades.scores.setdefault(line_item, {})[self.subject] = Score(
            self.subject, self.clock.now(), given=points, maximum=100.0, comment="by hand"
        )


@pytest.fixture
def desk(database: Database, clock: StillClock) -> Desk:
    with database.transaction() as session:
        course = graded_course(session, now=clock.now())
        learner = course.learner()
        return Desk(database, FakeGrades(), clock, learner.user_id, learner.course_id, learner.user.subject)


def test_a_score_arrives_in_an_item_made_for_the_course(desk: Desk) -> None:
    desk.earn("exercise:1")
    delivery = desk.deliver()

    assert delivery is not None
    assert delivery.state is ScoreState.SENT
    [item] = desk.grades.items.values()
    assert (item.label, item.maximum, item.tag, item.resource_id) == (
        "Boussole: mentoring",
        100.0,
        "boussole",
        "boussole-course",
    )
    [(_, line_item, score)] = desk.grades.sent
    assert line_item == item.id
    assert (score.given, score.maximum, score.comment) == (10.0, 100.0, "1 exercise finished. 1 of 10.")
    row = desk.newest()
    assert (row.sent_at, row.read_back) == (desk.clock.now(), {"given": 10.0, "maximum": 100.0})
    assert desk.item().state == ItemState.CREATED
    assert desk.deliver() is None


def test_an_item_that_exists_already_is_used(desk: Desk) -> None:
    there = LineItem("Old name", 50.0, id="https://c/9", tag="boussole", resource_id="boussole-course")
    other = replace(there, id="https://c/1", resource_id="something else")
    desk.grades.items.update({"https://c/9": there, "https://c/1": other})
    desk.earn("exercise:1")
    desk.deliver()
    assert (desk.item().url, desk.item().state) == ("https://c/9", ItemState.FOUND)
    assert len(desk.grades.items) == 2


def test_nothing_due_is_nothing_done(desk: Desk) -> None:
    assert desk.deliver() is None


def test_an_outage_is_waited_out(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.grades.failures.append(ServiceUnavailableError(http_status=503))
    desk.deliver()
    row = desk.newest()
    assert (row.state, row.failure) == (ScoreState.PENDING, FailureCode.UNAVAILABLE)
    assert row.reason == REASONS[FailureCode.UNAVAILABLE]
    assert row.next_attempt_at == desk.clock.now() + timedelta(seconds=2)
    assert desk.deliver() is None
    desk.clock.advance(seconds=2)
    delivery = desk.deliver()
    assert delivery is not None
    assert delivery.state is ScoreState.SENT
    assert desk.newest().failure is None


def test_an_answer_that_is_a_web_page_is_no_success(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.grades.failures.append(ServiceAnswerError(http_status=200))
    desk.deliver()
    assert (desk.newest().state, desk.newest().failure) == (ScoreState.PENDING, FailureCode.UNREADABLE)


def test_a_platform_that_gives_no_token_gets_it_once_its_administrator_has_acted(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.grades.failures.append(TokenRefusedError(http_status=404))
    desk.deliver()
    assert (desk.newest().state, desk.newest().failure) == (ScoreState.PENDING, FailureCode.TOKEN_REFUSED)


def test_the_platform_says_when_to_come_back_and_all_its_scores_wait(desk: Desk) -> None:
    with desk.database.transaction() as session:
        other = graded_course(session, now=desk.clock.now()).learner()
        record_interaction(
            session,
            InteractionKind.SESSION_HELD,
            user_id=other.user_id,
            course_id=other.course_id,
            subject="session:1",
            now=desk.clock.now() + timedelta(seconds=1),
        )
    desk.earn("exercise:1")
    desk.grades.failures.append(ServiceUnavailableError(http_status=429, retry_after=120.0))
    desk.deliver()
    assert desk.newest().next_attempt_at == desk.clock.now() + timedelta(seconds=120.5)
    desk.earn("exercise:2")
    desk.clock.advance(seconds=5)
    delivery = desk.deliver()
    assert delivery is not None, "another platform's score need not wait"
    assert delivery.state is ScoreState.SENT


def test_a_week_without_an_answer_ends_the_attempts(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.clock.advance(days=7, seconds=1)
    desk.grades.failures.append(ServiceUnavailableError())
    desk.deliver()
    assert (desk.newest().state, desk.newest().reason) == (ScoreState.DEAD, GAVE_UP)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AccessRefusedError(http_status=403), FailureCode.ACCESS_REFUSED),
        (ScopeMissingError(), FailureCode.SCOPE_MISSING),
        (RequestRefusedError(http_status=422), FailureCode.REFUSED),
        (ServiceError(), FailureCode.REFUSED),
    ],
)
def test_a_refusal_is_final_and_says_why(desk: Desk, error: ServiceError, code: FailureCode) -> None:
    desk.earn("exercise:1")
    desk.grades.failures.append(error)
    desk.deliver()
    assert (desk.newest().state, desk.newest().failure, desk.newest().reason) == (
        ScoreState.DEAD,
        code,
        REASONS[code],
    )
    desk.clock.advance(days=1)
    assert desk.deliver() is None


def test_an_item_deleted_by_the_teacher_is_not_made_again_unasked(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.deliver()
    desk.grades.items.clear()
    desk.grades.scores.clear()
    desk.clock.advance(seconds=10)
    desk.earn("exercise:2")
    desk.deliver()
    assert (desk.newest().state, desk.newest().failure) == (ScoreState.DEAD, FailureCode.ITEM_GONE)
    assert desk.item().state == ItemState.MISSING
    desk.clock.advance(seconds=10)
    desk.earn("exercise:3")
    desk.deliver()
    assert (desk.newest().state, desk.newest().failure) == (ScoreState.DEAD, FailureCode.ITEM_GONE)
    assert desk.grades.items == {}

    with desk.database.transaction() as session:
        assert resend(session, desk.course_id, desk.user_id, now=desk.clock.advance(seconds=10))
    desk.deliver()
    assert (desk.item().state, desk.on_platform()) == (ItemState.CREATED, 30.0)


def test_an_item_that_came_back_is_used_again(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.deliver()
    items = dict(desk.grades.items)
    desk.grades.items.clear()
    desk.clock.advance(seconds=10)
    desk.earn("exercise:2")
    desk.deliver()
    desk.grades.items.update(items)
    desk.clock.advance(seconds=10)
    desk.earn("exercise:3")
    desk.deliver()
    assert (desk.item().state, desk.on_platform()) == (ItemState.FOUND, 30.0)


def test_a_grade_that_a_teacher_gave_first_stays(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.deliver()
    desk.clock.advance(seconds=10)
    desk.teacher_gives(90)
    desk.earn("exercise:2")
    desk.clock.advance(seconds=10)
    desk.deliver()
    row = desk.newest()
    assert (row.state, row.failure, row.read_back) == (
        ScoreState.DEAD,
        FailureCode.TEACHER_GRADE,
        {"given": 90, "maximum": 100.0},
    )
    assert desk.on_platform() == 90

    with desk.database.transaction() as session:
        resend(session, desk.course_id, desk.user_id, now=desk.clock.now(), override_teacher=True)
    desk.deliver()
    assert desk.on_platform() == 20
    desk.clock.advance(seconds=10)
    desk.earn("exercise:3")
    desk.deliver()
    assert desk.on_platform() == 30


def test_a_teacher_who_goes_back_to_an_earlier_grade_of_ours_keeps_it(desk: Desk) -> None:
    for number in range(2):
        desk.earn(f"exercise:{number}")
        desk.deliver()
        desk.clock.advance(seconds=10)
    desk.teacher_gives(10)
    desk.earn("exercise:3")
    desk.clock.advance(seconds=10)
    desk.deliver()
    assert (desk.newest().failure, desk.on_platform()) == (FailureCode.TEACHER_GRADE, 10)


def test_a_grade_that_a_rule_of_the_platform_changed_is_still_ours(desk: Desk) -> None:
    """Late deductions and curves change what we sent at once; what was read back right after counts as ours."""
    desk.earn("exercise:1")
    plain = desk.grades.send_score

    def with_deduction(platform_id: int, line_item: str, score: Score) -> None:
        assert score.given is not None
        plain(platform_id, line_item, replace(score, given=score.given * 0.8))

    desk.grades.send_score = with_deduction  # type: ignore[method-assign]
    desk.deliver()
    desk.clock.advance(seconds=10)
    desk.earn("exercise:2")
    desk.deliver()
    assert (desk.newest().state, desk.on_platform()) == (ScoreState.SENT, 16.0)


def test_results_that_cannot_be_read_do_not_stop_the_score(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.deliver()
    desk.clock.advance(seconds=10)
    desk.earn("exercise:2")
    desk.grades.results = _raising(AccessRefusedError(http_status=403))  # type: ignore[method-assign]
    desk.deliver()
    assert (desk.newest().state, desk.newest().read_back) == (ScoreState.SENT, None)


def test_an_outage_while_looking_for_a_teachers_grade_is_waited_out(desk: Desk) -> None:
    desk.earn("exercise:1")
    desk.deliver()
    desk.clock.advance(seconds=10)
    desk.earn("exercise:2")
    desk.grades.failures.append(ServiceUnavailableError())
    desk.deliver()
    assert (desk.newest().state, desk.on_platform()) == (ScoreState.PENDING, 10.0)


def test_the_permission_to_read_results_can_be_missing(database: Database, clock: StillClock) -> None:
    desk = _desk_with(database, clock, scopes=frozenset({SCOPE_LINE_ITEM, SCOPE_SCORE}))
    desk.earn("exercise:1")
    desk.deliver()
    assert (desk.newest().state, desk.newest().read_back) == (ScoreState.SENT, None)
    desk.clock.advance(seconds=10)
    desk.earn("exercise:2")
    desk.grades.failures.append(ScoreConflictError(http_status=409))
    desk.deliver()
    assert (desk.newest().state, desk.newest().failure) == (ScoreState.DEAD, FailureCode.CONFLICT)


def test_no_item_and_no_right_to_make_one(database: Database, clock: StillClock) -> None:
    desk = _desk_with(database, clock)
    desk.earn("exercise:1")
    with database.transaction() as session:
        item = session.scalars(select(CourseLineItem)).one()
        assert item.endpoint is not None
        item.endpoint.scopes = [SCOPE_SCORE]
    desk.deliver()
    assert (desk.newest().state, desk.newest().failure) == (ScoreState.DEAD, FailureCode.NO_GRADEBOOK)


def test_a_coupled_item_without_an_address_waits_for_a_launch(database: Database, clock: StillClock) -> None:
    desk = _desk_with(database, clock)
    desk.earn("exercise:1")
    with database.transaction() as session:
        item = session.scalars(select(CourseLineItem)).one()
        item.is_platforms = True
    desk.deliver()
    assert desk.newest().failure == FailureCode.NO_GRADEBOOK


class TestConflict:
    """409, or 400 for an older time stamp: duplicate, teacher or clock."""

    def test_a_score_stored_before_the_answer_was_lost_is_a_duplicate(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        plain = desk.grades.send_score

        def stored_then_lost(*arguments: object) -> None:
            plain(*arguments)  # type: ignore[arg-type]
            desk.grades.send_score = plain  # type: ignore[method-assign]
            raise ServiceUnavailableError

        desk.grades.send_score = stored_then_lost  # type: ignore[method-assign]
        desk.deliver()
        assert desk.newest().state == ScoreState.PENDING
        desk.clock.advance(minutes=5)
        delivery = desk.deliver()
        assert delivery is not None
        assert delivery.state is ScoreState.SENT
        assert len(desk.grades.sent) == 1

    def test_a_teachers_grade_given_meanwhile_stays(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        desk.deliver()
        desk.clock.advance(seconds=10)
        desk.earn("exercise:2")

        def teacher_is_faster(*arguments: object) -> None:
            desk.teacher_gives(70)
            raise ScoreConflictError(http_status=409)

        desk.grades.send_score = teacher_is_faster  # type: ignore[method-assign]
        desk.deliver()
        assert (desk.newest().failure, desk.on_platform()) == (FailureCode.TEACHER_GRADE, 70)

    def test_a_platform_whose_clock_is_ahead_gets_it_two_minutes_later(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        desk.deliver()
        [line_item] = desk.grades.items
        ahead = desk.grades.scores[line_item]
        ahead[desk.subject] = replace(ahead[desk.subject], timestamp=desk.clock.now() + timedelta(minutes=2))
        desk.clock.advance(seconds=10)
        desk.earn("exercise:2")
        started = desk.clock.now()
        while desk.newest().state == ScoreState.PENDING:
            desk.clock.set(desk.newest().next_attempt_at)
            desk.deliver()
        assert (desk.newest().state, desk.on_platform()) == (ScoreState.SENT, 20.0)
        assert desk.clock.now() - started < timedelta(minutes=5)

    def test_a_platform_whose_clock_is_a_day_ahead_is_named(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        desk.deliver()
        [line_item] = desk.grades.items
        ahead = desk.grades.scores[line_item]
        ahead[desk.subject] = replace(ahead[desk.subject], timestamp=desk.clock.now() + timedelta(days=1))
        desk.clock.advance(seconds=10)
        desk.earn("exercise:2")
        while desk.newest().state == ScoreState.PENDING:
            desk.clock.set(desk.newest().next_attempt_at)
            desk.deliver()
        assert (desk.newest().state, desk.newest().failure) == (ScoreState.DEAD, FailureCode.CLOCK)

    def test_the_same_points_with_an_older_comment_are_not_this_score(self, desk: Desk) -> None:
        for number in range(10):
            desk.earn(f"exercise:{number}")
        desk.clock.advance(seconds=10)
        desk.deliver()
        desk.earn("exercise:10")
        desk.clock.advance(seconds=10)
        plain = desk.grades.send_score

        def refused_once(*arguments: object) -> None:
            desk.grades.send_score = plain  # type: ignore[method-assign]
            raise ScoreConflictError(http_status=409)

        desk.grades.send_score = refused_once  # type: ignore[method-assign]
        desk.deliver()
        assert desk.newest().state == ScoreState.PENDING
        desk.clock.advance(minutes=5)
        desk.deliver()
        assert [score.comment for _, _, score in desk.grades.sent] == [
            "10 exercises finished. 10 of 10.",
            "11 exercises finished. 10 of 10.",
        ]


class TestKilled:
    """A worker that dies leaves a lease that runs out."""

    def test_a_claim_nobody_finished_is_taken_over(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        with desk.database.transaction() as session:
            assert claim(session, desk.clock.now()) is not None
        assert desk.deliver() is None
        desk.clock.advance(seconds=LEASE.total_seconds())
        delivery = desk.deliver()
        assert delivery is not None
        assert (delivery.state, desk.on_platform(), desk.newest().attempts) == (ScoreState.SENT, 10.0, 2)

    def test_what_is_newer_replaces_the_unfinished_one(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        with desk.database.transaction() as session:
            claim(session, desk.clock.now())
        desk.clock.advance(seconds=5)
        desk.earn("exercise:2")
        assert desk.deliver() is None, "one in flight per person"
        desk.clock.advance(seconds=LEASE.total_seconds())
        desk.deliver()
        assert desk.on_platform() == 20.0
        assert desk.deliver() is None
        with desk.database.transaction(write=False) as session:
            states = [row.state for row in session.scalars(select(ScoreRow).order_by(ScoreRow.id))]
        assert states == [ScoreState.SUPERSEDED, ScoreState.SENT]

    def test_a_late_finisher_writes_nothing_down(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        plain = desk.grades.send_score

        def slow(*arguments: object) -> None:
            plain(*arguments)  # type: ignore[arg-type]
            desk.clock.advance(seconds=LEASE.total_seconds() + 1)
            with desk.database.transaction() as session:
                claim(session, desk.clock.now())

        desk.grades.send_score = slow  # type: ignore[method-assign]
        delivery = desk.deliver()
        assert delivery is not None
        assert delivery.state is ScoreState.IN_FLIGHT
        assert desk.newest().sent_at is None

    def test_a_failed_attempt_gives_way_to_what_is_newer(self, desk: Desk) -> None:
        desk.earn("exercise:1")

        def fails_while_more_is_earned(*arguments: object) -> None:
            desk.earn("exercise:2")
            raise ServiceUnavailableError

        plain = desk.grades.send_score
        desk.grades.send_score = fails_while_more_is_earned  # type: ignore[method-assign]
        delivery = desk.deliver()
        assert delivery is not None
        assert delivery.state is ScoreState.SUPERSEDED
        desk.grades.send_score = plain  # type: ignore[method-assign]
        desk.clock.advance(seconds=1)
        desk.deliver()
        assert desk.on_platform() == 20.0

    def test_an_item_made_by_a_worker_that_died_is_found(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        desk.grades.items["https://c/5"] = LineItem(
            "Boussole: mentoring", 100.0, id="https://c/5", tag="boussole", resource_id="boussole-course"
        )
        desk.deliver()
        assert list(desk.grades.items) == ["https://c/5"]

    def test_a_person_erased_during_delivery_leaves_nothing_to_write_down(self, desk: Desk) -> None:
        desk.earn("exercise:1")
        plain = desk.grades.send_score

        def erased(*arguments: object) -> None:
            plain(*arguments)  # type: ignore[arg-type]
            with desk.database.transaction() as session:
                session.delete(session.get_one(User, desk.user_id))

        desk.grades.send_score = erased  # type: ignore[method-assign]
        delivery = desk.deliver()
        assert delivery is not None
        assert delivery.state is ScoreState.SUPERSEDED


def test_an_item_is_made_by_one_worker_at_a_time(desk: Desk) -> None:
    desk.earn("exercise:1")
    with desk.database.transaction() as session:
        claim(session, desk.clock.now())
    with desk.database.transaction() as session:
        first = session.get_one(User, desk.user_id)
        second = people.user(session, platform_id=first.platform_id)
        people.enrolment(session, of=second, into=session.get_one(Course, desk.course_id))
        other_id = second.id
    replace(desk, user_id=other_id).earn("exercise:1")
    assert desk.deliver() is None
    desk.clock.advance(seconds=LEASE.total_seconds())
    desk.deliver()
    desk.deliver()
    assert len(desk.grades.items) == 1
    assert len(desk.grades.sent) == 2


def test_canvas_keeps_its_count_of_attempts(database: Database, clock: StillClock) -> None:
    desk = _desk_with(database, clock, family="canvas")
    for number in range(2):
        desk.earn(f"exercise:{number}")
        desk.deliver()
        desk.clock.advance(seconds=70)
    first, second = (score for _, _, score in desk.grades.sent)
    assert (first.new_submission, second.new_submission) == (None, False)
    assert second.submitted_at == (clock.now() - timedelta(seconds=70)).replace(second=0)


def _raising(error: ServiceError) -> object:
    def call(*arguments: object, **named: object) -> None:
        raise error

    return call


def _desk_with(
    database: Database, clock: StillClock, *, scopes: frozenset[str] = ALL_GRADES, **platform: object
) -> Desk:
    with database.transaction() as session:
        course = graded_course(session, **platform)
        course.launched(clock.now(), scopes=scopes)
        learner = course.learner()
        return Desk(database, FakeGrades(), clock, learner.user_id, learner.course_id, learner.user.subject)
