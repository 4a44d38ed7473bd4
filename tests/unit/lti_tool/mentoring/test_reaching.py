"""The mentor as the assistant knows them: named, with the next session, reached by an item that is shared."""

from datetime import timedelta

import pytest

from lti_tool.conversations.surroundings import PeopleAround, Places
from lti_tool.db import Database
from lti_tool.mentoring import pairs, sharing
from lti_tool.mentoring.reaching import MentorLetters, mentor_of
from tests.factories import mentoring, people
from tests.fakes.clock import StillClock
from widget.conversation import Scope
from widget.errors import LetterRefusedError, UnknownAnswerError
from widget.ports import Contact

PLACES = Places(human_url="/help", ask_url="/learn/mentor/", country="FR")


@pytest.fixture
def pair(database: Database, clock: StillClock) -> tuple[Scope, int]:
    with database.transaction() as session:
        course = people.course(session)
        learner = mentoring.waiting(session, course)
        made = mentoring.active(session, learner, mentoring.mentor(session, course, name="Marc Lenoir"), clock.now())
        return Scope("", str(course.id), str(learner.user_id)), made.id


def contact(database: Database, clock: StillClock, scope: Scope) -> Contact:
    return PeopleAround(database, clock, PLACES, mentor_of).of(scope)


def test_the_mentor_is_named_with_the_next_session_on_the_learners_clock(database, clock, pair) -> None:
    scope, pair_id = pair
    with database.transaction() as session:
        found = pairs.find_pair(session, pair_id, int(scope.person))
        mentoring.confirmed(session, found, clock.now() + timedelta(days=2), clock.now())
    reached = contact(database, clock, scope)
    assert (reached.mentor, reached.ask_url) == ("Marc Lenoir", "/learn/mentor/")
    assert reached.next_session is not None
    assert reached.next_session.isoformat() == "2026-03-04T13:00:00+01:00"


def test_days_without_a_human_count_from_the_last_session(database, clock, pair) -> None:
    scope, pair_id = pair
    clock.advance(days=10)
    assert contact(database, clock, scope).days_since_human == 10
    with database.transaction() as session:
        found = pairs.find_pair(session, pair_id, int(scope.person))
        mentoring.held(session, found, clock.now() - timedelta(days=1))
    assert contact(database, clock, scope).days_since_human == 1


def test_somebody_without_a_pair_has_a_page_and_no_name(database, clock) -> None:
    with database.transaction() as session:
        enrolled = people.learner(session)
        learner = Scope("", str(enrolled.course_id), str(enrolled.user_id))
        visitor = Scope("site:acme", str(enrolled.course_id), str(people.user(session).id))
    assert (contact(database, clock, learner).mentor, contact(database, clock, learner).ask_url) == (
        "",
        "/learn/mentor/",
    )
    assert contact(database, clock, visitor).ask_url == ""


def test_a_message_is_an_item_the_mentor_sees_until_it_is_taken_back(database, clock, pair) -> None:
    scope, pair_id = pair
    letters = MentorLetters(database, clock)
    letter_id = letters.send(scope, "May I leave the photo out?")
    with database.transaction(write=False) as session:
        assert [(item.text, item.for_session) for item in sharing.shared(session, pair_id)] == [
            ("May I leave the photo out?", True)
        ]
    for stranger in (Scope("", scope.course, "999999"), scope):
        if stranger is scope:
            letters.take_back(scope, letter_id)
        else:
            with pytest.raises(UnknownAnswerError):
                letters.take_back(stranger, letter_id)
    with database.transaction(write=False) as session:
        assert sharing.shared(session, pair_id) == []


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_words_that_cannot_be_shared_are_refused_with_a_sentence(database, clock, pair, text) -> None:
    with pytest.raises(LetterRefusedError) as refused:
        MentorLetters(database, clock).send(pair[0], text)
    assert refused.value.message in {sharing.EMPTY, sharing.TOO_LONG}


def test_without_a_pair_nothing_is_sent(database, clock) -> None:
    with database.transaction() as session:
        enrolled = people.learner(session)
    with pytest.raises(LetterRefusedError):
        MentorLetters(database, clock).send(Scope("", str(enrolled.course_id), str(enrolled.user_id)), "Hello")


@pytest.mark.parametrize("letter_id", ["", "nobody", "٣", "9" * 40])
def test_an_id_that_is_none_belongs_to_nobody(database, clock, pair, letter_id) -> None:
    with pytest.raises(UnknownAnswerError):
        MentorLetters(database, clock).take_back(pair[0], letter_id)
