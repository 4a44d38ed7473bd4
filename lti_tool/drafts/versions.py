"""Versions: a draft's text as it was each time somebody was asked about it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.drafts.models import Draft, DraftComment, DraftVersion
from lti_tool.errors import N_, ConflictError, NotFoundError

#: Versions of one draft.
MOST = 100
TOO_MANY = N_("This draft has %(limit)s versions. Begin a new draft with its text to go on.")


def versions_of(session: Session, draft_id: int) -> Sequence[DraftVersion]:
    """Return the versions of a draft, the newest first."""
    return session.scalars(
        select(DraftVersion).where(DraftVersion.draft_id == draft_id).order_by(DraftVersion.number.desc())
    ).all()


def latest(session: Session, draft_id: int) -> DraftVersion | None:
    """Return the newest version."""
    return session.scalars(
        select(DraftVersion).where(DraftVersion.draft_id == draft_id).order_by(DraftVersion.number.desc()).limit(1)
    ).first()


def handed(session: Session, draft_id: int) -> DraftVersion | None:
    """Return the version that was handed over last: the only one a mentor ever reads."""
    return session.scalars(
        select(DraftVersion)
        .where(DraftVersion.draft_id == draft_id, DraftVersion.handed_at.is_not(None))
        .order_by(DraftVersion.number.desc())
        .limit(1)
    ).first()


def find(session: Session, draft_id: int, number: int) -> DraftVersion:
    """Return one version of a draft by its number."""
    version = session.scalars(
        select(DraftVersion).where(DraftVersion.draft_id == draft_id, DraftVersion.number == number)
    ).first()
    if version is None:
        raise NotFoundError
    return version


def keep(session: Session, draft: Draft, now: datetime) -> DraftVersion:
    """Return a version that holds the draft's text: the newest where it does already and no mentor has it."""
    newest = latest(session, draft.id)
    if newest is not None and newest.text == draft.text and newest.handed_at is None:
        return newest
    number = newest.number + 1 if newest else 1
    if number > MOST:
        raise ConflictError(TOO_MANY, limit=MOST)
    version = DraftVersion(
        draft_id=draft.id,
        number=number,
        text=draft.text,
        made_at=now,
        reviewed_by="",
        provider="",
        note={},
        with_comments=False,
    )
    session.add(version)
    session.flush()
    return version


def comments_on(session: Session, version_id: int) -> Sequence[DraftComment]:
    """Return the comments on a version: software's by their place, then the mentor's."""
    return session.scalars(
        select(DraftComment)
        .where(DraftComment.version_id == version_id)
        .order_by(DraftComment.position, DraftComment.id)
    ).all()


def drop_comments(session: Session, version_id: int) -> None:
    """Delete the comments on a version, before others take their place."""
    session.execute(delete(DraftComment).where(DraftComment.version_id == version_id))
