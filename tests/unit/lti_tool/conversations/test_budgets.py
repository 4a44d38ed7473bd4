"""Budgets: turns and tokens cannot be overdrawn, not even by questions asked at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from lti_tool import course_settings
from lti_tool.conversations.budgets import DatabaseBudget
from lti_tool.conversations.providing import book, changing
from lti_tool.conversations.providing.book import FromSettings, Price
from lti_tool.conversations.providing.changing import By
from lti_tool.conversations.providing.limits import MICROS, SpendingLimits
from lti_tool.conversations.providing.spending import begin_of_day, by_provider
from lti_tool.db import Database
from tests.factories import people
from tests.fakes.clock import StillClock
from widget.conversation import Scope, Usage

LIMITS = SpendingLimits(person_daily_tokens=100, course_monthly_tokens=150)
SETTINGS = FromSettings("http://127.0.0.1:8080/v1", "small")


@pytest.fixture
def budget(database: Database, clock: StillClock) -> DatabaseBudget:
    limit(database, clock, LIMITS)
    return DatabaseBudget(database, clock, 3, SETTINGS)


def limit(database: Database, clock: StillClock, limits: SpendingLimits, price: Price | None = None) -> None:
    by = By("ada@campus.example", clock.now())
    with database.transaction() as session:
        changing.set_policy(session, by, limits=limits)
        if price is not None:
            changing.set_price(session, book.SETTINGS, SETTINGS, price, by)


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


def test_a_course_may_allow_fewer_questions(budget, classmates, database, clock) -> None:
    learner = classmates[0]
    with database.transaction() as session:
        course_settings.save(session, int(learner.course), {"daily_turns": 1}, None, now=clock.now())
    assert (budget.turns(learner).limit, budget.take_turn(learner) is not None) == (1, True)
    assert budget.take_turn(learner) is None


@pytest.mark.parametrize("name", ["course_daily_tokens", "installation_daily_tokens"])
def test_a_day_of_the_course_and_of_the_installation_has_its_tokens(budget, classmates, database, clock, name) -> None:
    learner, other = classmates
    limit(database, clock, SpendingLimits(**{name: 120}))
    assert budget.reserve(learner, 70).granted
    assert not budget.reserve(other, 70).granted
    clock.advance(days=1)
    assert budget.reserve(other, 70).granted


def test_the_installations_day_holds_over_courses(budget, classmates, database, clock) -> None:
    limit(database, clock, SpendingLimits(installation_daily_tokens=100))
    with database.transaction() as session:
        elsewhere = people.learner(session, people.course(session, "other"))
        stranger = Scope("", str(elsewhere.course_id), str(elsewhere.user_id))
    assert budget.reserve(classmates[0], 80).granted
    assert not budget.reserve(stranger, 80).granted


@pytest.mark.parametrize("name", ["course_daily_cost", "installation_daily_cost"])
def test_money_is_set_aside_at_the_higher_price_and_settled_at_both(budget, classmates, database, clock, name) -> None:
    learner = classmates[0]
    # 2 and 8 for a million tokens; the day has 0.001.
    limit(database, clock, SpendingLimits(**{name: 1000}), Price(2 * MICROS, 8 * MICROS))
    first = budget.reserve(learner, 120)
    assert first.granted
    assert not budget.reserve(learner, 6).granted
    budget.settle(learner, first.id, Usage(100, 20), book.SETTINGS_NAME)
    with database.transaction(write=False) as session:
        used = by_provider(session, begin_of_day(clock.now()))[book.SETTINGS_NAME]
    assert (used.calls, used.tokens, used.cost) == (1, 120, 100 * 2 + 20 * 8)
    assert budget.reserve(learner, 80).granted


def test_a_new_price_changes_no_cost_of_before(budget, classmates, database, clock) -> None:
    learner = classmates[0]
    limit(database, clock, LIMITS, Price(MICROS, MICROS))
    budget.settle(learner, budget.reserve(learner, 50).id, Usage(10, 10), book.SETTINGS_NAME)
    limit(database, clock, LIMITS, Price(9 * MICROS, 9 * MICROS))
    with database.transaction(write=False) as session:
        assert by_provider(session, begin_of_day(clock.now()))[book.SETTINGS_NAME].cost == 20
