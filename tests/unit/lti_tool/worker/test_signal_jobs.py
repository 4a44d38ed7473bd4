"""What the worker does for check-ins and takes, from the table of its jobs."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.people.models import Enrolment
from lti_tool.signals import takes
from lti_tool.signals.models import CheckIn, DeliveryTake, MoodReading
from lti_tool.worker.jobs import JOBS, Bench
from tests.factories import people, signals, workbench
from tests.fakes.clock import StillClock


@pytest.fixture
def bench(database: Database, clock: StillClock, tmp_path: Path) -> Bench:
    return workbench.bench(database, clock, tmp_path)


@pytest.fixture
def learner(database: Database) -> int:
    with database.transaction() as session:
        return people.learner(session).id


def test_check_ins_of_who_agreed_are_read_by_the_head_that_is_there(
    bench: Bench, database: Database, learner: int
) -> None:
    with database.transaction() as session:
        who = session.get_one(Enrolment, learner)
        signals.switched_on(session)
        signals.agreed(session, who)
        signals.checked_in(session, who, words="I am so sad and afraid, I failed again.")
        signals.checked_in(session, who, words="What a great day, I am happy with my work!")
    JOBS["read_check_ins"].run(bench)
    with database.transaction(write=False) as session:
        low, high = session.scalars(select(MoodReading).order_by(MoodReading.id)).all()
    assert low.distress > high.distress
    assert low.valence < high.valence
    assert {low.language, high.language} == {"en"}


def test_what_was_deleted_or_not_kept_goes_after_an_hour(
    bench: Bench, database: Database, learner: int, clock: StillClock
) -> None:
    now = clock.now()
    with database.transaction() as session:
        who = session.get_one(Enrolment, learner)
        person = who.user_id, who.course_id
        signals.checked_in(session, who, now).deleted_at = now
        takes.note(session, *person, signals.delivery(), now)
        takes.note(session, *person, signals.delivery(), now).kept_at = now
    for minutes, left in ((59, (1, 2)), (2, (0, 1))):
        clock.advance(minutes=minutes)
        JOBS["clean_up"].run(bench)
        with database.transaction(write=False) as session:
            counted = tuple(len(session.scalars(select(table)).all()) for table in (CheckIn, DeliveryTake))
        assert counted == left


def test_it_is_soon() -> None:
    assert JOBS["read_check_ins"].every == timedelta(minutes=1)
    assert JOBS["clean_up"].every == timedelta(minutes=15)
