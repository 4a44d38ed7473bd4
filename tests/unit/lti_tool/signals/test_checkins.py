"""What a learner says about a day, and how it runs against the learner's own usual."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.people.models import Enrolment
from lti_tool.signals import checkins
from lti_tool.signals.checkins import Answers
from tests.factories import people, signals
from tests.factories.signals import START

DAY = timedelta(days=1)


@pytest.fixture
def learner(session: Session) -> Enrolment:
    return people.learner(session)


def test_what_was_said_comes_back_oldest_first(session: Session, learner: Enrolment) -> None:
    signals.checked_in(session, learner, START + DAY, " second ", energy="5", progress="1", obstacle="time")
    signals.checked_in(session, learner, START, "first")
    first, second = checkins.history(session, learner.user_id, learner.course_id)
    assert (first.words, second.words) == ("first", "second")
    assert (second.energy, second.progress, second.obstacle) == (5, 1, "time")


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({}, {"energy", "progress"}),
        ({"energy": "6", "progress": "0"}, {"energy", "progress"}),
        ({"energy": "٣", "progress": "3"}, {"energy"}),
        ({"energy": "3", "progress": "3", "obstacle": "illness"}, {"obstacle"}),
        ({"energy": "3", "progress": "3", "words": "x" * 2001}, {"words"}),
    ],
)
def test_what_cannot_be_kept_is_said_by_field(
    session: Session, learner: Enrolment, wrong: dict[str, str], fields: set[str]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checkins.write(session, learner.user_id, learner.course_id, Answers(**wrong), START)  # type: ignore[arg-type]
    assert set(refused.value.fields) == fields
    assert checkins.history(session, learner.user_id, learner.course_id) == []


def test_something_deleted_comes_back_within_the_hour_and_not_after(session: Session, learner: Enrolment) -> None:
    row = signals.checked_in(session, learner)
    row.deleted_at = START
    session.flush()
    assert checkins.history(session, learner.user_id, learner.course_id) == []
    checkins.forget_deleted(session, START + timedelta(minutes=59))
    found = checkins.find(session, row.id, learner.user_id, learner.course_id)
    found.deleted_at = None
    session.flush()
    assert checkins.history(session, learner.user_id, learner.course_id) == [found]
    found.deleted_at = START
    session.flush()
    checkins.forget_deleted(session, START + timedelta(minutes=61))
    session.expire_all()
    with pytest.raises(NotFoundError):
        checkins.find(session, row.id, learner.user_id, learner.course_id)


def test_another_persons_check_in_does_not_exist(session: Session, learner: Enrolment) -> None:
    row = signals.checked_in(session, learner)
    with pytest.raises(NotFoundError):
        checkins.find(session, row.id, people.learner(session, learner.course).user_id, learner.course_id)
    with pytest.raises(NotFoundError):
        checkins.find(session, row.id, learner.user_id, people.course(session).id)


class TestOnesOwnUsual:
    def test_the_average_follows_the_newest_by_a_third(self, session: Session, learner: Enrolment) -> None:
        for number, energy in enumerate("351"):
            signals.checked_in(session, learner, START + number * DAY, energy=energy)
        rows = checkins.history(session, learner.user_id, learner.course_id)
        assert checkins.course_of(rows, "energy").averages == pytest.approx([3, 3.6, 2.82])

    def test_nothing_is_said_before_twelve_in_six_weeks(self, session: Session, learner: Enrolment) -> None:
        for number in range(12):
            signals.checked_in(session, learner, START + number * DAY, energy="1" if number > 8 else "5")
        rows = checkins.history(session, learner.user_id, learner.course_id)
        assert checkins.course_of(rows, "energy").trend.deviation is None

    @pytest.mark.parametrize(("energy", "fell"), [("1", True), ("4", False), ("5", False)])
    def test_a_fall_below_the_usual_is_noticed(
        self, session: Session, learner: Enrolment, energy: str, fell: bool
    ) -> None:
        for number in range(19):
            signals.checked_in(session, learner, START + number * 4 * DAY, energy=energy if number > 14 else "4")
        rows = checkins.history(session, learner.user_id, learner.course_id)
        assert checkins.course_of(rows, "energy").trend.fell_out is fell
