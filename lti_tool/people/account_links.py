"""Joining an account from an organisation's page to one's own in a course, by one's own act alone.

The course shows a code; typed on the organisation's page by whoever is signed in there, it joins the
two: what counts there counts in the course. A code lives for ten minutes, works once, and only its
hash is kept. Either side ends the link. Functions flush; commits happen elsewhere.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.people.link_models import AccountLink, LinkCode
from lti_tool.people.models import Enrolment

LASTING = timedelta(minutes=10)
#: The version of the text that stands beside the button.
WORDING = "link-1"
#: 31 letters and digits, none of which reads like another; eight of them are 39 bits.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8


def make_code(session: Session, user_id: int, course_id: int, now: datetime) -> str:
    """Return a new code for this person's place in the course; an earlier one ends."""
    place = session.scalars(
        select(Enrolment).where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
    ).first()
    if place is None:
        raise NotFoundError
    session.execute(delete(LinkCode).where((LinkCode.ends_at <= now) | (LinkCode.enrolment_id == place.id)))
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.add(LinkCode(enrolment_id=place.id, code_hash=_digest(code), ends_at=now + LASTING))
    session.flush()
    return code


def find_place(session: Session, code: str, course_id: int, now: datetime) -> Enrolment | None:
    """Return whose place in this course a code stands for, and leave the code; None when it does not count."""
    return session.scalars(
        select(Enrolment)
        .join(LinkCode, LinkCode.enrolment_id == Enrolment.id)
        .where(LinkCode.code_hash == _digest(code), LinkCode.ends_at > now, Enrolment.course_id == course_id)
    ).first()


def join(session: Session, code: str, user_id: int, course_id: int, now: datetime) -> AccountLink | None:
    """Use the code up and join the account to its place; an earlier link of the account ends."""
    place = find_place(session, code, course_id, now)
    if place is None or place.user_id == user_id:
        return None
    # Of two that send the same code at once, the one that deletes its row wins.
    used = delete(LinkCode).where(LinkCode.code_hash == _digest(code)).returning(LinkCode.id)
    if session.scalars(used).first() is None:
        return None
    session.execute(delete(AccountLink).where(AccountLink.user_id == user_id))
    link = AccountLink(user_id=user_id, enrolment_id=place.id, wording=WORDING, linked_at=now)
    session.add(link)
    session.flush()
    return link


def link_of(session: Session, user_id: int) -> AccountLink | None:
    """Return the link of an account elsewhere."""
    return session.scalars(select(AccountLink).where(AccountLink.user_id == user_id)).first()


def links_to(session: Session, user_id: int, course_id: int) -> Sequence[AccountLink]:
    """Return the accounts elsewhere that count for this person in a course, the oldest first."""
    return session.scalars(
        select(AccountLink)
        .join(Enrolment, Enrolment.id == AccountLink.enrolment_id)
        .where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
        .order_by(AccountLink.id)
    ).all()


def part(session: Session, link_id: int, user_id: int) -> None:
    """End a link; only the person on either side can."""
    link = session.get(AccountLink, link_id)
    if link is None or user_id not in (link.user_id, link.enrolment.user_id):
        raise NotFoundError
    session.delete(link)
    session.flush()


def counts_as(session: Session, user_id: int, course_id: int) -> int | None:
    """Return the account for which this one's acts count in a course: its own, the one it is joined to, or none."""
    here = select(Enrolment.user_id).where(Enrolment.course_id == course_id)
    own = session.scalar(here.where(Enrolment.user_id == user_id))
    if own is not None:
        return own
    return session.scalar(
        here.join(AccountLink, AccountLink.enrolment_id == Enrolment.id).where(AccountLink.user_id == user_id)
    )


def _digest(code: str) -> str:
    """Return what is kept of a code; blanks, hyphens and small letters are a matter of typing."""
    plain = "".join(one for one in code.upper() if one.isalnum())
    return hashlib.sha256(f"account link {plain}".encode()).hexdigest()
