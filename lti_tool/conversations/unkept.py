"""A store and a budget for questions that nobody's history should hold: commands and measurements."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from lti_tool.clock import Clock
from widget.conversation import Answer, Conversation, Feedback, Question, Scope, Turn, Usage
from widget.errors import UnknownAnswerError
from widget.ports import OpenQuestion, Reservation, TurnsLeft

#: No row of a person has this number.
NOBODY = "0"


def nobody_in(course_id: int) -> Scope:
    """Return the scope of a learner without a name: the course's material as learners find it."""
    return Scope(tenant="", course=str(course_id), person=NOBODY)


class UnkeptConversations:
    """Holds what one run of a command asks, and forgets it with the process."""

    def __init__(self) -> None:
        self._turns: dict[str, Turn] = {}

    def open_question(self, scope: Scope, question: Question) -> OpenQuestion:
        """Hold the question under its own request id."""
        del scope
        thread = question.conversation_id or question.request_id
        held = Turn(question.request_id, replace(question, conversation_id=thread))
        turn = self._turns.setdefault(question.request_id, held)
        return OpenQuestion(turn.question_id, turn.question.conversation_id, turn.answer, turn.answer_id)

    def store_answer(self, scope: Scope, question_id: str, answer: Answer) -> str:
        """Hold the answer beside its question."""
        del scope
        self._turns[question_id] = replace(self._turns[question_id], answer=answer, answer_id=question_id)
        return question_id

    def turns(self, scope: Scope, conversation_id: str, limit: int) -> Sequence[Turn]:
        """Return the last turns of one thread."""
        del scope
        thread = [turn for turn in self._turns.values() if turn.question.conversation_id == conversation_id]
        return thread[-limit:]

    def turn_of(self, scope: Scope, answer_id: str) -> Turn:
        """Return the turn with this answer."""
        del scope
        if answer_id not in self._turns:
            raise UnknownAnswerError
        return self._turns[answer_id]

    def conversations(self, scope: Scope, query: str, limit: int) -> Sequence[Conversation]:
        """Return no history: there is none."""
        del scope, query, limit
        return ()

    def give_feedback(self, scope: Scope, answer_id: str, feedback: Feedback) -> None:
        """Drop the verdict."""
        del scope, answer_id, feedback

    def delete(self, scope: Scope, conversation_id: str) -> int:
        """Forget everything."""
        del scope, conversation_id
        count = len(self._turns)
        self._turns.clear()
        return count

    def restore(self, scope: Scope) -> int:
        """Bring nothing back: it is forgotten."""
        del scope
        return 0


class NoLimit:
    """Grants every turn and every token: whoever runs a command decides what it may cost."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def turns(self, scope: Scope) -> TurnsLeft:
        """Return a limit that is far away."""
        del scope
        midnight = datetime.combine(self._clock.now().date(), datetime.min.time(), UTC)
        return TurnsLeft(used=0, limit=1_000_000, resets_at=midnight)

    def take_turn(self, scope: Scope) -> TurnsLeft | None:
        """Take a turn."""
        return self.turns(scope)

    def reserve(self, scope: Scope, tokens: int) -> Reservation:
        """Grant the tokens."""
        del scope, tokens
        return Reservation(id="unkept", granted=True)

    def settle(self, scope: Scope, reservation_id: str, usage: Usage | None, provider: str = "") -> None:
        """Count nothing."""
        del scope, reservation_id, usage, provider
