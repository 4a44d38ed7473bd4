"""What a sign-in in a window of its own leaves for the frame that began it, for two minutes.

The frame gets it in one of two ways. Where the window still knows who opened it, it hands a
code to our own frame and to nobody else. Where the provider's pages cut that link
(`Cross-Origin-Opener-Policy`), the window shows a number and the person types it into the frame.
Asking by the frame's nonce alone would do too, but then whoever made somebody open a sign-in
window with a nonce of theirs would be let in as that person.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from lti_tool.embed.models import EmbedSignIn, EmbedSite
from lti_tool.embed.sessions import digest
from lti_tool.embed.tokens import Vouched
from lti_tool.identity import Person

LASTING = timedelta(minutes=2)
DIGITS = 6
#: Wrong numbers after which the sign-in has to be begun again.
MOST_TRIES = 5
#: Keeps people of the provider apart from those that the site's own tokens name.
PREFIX = "oidc:"


@dataclass(frozen=True, slots=True)
class Left:
    """What opens the session: the code, handed over by script, or the number, typed by the person."""

    code: str
    number: str


def leave(session: Session, site: EmbedSite, nonce: str, person: Person, now: datetime) -> Left:
    """Keep who signed in for the frame with this nonce; an earlier one of the same frame is replaced."""
    left = Left(secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}")
    session.execute(delete(EmbedSignIn).where((EmbedSignIn.ends_at <= now) | (EmbedSignIn.nonce_hash == digest(nonce))))
    session.add(
        EmbedSignIn(
            site_id=site.id,
            nonce_hash=digest(nonce),
            code_hash=digest(left.code),
            number_hash=_of_number(nonce, left.number),
            subject=f"{PREFIX}{person.subject}"[:255],
            name=person.name[:255],
            tries=0,
            ends_at=now + LASTING,
        )
    )
    session.flush()
    return left


def take_code(session: Session, site: EmbedSite, code: str, now: datetime) -> Vouched | None:
    """Return who signed in, once; None for a code that is unknown, used or too old."""
    return _taken(session, _live(session, site, now, EmbedSignIn.code_hash == digest(code)))


def take_number(session: Session, site: EmbedSite, nonce: str, number: str, now: datetime) -> Vouched | None:
    """Return who signed in, once; None while nobody has, and for a wrong number, of which five end it."""
    row = _live(session, site, now, EmbedSignIn.nonce_hash == digest(nonce))
    if row is None:
        return None
    if not hmac.compare_digest(row.number_hash, _of_number(nonce, "".join(number.split()))):
        row.tries += 1
        if row.tries >= MOST_TRIES:
            session.delete(row)
        return None
    return _taken(session, row)


def _live(session: Session, site: EmbedSite, now: datetime, which: ColumnElement[bool]) -> EmbedSignIn | None:
    found = select(EmbedSignIn).where(EmbedSignIn.site_id == site.id, EmbedSignIn.ends_at > now, which)
    return session.scalars(found.with_for_update()).first()


def _taken(session: Session, row: EmbedSignIn | None) -> Vouched | None:
    if row is None:
        return None
    session.delete(row)
    session.flush()
    return Vouched(row.subject, row.name, "", "", row.ends_at)


def _of_number(nonce: str, number: str) -> str:
    """Return what is kept of a number: with the nonce, so that six digits cannot be looked up."""
    return digest(f"{nonce} {number}")
