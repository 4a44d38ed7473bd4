"""An account elsewhere counts in a course once its person typed the course's code there."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.people import account_links
from lti_tool.people.link_models import LinkCode
from lti_tool.people.models import Enrolment, User
from tests.factories import people
from tests.fakes.clock import StillClock


@pytest.fixture
def place(session: Session) -> Enrolment:
    return people.learner(session)


@pytest.fixture
def elsewhere(session: Session) -> User:
    return people.user(session)


def code_of(session: Session, place: Enrolment, clock: StillClock) -> str:
    return account_links.make_code(session, place.user_id, place.course_id, clock.now())


def test_a_typed_code_joins_the_two(session: Session, place: Enrolment, elsewhere: User, clock: StillClock) -> None:
    assert account_links.counts_as(session, elsewhere.id, place.course_id) is None
    code = code_of(session, place, clock)
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert account_links.find_place(session, typed, place.course_id, clock.now()) is place
    assert account_links.join(session, typed, elsewhere.id, place.course_id, clock.now()) is not None
    assert account_links.counts_as(session, elsewhere.id, place.course_id) == place.user_id
    assert account_links.counts_as(session, place.user_id, place.course_id) == place.user_id


def test_a_code_works_once(session: Session, place: Enrolment, elsewhere: User, clock: StillClock) -> None:
    code = code_of(session, place, clock)
    assert account_links.join(session, code, elsewhere.id, place.course_id, clock.now()) is not None
    assert account_links.join(session, code, people.user(session).id, place.course_id, clock.now()) is None


def test_a_code_ends_after_ten_minutes_and_with_the_next_one(
    session: Session, place: Enrolment, elsewhere: User, clock: StillClock
) -> None:
    first = code_of(session, place, clock)
    second = code_of(session, place, clock)
    assert account_links.find_place(session, first, place.course_id, clock.now()) is None
    clock.advance(minutes=10)
    assert account_links.join(session, second, elsewhere.id, place.course_id, clock.now()) is None


def test_a_code_says_nothing_in_another_course_and_is_kept_as_a_hash(
    session: Session, place: Enrolment, clock: StillClock
) -> None:
    code = code_of(session, place, clock)
    assert account_links.find_place(session, code, people.course(session).id, clock.now()) is None
    kept = session.scalars(select(LinkCode)).one()
    assert code not in (kept.code_hash, kept.code_hash.upper())


def test_only_who_is_in_the_course_gets_a_code(session: Session, place: Enrolment, clock: StillClock) -> None:
    with pytest.raises(NotFoundError):
        account_links.make_code(session, people.user(session).id, place.course_id, clock.now())


@pytest.mark.parametrize("side", ["course", "elsewhere"])
def test_either_side_ends_the_link_and_nobody_else(
    session: Session, place: Enrolment, elsewhere: User, clock: StillClock, side: str
) -> None:
    link = account_links.join(session, code_of(session, place, clock), elsewhere.id, place.course_id, clock.now())
    assert link is not None
    with pytest.raises(NotFoundError):
        account_links.part(session, link.id, people.user(session).id)
    account_links.part(session, link.id, place.user_id if side == "course" else elsewhere.id)
    assert account_links.links_to(session, place.user_id, place.course_id) == []
    assert account_links.counts_as(session, elsewhere.id, place.course_id) is None


def test_a_second_link_of_an_account_replaces_the_first(
    session: Session, place: Enrolment, elsewhere: User, clock: StillClock
) -> None:
    other = people.learner(session, into=place.course)
    for one in (place, other):
        account_links.join(session, code_of(session, one, clock), elsewhere.id, one.course_id, clock.now())
    assert account_links.counts_as(session, elsewhere.id, place.course_id) == other.user_id
