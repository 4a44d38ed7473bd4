"""Conversations in the database: nothing lost, nothing of somebody else's, counted once."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lti_tool.conversations.models import ConversationRow, TurnRow
from lti_tool.conversations.scopes import scope_of
from lti_tool.conversations.store import DatabaseConversationStore, forget_deleted
from lti_tool.db import Database
from lti_tool.gradebook.models import Interaction
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from tests.factories import people
from tests.fakes.clock import StillClock
from widget.conversation import SEARCH_ANSWER, Answer, Feedback, Message, Outcome, Question, Scope
from widget.errors import UnknownAnswerError

Asks = Callable[..., str]


def _scope(enrolment: Enrolment) -> Scope:
    return scope_of(
        Viewer(
            session_id=1,
            user_id=enrolment.user_id,
            course_id=enrolment.course_id,
            enrolment_id=enrolment.id,
            role=Role.LEARNER,
            locale="en",
            name="",
            course_title="",
            platform_id=None,
        )
    )


@pytest.fixture
def learner(database: Database) -> Scope:
    with database.transaction() as session:
        return _scope(people.learner(session))


@pytest.fixture
def somebody_else(database: Database) -> Scope:
    with database.transaction() as session:
        return _scope(people.learner(session, name="Somebody Else"))


@pytest.fixture
def store(database: Database, clock: StillClock) -> DatabaseConversationStore:
    return DatabaseConversationStore(database, clock)


@pytest.fixture
def question(clock: StillClock) -> Callable[..., Question]:
    def make(text: str = "How do I write a CV?", request_id: str = "r1", conversation_id: str = "") -> Question:
        return Question(text, "en", clock.now(), request_id, conversation_id)

    return make


ANSWER = Answer(
    Outcome.ANSWERED, SEARCH_ANSWER, "en", text="Start with results. [1]", notes=(Message("Found %(n)s", {"n": 2}),)
)


def _answered(store: DatabaseConversationStore, scope: Scope, question: Question, answer: Answer = ANSWER) -> str:
    return store.store_answer(scope, store.open_question(scope, question).question_id, answer)


def test_a_question_is_kept_before_it_is_answered(store, learner, question) -> None:
    opened = store.open_question(learner, question())
    (turn,) = store.turns(learner, opened.conversation_id, 10)
    assert turn.question.text == "How do I write a CV?"
    assert turn.answer is None


def test_the_same_request_twice_is_one_question(store, learner, question) -> None:
    first = store.open_question(learner, question())
    answer_id = store.store_answer(learner, first.question_id, ANSWER)
    again = store.open_question(learner, question())
    assert (again.question_id, again.answer, again.answer_id) == (first.question_id, ANSWER, answer_id)
    assert len(store.turns(learner, "", 10)) == 1


def test_a_thread_keeps_its_turns_in_order(store, learner, question, clock) -> None:
    first = store.open_question(learner, question("One?", "r1"))
    clock.advance(minutes=1)
    store.open_question(learner, question("Two?", "r2", first.conversation_id))
    clock.advance(minutes=1)
    store.open_question(learner, question("Three?", "r3", first.conversation_id))
    assert [turn.question.text for turn in store.turns(learner, first.conversation_id, 2)] == ["Two?", "Three?"]


def test_threads_are_found_by_words_of_their_questions(store, learner, question, clock) -> None:
    store.open_question(learner, question("How do I write a CV?", "r1"))
    clock.advance(minutes=1)
    store.open_question(learner, question("What is 100% sure?", "r2"))
    assert [thread.title for thread in store.conversations(learner, "", 10)] == [
        "What is 100% sure?",
        "How do I write a CV?",
    ]
    assert [thread.title for thread in store.conversations(learner, "cv WRITE", 10)] == ["How do I write a CV?"]
    assert [thread.title for thread in store.conversations(learner, "100%", 10)] == ["What is 100% sure?"]
    assert store.conversations(learner, "salary", 10) == ()


def test_rating_an_answer_counts_once(store, database, learner, question) -> None:
    answer_id = _answered(store, learner, question())
    store.give_feedback(learner, answer_id, Feedback(helpful=True))
    store.give_feedback(learner, answer_id, Feedback(helpful=False, reason="too short"))
    store.follow(learner, answer_id)
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count(Interaction.id))) == 1
    feedback = store.turn_of(learner, answer_id).feedback
    assert feedback is not None
    assert (feedback.helpful, feedback.reason) == (False, "too short")


def test_naming_a_wrong_source_keeps_the_thumb(store, learner, question) -> None:
    answer_id = _answered(store, learner, question())
    store.give_feedback(learner, answer_id, Feedback(helpful=True))
    store.give_feedback(learner, answer_id, Feedback(helpful=None, wrong_source=2))
    assert store.turn_of(learner, answer_id).feedback == Feedback(True, "", 2)


@pytest.mark.parametrize("outcome", [Outcome.NOTHING_FOUND, Outcome.CRISIS, Outcome.LIMIT, Outcome.SWITCHED_OFF])
def test_only_an_answer_counts_when_it_is_rated(store, database, learner, question, outcome) -> None:
    answer_id = _answered(store, learner, question(), Answer(outcome, SEARCH_ANSWER, "en"))
    store.give_feedback(learner, answer_id, Feedback(helpful=True))
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count(Interaction.id))) == 0


def test_somebody_elses_ids_are_unknown(store, learner, somebody_else, question) -> None:
    opened = store.open_question(learner, question())
    answer_id = store.store_answer(learner, opened.question_id, ANSWER)
    for forbidden in (
        lambda: store.turn_of(somebody_else, answer_id),
        lambda: store.store_answer(somebody_else, opened.question_id, ANSWER),
        lambda: store.give_feedback(somebody_else, answer_id, Feedback(helpful=True)),
        lambda: store.follow(somebody_else, answer_id),
        lambda: store.delete(somebody_else, opened.conversation_id),
        lambda: store.open_question(somebody_else, question("Mine now?", "r9", opened.conversation_id)),
    ):
        with pytest.raises(UnknownAnswerError):
            forbidden()
    assert store.turns(somebody_else, opened.conversation_id, 10) == ()
    assert store.conversations(somebody_else, "", 10) == ()


def test_deleting_one_thread_or_all_of_ones_own(store, learner, somebody_else, question) -> None:
    one = store.open_question(learner, question("One?", "r1"))
    store.open_question(learner, question("Two?", "r2"))
    store.open_question(somebody_else, question("Theirs?", "r1"))
    assert store.delete(learner, one.conversation_id) == 1
    assert [thread.title for thread in store.conversations(learner, "", 10)] == ["Two?"]
    assert store.delete(learner, "") == 1
    assert store.turns(learner, "", 10) == ()
    assert len(store.conversations(somebody_else, "", 10)) == 1


def _titles(store: DatabaseConversationStore, scope: Scope) -> list[str]:
    return [thread.title for thread in store.conversations(scope, "", 10)]


def test_what_was_deleted_last_comes_back_as_a_whole(store, learner, question, clock) -> None:
    for number, text in enumerate(("One?", "Two?", "Three?")):
        clock.advance(minutes=1)
        store.open_question(learner, question(text, f"r{number}"))
    first = store.conversations(learner, "One", 1)[0]
    store.delete(learner, first.id)
    clock.advance(minutes=1)
    assert store.delete(learner, "") == 2
    assert _titles(store, learner) == []
    assert store.restore(learner) == 2
    assert _titles(store, learner) == ["Three?", "Two?"]
    assert store.restore(learner) == 1
    assert _titles(store, learner) == ["Three?", "Two?", "One?"]
    assert store.restore(learner) == 0


def test_a_deleted_thread_is_closed_to_everything(store, learner, question) -> None:
    opened = store.open_question(learner, question())
    answer_id = store.store_answer(learner, opened.question_id, ANSWER)
    store.delete(learner, opened.conversation_id)
    assert store.turns(learner, opened.conversation_id, 10) == ()
    for closed in (
        lambda: store.turn_of(learner, answer_id),
        lambda: store.give_feedback(learner, answer_id, Feedback(helpful=True)),
        lambda: store.open_question(learner, question("And then?", "r2", opened.conversation_id)),
        lambda: store.delete(learner, opened.conversation_id),
    ):
        with pytest.raises(UnknownAnswerError):
            closed()


def test_after_an_hour_a_deleted_thread_is_gone_for_good(store, database, learner, somebody_else, question, clock):
    for scope in (learner, somebody_else):
        store.open_question(scope, question("Mine?", f"r-{scope.person}"))
    store.delete(learner, "")
    clock.advance(minutes=59)
    with database.transaction() as session:
        forget_deleted(session, clock.now())
        assert session.scalar(select(func.count(ConversationRow.id))) == 2
    clock.advance(minutes=2)
    assert store.restore(learner) == 0
    with database.transaction() as session:
        forget_deleted(session, clock.now())
        assert session.scalar(select(func.count(ConversationRow.id))) == 1
        assert session.scalar(select(func.count(TurnRow.id))) == 1
