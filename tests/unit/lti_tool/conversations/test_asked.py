"""What several learners ask: counted by people, shown without any of them, gone with their words."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from lti_tool.conversations.asked import RECENT, AskedOften, asked_often
from lti_tool.conversations.scopes import scope_of
from lti_tool.conversations.store import DatabaseConversationStore
from lti_tool.db import Database
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.models import Course
from lti_tool.people.roles import Role
from tests.factories import people
from tests.fakes.clock import StillClock
from widget.conversation import SEARCH_ANSWER, Answer, Outcome, Question, Scope

#: (somebody asks this, in this language, and it ends so) -> the conversation
Asks = Callable[..., str]
_numbers = count(1)


@pytest.fixture
def course_id(database: Database) -> int:
    with database.transaction() as session:
        return people.course(session).id


@pytest.fixture
def somebody(database: Database, course_id: int) -> Callable[..., Scope]:
    def arrive(role: Role = Role.LEARNER) -> Scope:
        with database.transaction() as session:
            enrolment = people.enrolment(session, into=session.get_one(Course, course_id), role=role)
            return scope_of(
                Viewer(
                    session_id=1,
                    user_id=enrolment.user_id,
                    course_id=course_id,
                    enrolment_id=enrolment.id,
                    role=role,
                    locale="en",
                    name="",
                    course_title="",
                    platform_id=None,
                )
            )

    return arrive


@pytest.fixture
def asks(database: Database, clock: StillClock) -> Asks:
    store = DatabaseConversationStore(database, clock)

    def ask(who: Scope, text: str, outcome: Outcome = Outcome.ANSWERED, language: str = "en") -> str:
        question = Question(text, language, clock.now(), f"r{next(_numbers)}", "")
        opened = store.open_question(who, question)
        store.store_answer(who, opened.question_id, Answer(outcome, SEARCH_ANSWER, language, text="So."))
        return opened.conversation_id

    return ask


def often(database: Database, course_id: int, clock: StillClock) -> tuple[AskedOften, ...]:
    with database.transaction(write=False) as session:
        return asked_often(session, course_id, clock.now())


def test_three_learners_are_shown_and_three_askings_of_one_are_not(
    database: Database, course_id: int, clock: StillClock, somebody: Callable[..., Scope], asks: Asks
) -> None:
    alone = somebody()
    for _ in range(4):
        asks(alone, "Am I too old for this?")
    learners = [somebody(), somebody(), somebody()]
    for who in learners[:2]:
        asks(who, "How do I negotiate my salary?")
    assert often(database, course_id, clock) == ()
    asks(learners[2], "how to negotiate a salary", Outcome.NOTHING_FOUND)
    assert often(database, course_id, clock) == (AskedOften("how to negotiate a salary", 3, False, clock.now()),)


def test_a_word_that_only_one_wrote_is_never_shown(
    database: Database, course_id: int, clock: StillClock, somebody: Callable[..., Scope], asks: Asks
) -> None:
    for text in ("How do I negotiate my salary?", "Negotiate my salary at Acme", "negotiate my salary with Inès"):
        asks(somebody(), text)
    assert often(database, course_id, clock) == ()


def test_how_it_ended_last_is_what_counts(
    database: Database, course_id: int, clock: StillClock, somebody: Callable[..., Scope], asks: Asks
) -> None:
    for outcome in (Outcome.NOTHING_FOUND, Outcome.OFF_SCOPE, Outcome.ANSWERED):
        asks(somebody(), "Comment négocier mon salaire ?", outcome, "fr")
        clock.advance(minutes=1)
    [one] = often(database, course_id, clock)
    assert (one.text, one.people, one.answered) == ("comment negocier mon salaire", 3, True)


@pytest.mark.parametrize("outcome", [Outcome.CRISIS, Outcome.LIMIT, Outcome.STOPPED, Outcome.SWITCHED_OFF])
def test_words_of_a_crisis_and_what_never_reached_the_material_stay_out(
    database: Database, course_id: int, clock: StillClock, somebody: Callable[..., Scope], asks: Asks, outcome: Outcome
) -> None:
    for _ in range(3):
        asks(somebody(), "I cannot go on", outcome)
    assert often(database, course_id, clock) == ()


def test_only_learners_count_and_small_words_alone_are_no_question(
    database: Database, course_id: int, clock: StillClock, somebody: Callable[..., Scope], asks: Asks
) -> None:
    for role in (Role.LEARNER, Role.LEARNER, Role.MENTOR, Role.INSTRUCTOR):
        asks(somebody(role), "Write a CV")
    for _ in range(3):
        asks(somebody(), "What is it?")
    assert often(database, course_id, clock) == ()


def test_what_its_writer_deletes_or_what_is_old_is_gone_here_too(
    database: Database, course_id: int, clock: StillClock, somebody: Callable[..., Scope], asks: Asks
) -> None:
    learners = [somebody(), somebody(), somebody()]
    for who in learners:
        asks(who, "Write a CV")
    assert len(often(database, course_id, clock)) == 1
    store = DatabaseConversationStore(database, clock)
    store.delete(learners[0], "")
    assert often(database, course_id, clock) == ()
    store.restore(learners[0])
    assert len(often(database, course_id, clock)) == 1
    clock.advance(seconds=(RECENT + timedelta(minutes=1)).total_seconds())
    assert often(database, course_id, clock) == ()
