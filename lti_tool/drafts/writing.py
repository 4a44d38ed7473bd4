"""A learner's drafts: begun, kept while they are written, put away and had back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.drafts import letters
from lti_tool.drafts.finding import the_draft
from lti_tool.drafts.models import Draft, DraftState
from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from widget.assistant.reviewing import DraftKind

#: About four pages; a letter has one.
LONGEST = 12_000
#: Drafts of one person in one course.
MOST = 60
#: What was deleted can be had back for so long.
UNDO = timedelta(hours=1)

TOO_LONG = N_("This has %(length)s characters and the limit is %(limit)s. Shorten it, then it is kept again.")
TOO_MANY = N_("You have %(limit)s drafts here. Delete one that you no longer need first.")
WITH_MENTOR = N_("This draft is with your mentor. Take it back to go on writing.")
VALIDATED = N_("This draft is validated and stays as it is. Begin a new one to go on.")
TWO_PAGES = N_("This draft was changed on another page meanwhile. Open it again: your words are kept on this device.")


@dataclass(frozen=True, slots=True)
class Written:
    """What a page sends: the text, the page's own mark, and the revision that it was opened with."""

    text: str
    page: str
    opened: int


def begin(
    session: Session, user_id: int, course_id: int, kind: DraftKind, now: datetime, *, resource_link_id: int | None
) -> Draft:
    """Begin an empty draft; its validation will count for the activity it is begun in."""
    held = session.scalar(
        select(func.count()).where(Draft.user_id == user_id, Draft.course_id == course_id, Draft.deleted_at.is_(None))
    )
    if (held or 0) >= MOST:
        raise ConflictError(TOO_MANY, limit=MOST)
    draft = Draft(
        public_id=secrets.token_hex(12),
        user_id=user_id,
        course_id=course_id,
        resource_link_id=resource_link_id,
        kind=kind,
        text="",
        state=DraftState.DRAFT,
        revision=0,
        page="",
        created_at=now,
        written_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def drafts_of(session: Session, user_id: int, course_id: int) -> Sequence[Draft]:
    """Return somebody's drafts in a course, the one written last first."""
    return session.scalars(
        select(Draft)
        .where(Draft.user_id == user_id, Draft.course_id == course_id, Draft.deleted_at.is_(None))
        .order_by(Draft.written_at.desc(), Draft.id.desc())
    ).all()


def find_own(session: Session, public_id: str, user_id: int, course_id: int, *, lock: bool = False) -> Draft:
    """Return somebody's own draft; for anybody else it does not exist. `lock` for what changes it."""
    query = select(Draft).where(
        Draft.public_id == public_id,
        Draft.user_id == user_id,
        Draft.course_id == course_id,
        Draft.deleted_at.is_(None),
    )
    return the_draft(session, query, lock=lock)


def save(session: Session, draft: Draft, written: Written, now: datetime) -> None:
    """Keep the text. Refuses a page that does not know what another page saved after it was opened."""
    check_open(draft)
    if draft.page != written.page and draft.revision != written.opened:
        raise ConflictError(TWO_PAGES)
    if len(written.text) > LONGEST:
        raise InvalidInputError(TOO_LONG, fields={"text": TOO_LONG}, length=len(written.text), limit=LONGEST)
    if written.text != draft.text:
        draft.text, draft.page, draft.written_at = written.text, written.page[:32], now
        draft.revision += 1
        session.flush()


def check_open(draft: Draft) -> None:
    """Raise `ConflictError` where its owner cannot write."""
    if draft.standing == DraftState.WITH_MENTOR:
        raise ConflictError(WITH_MENTOR)
    if draft.standing == DraftState.VALIDATED:
        raise ConflictError(VALIDATED)


def put_away(session: Session, draft: Draft, now: datetime) -> None:
    """Delete a draft; the mentor no longer sees it either. It can be had back for an hour."""
    letters.recall_handed(session, draft)
    draft.deleted_at = now
    session.flush()


def have_back(session: Session, public_id: str, user_id: int, course_id: int, now: datetime) -> Draft:
    """Bring a deleted draft back while that is possible."""
    draft = session.scalars(
        select(Draft).where(
            Draft.public_id == public_id,
            Draft.user_id == user_id,
            Draft.course_id == course_id,
            Draft.deleted_at > now - UNDO,
        )
    ).first()
    if draft is None:
        raise NotFoundError
    draft.deleted_at = None
    session.flush()
    return draft


def forget_deleted(session: Session, now: datetime) -> None:
    """Delete for good what was put away an hour ago."""
    session.execute(delete(Draft).where(Draft.deleted_at <= now - UNDO))
