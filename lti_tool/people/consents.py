"""Consent, one purpose at a time: a person says yes or no in one course, and the newest answer counts."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.people.models import Consent


class Purpose(StrEnum):
    """What somebody can agree to; nothing else of a person is processed on consent."""

    #: The words of check-ins are read for a trend against the writer's own usual.
    MOOD = "mood"
    #: Recordings are described, and the figures kept where the speaker keeps them.
    VOICE = "voice"
    #: What the course's gradebook holds about skills is read for the path and the suggestions.
    RESULTS = "results"


#: The version of the text that is shown beside the button of each purpose.
WORDING = {Purpose.MOOD: "mood-1", Purpose.VOICE: "voice-1", Purpose.RESULTS: "results-1"}


def decide(
    session: Session,
    user_id: int,
    course_id: int,
    purpose: Purpose,
    now: datetime,
    *,
    granted: bool,
    since: datetime | None = None,
) -> Consent:
    """Note a yes or a no; saying the same again changes nothing, unless the earlier answer is older than `since`."""
    hold(session, user_id, course_id, purpose)
    standing = latest(session, user_id, course_id, purpose)
    if (
        standing is not None
        and standing.granted == granted
        and standing.wording == WORDING[purpose]
        and (since is None or standing.decided_at >= since)
    ):
        return standing
    row = Consent(
        user_id=user_id,
        course_id=course_id,
        purpose=purpose,
        granted=granted,
        wording=WORDING[purpose],
        decided_at=now,
    )
    session.add(row)
    session.flush()
    return row


def hold(session: Session, user_id: int, course_id: int, purpose: Purpose) -> None:
    """Let nobody change the answer before this transaction ends; read it after this.

    What is kept on a yes is then committed before a withdrawal, which deletes it, or not at all.
    """
    mine = Consent.user_id == user_id, Consent.course_id == course_id, Consent.purpose == purpose
    session.execute(select(Consent.id).where(*mine).order_by(Consent.id).with_for_update())


def latest(session: Session, user_id: int, course_id: int, purpose: Purpose) -> Consent | None:
    """Return the newest answer, or None."""
    return session.scalars(
        select(Consent)
        .where(Consent.user_id == user_id, Consent.course_id == course_id, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
    ).first()


def is_granted(
    session: Session, user_id: int, course_id: int, purpose: Purpose, *, since: datetime | None = None
) -> bool:
    """Return whether the newest answer is a yes to the text of today, given at `since` or later."""
    found = latest(session, user_id, course_id, purpose)
    return (
        found is not None
        and found.granted
        and found.wording == WORDING[purpose]
        and (since is None or found.decided_at >= since)
    )


def history(session: Session, user_id: int, course_id: int) -> Sequence[Consent]:
    """Return every answer in a course, the newest first."""
    return session.scalars(
        select(Consent).where(Consent.user_id == user_id, Consent.course_id == course_id).order_by(Consent.id.desc())
    ).all()
