"""The outbox: a letter is written in the transaction of what it tells about, and leaves later."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool.mail.choices import wants_mail
from lti_tool.mail.models import Letter, LetterState
from lti_tool.people.models import User

#: Settled letters have no words any more; their rows say for so long what was sent.
KEEP_SETTLED = timedelta(days=30)
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter says. `key` names what it is about: the same key is written to a person once."""

    key: str
    subject: str
    text: str
    expires_at: datetime
    calendar: str = ""


def write(session: Session, person: User, draft: Draft, now: datetime) -> bool:
    """Put a letter into the outbox; False for a second one, and for who has no address or wants no mail."""
    if not person.email or not wants_mail(session, person.id):
        return False
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(Letter).values(
        public_id=secrets.token_hex(12),
        user_id=person.id,
        key=f"{draft.key}:{person.id}",
        subject=" ".join(draft.subject.split())[:LONGEST_SUBJECT],
        text=draft.text,
        calendar=draft.calendar,
        state=LetterState.WAITING,
        attempts=0,
        next_attempt_at=now,
        expires_at=draft.expires_at,
        reason="",
        created_at=now,
    )
    return session.execute(row.on_conflict_do_nothing().returning(Letter.id)).first() is not None


def recall(session: Session, person: User, key: str) -> None:
    """Delete a person's letters that have not left yet and whose key begins so: what they tell is no longer true."""
    session.execute(
        delete(Letter).where(
            Letter.user_id == person.id,
            Letter.state == LetterState.WAITING,
            Letter.lease_until.is_(None),
            Letter.key.startswith(key, autoescape=True),
        )
    )


def any_waiting(session: Session) -> bool:
    """True when a letter waits."""
    return session.scalar(select(Letter.id).where(Letter.state == LetterState.WAITING).limit(1)) is not None


def drop_waiting(session: Session) -> None:
    """Delete what waits: this installation sends no mail, and must not send old letters once it does."""
    session.execute(delete(Letter).where(Letter.state == LetterState.WAITING))


def tidy(session: Session, now: datetime) -> None:
    """Delete the rows of letters settled a month ago."""
    session.execute(delete(Letter).where(Letter.settled_at < now - KEEP_SETTLED))


def oldest_due(session: Session) -> datetime | None:
    """Return since when the letter that waits longest has waited; None when none does."""
    return session.scalar(select(func.min(Letter.created_at)).where(Letter.state == LetterState.WAITING))


def figures(session: Session, since: datetime) -> dict[LetterState, int]:
    """Return how many letters wait, and how many were settled in which way since an instant."""
    rows = session.execute(
        select(Letter.state, func.count())
        .where((Letter.state == LetterState.WAITING) | (Letter.settled_at >= since))
        .group_by(Letter.state)
    )
    return {LetterState(state): count for state, count in rows}
