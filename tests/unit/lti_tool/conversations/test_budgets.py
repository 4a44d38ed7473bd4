"""Budgets: turns and tokens cannot be overdrawn, not even by questions asked at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from lti_tool.conversations.budgets import DatabaseBudget, Limits
from lti_tool.db import Database
from tests.factories import people
from tests.fakes.clock import StillClock
from widget.conversation import Scope, Usage

LIMITS = Limits(daily_turns=3, daily_tokens=100, monthly_course_tokens=150)


@pytest.fixture
def budget(database: Database, clock: StillClock) -> DatabaseBudget:
    return DatabaseBudget(database, clock, LIMITS)


@pytest.fixture
def classmates(database: Database) -> tuple[Scope, Scope]:
    with database.transaction() as session:
        course = people.course(session)
        one, two = (people.learner(session, course) for _ in range(2))
        return tuple(Scope("", str(course.id), str(row.user_id)) for row in (one, two))  # type: ignore[return-value]


def test_turns_run_out_and_come_back_the_next_day(budget, classmates, clock) -> None:
    learner, other = classmates
    left = [budget.take_turn(learner).left for _ in range(3)]
    assert left == [2, 1, 0]
    assert budget.take_turn(learner) is None
    assert budget.turns(learner).resets_at == datetime(2026, 3, 3, tzinfo=UTC)
    assert budget.take_turn(other) is not None
    clock.advance(hours=12)
    assert budget.turns(learner).left == 3


def test_questions_asked_at_once_cannot_overdraw(budget, classmates) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: budget.take_turn(classmates[0]), range(8)))
    assert sum(turn is not None for turn in taken) == 3


def test_tokens_are_set_aside_and_settled(budget, classmates) -> None:
    learner = classmates[0]
    first = budget.reserve(learner, 80)
    assert first.granted
    refused = budget.reserve(learner, 30)
    assert not refused.granted
    assert refused.reason is not None
    budget.settle(learner, first.id, Usage(10, 20))
    assert budget.reserve(learner, 70).granted


def test_what_was_not_used_is_given_back(budget, classmates) -> None:
    learner = classmates[0]
    budget.settle(learner, budget.reserve(learner, 100).id, None)
    assert budget.reserve(learner, 100).granted


def test_a_course_has_a_month_of_its_own(budget, classmates, clock) -> None:
    learner, other = classmates
    assert budget.reserve(learner, 100).granted
    assert not budget.reserve(other, 60).granted
    assert budget.reserve(other, 50).granted
    clock.advance(days=31)
    assert budget.reserve(other, 60).granted


def test_reservations_made_at_once_cannot_overdraw(budget, classmates) -> None:
    with ThreadPoolExecutor(8) as pool:
        granted = list(pool.map(lambda _: budget.reserve(classmates[0], 40).granted, range(8)))
    assert sum(granted) == 2


def test_settling_somebody_elses_reservation_does_nothing(budget, classmates) -> None:
    learner, other = classmates
    mine = budget.reserve(learner, 100)
    budget.settle(other, mine.id, None)
    assert not budget.reserve(learner, 1).granted
