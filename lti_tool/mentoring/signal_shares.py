"""Where signals and the human pair meet: share one item, and the end of a consent, which reaches every copy."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.catalogue import assessing
from lti_tool.errors import ConflictError
from lti_tool.mentoring import alerts, pairs, sharing
from lti_tool.mentoring.meeting_models import AlertReason
from lti_tool.mentoring.models import Pair, Share
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.signals import mood_following, mood_switch, takes

CHECK_IN, MOOD, DELIVERY = sharing.SIGNALS


def share(session: Session, user_id: int, course_id: int, kind: str, text: str, now: datetime, *, source: str) -> Share:
    """Put exactly this text before the mentor, who is told that something was shared.

    A second share from the same source takes the place of the first.
    """
    pair = open_pair(session, user_id, course_id)
    sharing.withdraw_source(session, user_id, source, now)
    row = sharing.share(session, pair, kind, text, now, source=source)
    alerts.open_alert(session, pair, AlertReason.SHARED, now)
    return row


def open_pair(session: Session, user_id: int, course_id: int) -> Pair:
    """Return the pair to share with; `ConflictError` where there is none."""
    pair = pairs.pair_of_learner(session, course_id, user_id)
    if pair is None:
        raise ConflictError(sharing.NOT_NOW)
    return pair


def standing_source(session: Session, user_id: int, source: str) -> Share | None:
    """Return what is shared from a source now, or None."""
    return session.scalars(
        select(Share)
        .where(Share.user_id == user_id, Share.source == source, Share.withdrawn_at.is_(None))
        .order_by(Share.id.desc())
    ).first()


def withdraw_consent(session: Session, user_id: int, course_id: int, purpose: Purpose, now: datetime) -> None:
    """Note the no, and delete what was derived on the yes: readings, prompts, takes, results, shared copies."""
    consents.decide(session, user_id, course_id, purpose, now, granted=False)
    if purpose is Purpose.MOOD:
        mood_following.forget(session, user_id, course_id)
        sharing.withdraw_kind(session, user_id, course_id, MOOD, now)
    elif purpose is Purpose.RESULTS:
        assessing.forget(session, user_id, course_id)
    else:
        takes.forget_all(session, user_id, course_id)
        sharing.withdraw_kind(session, user_id, course_id, DELIVERY, now)


def switch_mood_off(session: Session, entered_by: str, now: datetime) -> None:
    """Switch readings off for the institution: what was derived from anybody's words is deleted, copies too.

    Who wants them after they were switched on again has to say yes again.
    """
    mood_switch.note_off(session, entered_by, now)
    mood_following.forget_everybody(session)
    session.execute(
        update(Share)
        .where(Share.kind == MOOD, Share.withdrawn_at.is_(None))
        .values(withdrawn_at=now, text="", resource="")
    )
