"""What this subject knows of a person, and how it forgets: for `privacy`."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.conversations.exercise_models import ExerciseNote
from lti_tool.conversations.models import ConversationRow, TokenUse, TurnRow, TurnUse


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return every thread with its questions, answers and verdicts, the exercises, and what was used."""
    threads = session.scalars(select(ConversationRow).where(ConversationRow.user_id == user_id)).all()
    return {
        "conversations": [
            {
                "title": thread.title,
                "started_at": thread.started_at.isoformat(),
                "deleted_at": thread.forgotten_at.isoformat() if thread.forgotten_at else None,
                "turns": [_turn(t) for t in thread.turns],
            }
            for thread in threads
        ],
        "exercises": [
            {
                "exercise": note.exercise_id,
                "written": note.answers,
                "written_at": note.written_at.isoformat(),
                "finished": note.finished_at is not None,
                "shared": note.shared_at is not None,
            }
            for note in session.scalars(select(ExerciseNote).where(ExerciseNote.user_id == user_id))
        ],
        "questions_per_day": [
            {"day": use.day.isoformat(), "course": use.course_id, "used": use.used}
            for use in session.scalars(select(TurnUse).where(TurnUse.user_id == user_id))
        ],
        "model_tokens": [
            {"at": use.at.isoformat(), "course": use.course_id, "tokens": use.tokens, "model": use.provider}
            for use in session.scalars(select(TokenUse).where(TokenUse.user_id == user_id))
        ],
    }


def forget(session: Session, user_id: int, now: datetime) -> None:  # noqa: ARG001 - one shape for all subjects
    """Delete all of it."""
    for table in (TurnRow, ConversationRow, ExerciseNote, TurnUse, TokenUse):
        session.execute(delete(table).where(table.user_id == user_id))


def _turn(row: TurnRow) -> dict[str, Any]:
    return {
        "question": row.question,
        "asked_at": row.asked_at.isoformat(),
        "answer": row.answer,
        "helpful": row.helpful,
        "feedback": row.feedback_reason,
        "wrong_source": row.wrong_source,
    }
