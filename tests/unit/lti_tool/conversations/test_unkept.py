"""Questions that nobody's history holds: a thread while the process runs, and nothing else."""

from datetime import UTC, datetime

import pytest

from lti_tool.conversations.unkept import NoLimit, UnkeptConversations, nobody_in
from tests.fakes.clock import StillClock
from widget.conversation import SEARCH_ANSWER, Answer, Feedback, Outcome, Question
from widget.errors import UnknownAnswerError

SCOPE = nobody_in(3)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def asked(text: str, request_id: str, thread: str = "") -> Question:
    return Question(text, "en", NOON, request_id, thread)


def test_a_follow_up_finds_the_question_before_it() -> None:
    store = UnkeptConversations()
    first = store.open_question(SCOPE, asked("How long is a CV?", "r1"))
    answer_id = store.store_answer(SCOPE, first.question_id, Answer(Outcome.ANSWERED, SEARCH_ANSWER, "en", "One page."))
    store.open_question(SCOPE, asked("And who reads it?", "r2", first.conversation_id))
    store.open_question(SCOPE, asked("Something else?", "r3"))
    found = [turn.question.text for turn in store.turns(SCOPE, first.conversation_id, 5)]
    assert found == ["How long is a CV?", "And who reads it?"]
    assert store.turn_of(SCOPE, answer_id).answer is not None
    assert store.open_question(SCOPE, asked("How long is a CV?", "r1")).answer is not None


def test_there_is_no_history() -> None:
    store = UnkeptConversations()
    store.open_question(SCOPE, asked("How long is a CV?", "r1"))
    assert store.conversations(SCOPE, "", 5) == ()
    store.give_feedback(SCOPE, "r1", Feedback(helpful=True))
    assert store.delete(SCOPE, "") == 1
    with pytest.raises(UnknownAnswerError):
        store.turn_of(SCOPE, "r1")


def test_nothing_runs_out() -> None:
    budget = NoLimit(StillClock(NOON))
    assert budget.take_turn(SCOPE) is not None
    assert budget.turns(SCOPE).left > 0
    assert budget.reserve(SCOPE, 10**9).granted
    budget.settle(SCOPE, "unkept", None)


def test_nobody_is_a_learner_without_a_name() -> None:
    assert (SCOPE.course, SCOPE.role, SCOPE.person) == ("3", "learner", "0")
