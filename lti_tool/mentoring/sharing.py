"""What a learner puts before the mentor, item by item, and the ledger of who looked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from lti_tool.mentoring.models import Pair, PairState, Share, View
from lti_tool.people.models import Enrolment, User

LONGEST_TEXT = 4000
#: Kinds that say how it is going; the others are words about the work.
SIGNALS = ("checkin", "mood", "delivery")
#: The learner's path itself, as it stands: while this is shared the mentor's page of it is open.
PATH = "path"
KINDS = ("talk", "note", "goal", "resource", PATH, *SIGNALS)
EMPTY = N_("Write what you want to share first.")
TOO_LONG = N_("Use at most 4,000 characters.")
NOT_NOW = N_("You have no mentor to share this with at the moment.")


def share(
    session: Session,
    pair: Pair,
    kind: str,
    text: str,
    now: datetime,
    *,
    for_session: bool = False,
    resource: str = "",
    source: str = "",
) -> Share:
    """Put one item before the mentor of an open pair; only the learner shares."""
    if pair.state != PairState.ACTIVE or pair.paused_at is not None:
        raise ConflictError(NOT_NOW)
    if kind not in KINDS:
        raise InvalidInputError
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise InvalidInputError(fields={"text": TOO_LONG if text.strip() else EMPTY})
    row = Share(
        pair_id=pair.id,
        user_id=pair.learner_id,
        kind=kind,
        text=text.strip(),
        resource=resource,
        source=source,
        for_session=for_session,
        shared_at=now,
    )
    session.add(row)
    session.flush()
    return row


def withdraw(session: Session, share_id: int, user_id: int, now: datetime) -> None:
    """Take an item back: its text is deleted, that it was shared stays in the ledger."""
    row = session.get(Share, share_id)
    if row is None or row.user_id != user_id:
        raise NotFoundError
    row.withdrawn_at, row.text, row.resource = row.withdrawn_at or now, "", ""
    session.flush()


def withdraw_source(session: Session, user_id: int, source: str, now: datetime) -> None:
    """Take back everything that was made from one source, e.g. "check-in:12", in whatever pair."""
    session.execute(
        update(Share)
        .where(Share.user_id == user_id, Share.source == source, Share.withdrawn_at.is_(None))
        .values(withdrawn_at=now, text="", resource="")
    )


def withdraw_kind(session: Session, user_id: int, course_id: int, kind: str, now: datetime) -> None:
    """Take back every item of a kind in a course; of them stays only that, and when, they were shared."""
    in_course = select(Pair.id).where(Pair.course_id == course_id)
    session.execute(
        update(Share)
        .where(Share.user_id == user_id, Share.pair_id.in_(in_course), Share.kind == kind, Share.withdrawn_at.is_(None))
        .values(withdrawn_at=now, text="", resource="")
    )


def everything_shared(session: Session, user_id: int, course_id: int) -> Sequence[Share]:
    """Return what somebody ever shared in a course, taken back or not, the newest first: for the ledger."""
    return session.scalars(
        select(Share)
        .join(Pair, Pair.id == Share.pair_id)
        .where(Share.user_id == user_id, Pair.course_id == course_id)
        .order_by(Share.id.desc())
    ).all()


def shared(session: Session, pair_id: int) -> Sequence[Share]:
    """Return what the mentor sees, the newest first."""
    return session.scalars(
        select(Share).where(Share.pair_id == pair_id, Share.withdrawn_at.is_(None)).order_by(Share.id.desc())
    ).all()


def is_shared(session: Session, pair_id: int, kind: str) -> bool:
    """True while something of this kind stands before the mentor."""
    statement = select(Share.id).where(Share.pair_id == pair_id, Share.kind == kind, Share.withdrawn_at.is_(None))
    return session.scalar(statement.limit(1)) is not None


def note_view(database: Database, *, user_id: int, course_id: int, viewer_id: int, what: str, now: datetime) -> None:
    """Write into the ledger that somebody looked, in a transaction of its own."""
    with database.transaction() as session:
        add_view(session, user_id=user_id, course_id=course_id, viewer_id=viewer_id, what=what, now=now)


def add_view(
    session: Session, *, user_id: int, course_id: int, viewer_id: int | None, what: str, now: datetime
) -> None:
    """Write into the ledger that somebody looked; None for a viewer whom the tool does not know."""
    session.add(View(user_id=user_id, course_id=course_id, viewer_id=viewer_id, what=what, at=now))


def note_export(session: Session, user_id: int, viewer_id: int | None, what: str, now: datetime) -> None:
    """Write into the ledger of every course of a person that somebody took everything that is known of them."""
    courses = session.scalars(select(Enrolment.course_id).where(Enrolment.user_id == user_id)).all()
    for course_id in courses:
        add_view(session, user_id=user_id, course_id=course_id, viewer_id=viewer_id, what=what, now=now)


def views(session: Session, course_id: int, user_id: int, limit: int = 20) -> list[tuple[str, str, datetime]]:
    """Return (who, what, when) of the last looks at somebody's things."""
    rows = session.scalars(
        select(View).where(View.course_id == course_id, View.user_id == user_id).order_by(View.id.desc()).limit(limit)
    ).all()
    viewers = {row.viewer_id for row in rows if row.viewer_id is not None}
    names = {user.id: user.shown_name for user in session.scalars(select(User).where(User.id.in_(viewers)))}
    return [(names.get(row.viewer_id or 0, ""), row.what, row.at) for row in rows]
