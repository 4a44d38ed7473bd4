"""Who wants mail: a switch of one's own, and a sealed link in each letter that works without a session."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.mail.models import MailChoice
from lti_tool.people.models import User

#: What the installation's secret key is derived for.
PURPOSE = "mail"
_LONGEST_NUMBER = 18


def wants_mail(session: Session, user_id: int) -> bool:
    """True for everybody who did not say otherwise."""
    row = session.get(MailChoice, user_id)
    return row is None or row.wanted


def choose(session: Session, user_id: int, *, wanted: bool, now: datetime) -> None:
    """Keep the choice."""
    row = session.get(MailChoice, user_id) or MailChoice(user_id=user_id)
    row.wanted, row.changed_at = wanted, now
    session.add(row)
    session.flush()


def sealed(key: bytes, user_id: int) -> str:
    """Return what stands in a person's unsubscribe link; it opens nothing but that person's switch."""
    return f"{user_id}-{hmac.new(key, b'stop:%d' % user_id, hashlib.sha256).hexdigest()}"


def opened(session: Session, key: bytes, token: str) -> User | None:
    """Return whose link this is, None when it was not made by this installation."""
    number, _, _ = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER and token.isascii()):
        return None
    if not hmac.compare_digest(sealed(key, int(number)), token):
        return None
    return session.get(User, int(number))
