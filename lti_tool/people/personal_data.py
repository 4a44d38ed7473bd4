"""What this subject knows of a person, and how it forgets: for `privacy`."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.people.link_models import AccountLink, LinkCode
from lti_tool.people.models import Consent, Enrolment, FrameSession, User
from lti_tool.people.roster_models import RosterEntry


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return the person's account, enrolments, sessions and consents as plain data."""
    user = session.get_one(User, user_id)
    enrolments = session.scalars(select(Enrolment).where(Enrolment.user_id == user_id)).unique().all()
    sessions = session.scalars(
        select(FrameSession).where(FrameSession.enrolment_id.in_([row.id for row in enrolments]))
    ).all()
    listed = {
        row.enrolment_id: {"as": str(row.standing), "at": _iso(row.listed_at)}
        for row in session.scalars(
            select(RosterEntry).where(RosterEntry.enrolment_id.in_([row.id for row in enrolments]))
        )
    }
    links = session.scalars(
        select(AccountLink).where(
            (AccountLink.user_id == user_id) | AccountLink.enrolment_id.in_([row.id for row in enrolments])
        )
    ).all()
    consents = session.scalars(select(Consent).where(Consent.user_id == user_id)).all()
    return {
        "account": {
            "name": user.name,
            "email": user.email,
            "display_name": user.display_name,
            "locale": user.locale,
            "created_at": _iso(user.created_at),
            "last_seen_at": _iso(user.last_seen_at),
        },
        "enrolments": [
            {
                "course": row.course.title,
                "role": str(row.role),
                "since": _iso(row.created_at),
                "on_the_platforms_list": listed.get(row.id),
            }
            for row in enrolments
        ],
        "sessions": [{"opened": _iso(row.created_at), "last_used": _iso(row.last_used_at)} for row in sessions],
        "accounts_linked": [
            {"course": row.enrolment.course.title, "since": _iso(row.linked_at), "wording": row.wording}
            for row in links
        ],
        "consents": [
            {"purpose": row.purpose, "granted": row.granted, "wording": row.wording, "at": _iso(row.decided_at)}
            for row in consents
        ],
    }


def forget(session: Session, user_id: int, now: datetime) -> None:
    """Leave a tombstone: the key that stops a re-import, nothing that names the person."""
    enrolments = select(Enrolment.id).where(Enrolment.user_id == user_id)
    session.execute(delete(FrameSession).where(FrameSession.enrolment_id.in_(enrolments)))
    session.execute(
        delete(AccountLink).where((AccountLink.user_id == user_id) | AccountLink.enrolment_id.in_(enrolments))
    )
    session.execute(delete(LinkCode).where(LinkCode.enrolment_id.in_(enrolments)))
    session.execute(delete(Consent).where(Consent.user_id == user_id))
    session.execute(delete(Enrolment).where(Enrolment.user_id == user_id))
    user = session.get_one(User, user_id)
    user.name = user.email = user.display_name = ""
    user.last_seen_at = now


def _iso(instant: datetime) -> str:
    return instant.isoformat()
