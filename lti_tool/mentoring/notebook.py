"""Notes whose readers are printed on them, and actions with a day."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.mentoring.meeting_models import Action, Note
from lti_tool.mentoring.models import Pair

LONGEST_NOTE = 5000
LONGEST_ACTION = 300
EMPTY = N_("Write something first.")
TOO_LONG = N_("This is too long. Shorten it, then try again.")
BAD_DAY = N_("Give the day like 2026-03-09, or leave it empty.")


def write_note(session: Session, pair: Pair, author_id: int, text: str, *, for_both: bool, now: datetime) -> None:
    """Keep a note: for both, or for its author alone."""
    _check(text, LONGEST_NOTE, "note")
    session.add(Note(pair_id=pair.id, author_id=author_id, text=text.strip(), for_both=for_both, written_at=now))
    session.flush()


def delete_note(session: Session, note_id: int, author_id: int) -> None:
    """Delete one's own note."""
    note = session.get(Note, note_id)
    if note is None or note.author_id != author_id:
        raise NotFoundError
    session.delete(note)
    session.flush()


def notes_for(session: Session, pair_id: int, reader_id: int) -> Sequence[Note]:
    """Return what this reader may see, the newest first."""
    return session.scalars(
        select(Note)
        .where(Note.pair_id == pair_id, or_(Note.for_both, Note.author_id == reader_id))
        .order_by(Note.id.desc())
    ).all()


def add_action(session: Session, pair: Pair, owner_id: int, text: str, due_on: str, now: datetime) -> None:
    """Note what one of the two does until a day ("2026-03-09", or empty)."""
    _check(text, LONGEST_ACTION, "action")
    if not pair.has(owner_id):
        raise InvalidInputError
    session.add(
        Action(pair_id=pair.id, owner_id=owner_id, text=text.strip(), due_on=_day(due_on), done_at=None, created_at=now)
    )
    session.flush()


def mark_action(session: Session, pair: Pair, action_id: int, *, done: bool, now: datetime) -> None:
    """Mark an action done or open again; either of the two may."""
    action = session.get(Action, action_id)
    if action is None or action.pair_id != pair.id:
        raise NotFoundError
    action.done_at = now if done else None
    session.flush()


def actions_of(session: Session, pair_id: int) -> list[Action]:
    """Return the actions of a pair: open ones by their day, then those done."""
    found = session.scalars(select(Action).where(Action.pair_id == pair_id)).all()
    return sorted(found, key=lambda one: (one.done_at is not None, one.due_on or date.max, one.id))


def is_overdue(action: Action, today: date) -> bool:
    """True for an open action whose day has passed."""
    return action.done_at is None and action.due_on is not None and action.due_on < today


def _check(text: str, most: int, name: str) -> None:
    if not text.strip() or len(text) > most:
        raise InvalidInputError(fields={name: TOO_LONG if text.strip() else EMPTY})


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInputError(fields={"due_on": BAD_DAY}) from None
