"""Fills the widget's `ConversationStore`: each call is one committed transaction of its own.

A stream outlives the request that started it, so nothing here touches a request's session.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from lti_tool.clock import Clock
from lti_tool.conversations.counting import count_interaction
from lti_tool.conversations.models import ConversationRow, TurnRow
from lti_tool.conversations.scopes import Place, place_of
from lti_tool.db import Database
from lti_tool.gradebook.models import InteractionKind
from widget.assistant.archive import answer_from_data, answer_to_data
from widget.conversation import Answer, Conversation, Feedback, Outcome, Question, Scope, Turn
from widget.errors import UnknownAnswerError
from widget.ports import OpenQuestion

TITLE_LENGTH = 120
#: How long a deleted thread may be brought back; then it is gone for good.
KEPT_DELETED = timedelta(hours=1)
#: An answer that only says "not now" earns nothing when it is rated.
COUNTED = frozenset({Outcome.ANSWERED})


class DatabaseConversationStore:
    """Conversations in the database; somebody else's ids are unknown here."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def open_question(self, scope: Scope, question: Question) -> OpenQuestion:
        """Store the question; the same `request_id` again returns what is already there."""
        place = place_of(scope)
        with self._database.transaction() as session:
            known = _by_request(session, place, question.request_id)
            turn = known or self._add_turn(session, place, question)
            return OpenQuestion(
                question_id=turn.public_id,
                conversation_id=turn.conversation.public_id,
                answer=answer_from_data(turn.answer) if turn.answer else None,
                answer_id=turn.answer_id or "",
            )

    def store_answer(self, scope: Scope, question_id: str, answer: Answer) -> str:
        """Store the answer beside its question; a second one replaces the first."""
        with self._database.transaction() as session:
            turn = _own_turn(session, place_of(scope), TurnRow.public_id == question_id)
            turn.answer = answer_to_data(answer)
            turn.outcome = answer.outcome.value
            turn.answered_at = self._clock.now()
            turn.answer_id = turn.answer_id or secrets.token_hex(12)
            return turn.answer_id

    def turns(self, scope: Scope, conversation_id: str, limit: int) -> Sequence[Turn]:
        """Return the last turns of a thread, oldest first."""
        with self._database.transaction(write=False) as session:
            thread = _thread(session, place_of(scope), conversation_id)
            if thread is None:
                return ()
            rows = session.scalars(
                select(TurnRow).where(TurnRow.conversation_id == thread.id).order_by(TurnRow.id.desc()).limit(limit)
            )
            return tuple(_turn(row) for row in reversed(rows.all()))

    def turn_of(self, scope: Scope, answer_id: str) -> Turn:
        """Return the turn that holds an answer of this person."""
        with self._database.transaction(write=False) as session:
            return _turn(_own_turn(session, place_of(scope), TurnRow.answer_id == answer_id))

    def conversations(self, scope: Scope, query: str, limit: int) -> Sequence[Conversation]:
        """Return this person's threads, newest first; every word of `query` stands in some question."""
        place = place_of(scope)
        with self._database.transaction(write=False) as session:
            counted = (
                select(ConversationRow, func.count(TurnRow.id))
                .join(TurnRow, TurnRow.conversation_id == ConversationRow.id)
                .where(*_own(place))
                .group_by(ConversationRow.id)
                .order_by(ConversationRow.last_at.desc())
                .limit(limit)
            )
            for word in query.split():
                counted = counted.where(ConversationRow.turns.any(TurnRow.question.icontains(word, autoescape=True)))
            return tuple(
                Conversation(row.public_id, row.title, row.started_at, turns) for row, turns in session.execute(counted)
            )

    def give_feedback(self, scope: Scope, answer_id: str, feedback: Feedback) -> None:
        """Keep the verdict; a rated answer is a meaningful interaction, scored in the same transaction."""
        place, now = place_of(scope), self._clock.now()
        with self._database.transaction() as session:
            turn = _own_turn(session, place, TurnRow.answer_id == answer_id)
            if feedback.helpful is not None:
                turn.helpful = feedback.helpful
                turn.feedback_reason = feedback.reason[:1000]
            if feedback.wrong_source is not None:
                turn.wrong_source = feedback.wrong_source
            turn.rated_at = now
            self._count(session, place, turn, InteractionKind.QUESTION_RATED)

    def follow(self, scope: Scope, answer_id: str) -> None:
        """A source of this answer was opened: the question was followed."""
        with self._database.transaction() as session:
            place = place_of(scope)
            turn = _own_turn(session, place, TurnRow.answer_id == answer_id)
            self._count(session, place, turn, InteractionKind.QUESTION_FOLLOWED)

    def delete(self, scope: Scope, conversation_id: str) -> int:
        """Delete one thread, or all of this person's in this course; `restore` brings them back for an hour."""
        doomed = update(ConversationRow).where(*_own(place_of(scope))).values(forgotten_at=self._clock.now())
        if conversation_id:
            doomed = doomed.where(ConversationRow.public_id == conversation_id)
        with self._database.transaction() as session:
            ids = session.scalars(doomed.returning(ConversationRow.id)).all()
            if conversation_id and not ids:
                raise UnknownAnswerError
            return len(ids)

    def restore(self, scope: Scope) -> int:
        """Bring back what this person deleted last, all of it where it was all; 0 when the hour is over."""
        whose = _anybodys(place_of(scope))
        with self._database.transaction() as session:
            last = session.scalar(select(func.max(ConversationRow.forgotten_at)).where(*whose))
            if last is None or last < self._clock.now() - KEPT_DELETED:
                return 0
            back = update(ConversationRow).where(*whose, ConversationRow.forgotten_at == last)
            return len(session.scalars(back.values(forgotten_at=None).returning(ConversationRow.id)).all())

    def _add_turn(self, session: Session, place: Place, question: Question) -> TurnRow:
        thread = _thread(session, place, question.conversation_id) if question.conversation_id else None
        if question.conversation_id and thread is None:
            raise UnknownAnswerError
        if thread is None:
            thread = ConversationRow(
                public_id=secrets.token_hex(12),
                user_id=place.user_id,
                course_id=place.course_id,
                title=" ".join(question.text.split())[:TITLE_LENGTH],
                started_at=question.asked_at,
            )
            session.add(thread)
        thread.last_at = question.asked_at
        turn = TurnRow(
            public_id=secrets.token_hex(12),
            conversation=thread,
            user_id=place.user_id,
            course_id=place.course_id,
            resource_link_id=place.resource_link_id,
            request_id=question.request_id,
            question=question.text,
            language=question.language,
            asked_at=question.asked_at,
        )
        session.add(turn)
        session.flush()
        return turn

    def _count(self, session: Session, place: Place, turn: TurnRow, kind: InteractionKind) -> None:
        if turn.outcome not in COUNTED:
            return
        there = replace(place, resource_link_id=turn.resource_link_id)
        count_interaction(session, kind, there, f"conversation-turn:{turn.public_id}", self._clock.now())


def forget_deleted(session: Session, now: datetime) -> None:
    """Delete for good what people deleted more than an hour ago."""
    session.execute(delete(ConversationRow).where(ConversationRow.forgotten_at < now - KEPT_DELETED))


def _anybodys(place: Place) -> tuple[ColumnElement[bool], ...]:
    return ConversationRow.user_id == place.user_id, ConversationRow.course_id == place.course_id


def _own(place: Place) -> tuple[ColumnElement[bool], ...]:
    """The threads that this person sees in this course."""
    return *_anybodys(place), ConversationRow.forgotten_at.is_(None)


def _by_request(session: Session, place: Place, request_id: str) -> TurnRow | None:
    return session.scalars(
        select(TurnRow).where(
            TurnRow.user_id == place.user_id, TurnRow.course_id == place.course_id, TurnRow.request_id == request_id
        )
    ).first()


def _own_turn(session: Session, place: Place, condition: object) -> TurnRow:
    row = session.scalars(
        select(TurnRow).where(
            TurnRow.user_id == place.user_id,
            TurnRow.course_id == place.course_id,
            TurnRow.conversation.has(ConversationRow.forgotten_at.is_(None)),
            condition,  # type: ignore[arg-type]
        )
    ).first()
    if row is None:
        raise UnknownAnswerError
    return row


def _thread(session: Session, place: Place, conversation_id: str) -> ConversationRow | None:
    own = (
        select(ConversationRow).where(*_own(place)).order_by(ConversationRow.last_at.desc(), ConversationRow.id.desc())
    )
    if conversation_id:
        own = own.where(ConversationRow.public_id == conversation_id)
    return session.scalars(own).first()


def _turn(row: TurnRow) -> Turn:
    rated = row.helpful is not None or row.wrong_source is not None
    return Turn(
        question_id=row.public_id,
        question=Question(row.question, row.language, row.asked_at, row.request_id, row.conversation.public_id),
        answer=answer_from_data(row.answer) if row.answer else None,
        answer_id=row.answer_id or "",
        feedback=Feedback(row.helpful, row.feedback_reason, row.wrong_source) if rated else None,
    )
