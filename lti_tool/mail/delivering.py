"""Letters leave: one is claimed for a while, sent, and marked; a worker killed in between loses none.

A letter whose worker died is sent again once its claim has run out, under the same Message-ID:
only a kill between the server's yes and our commit can send it twice, and receivers fold those.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.mail.choices import wants_mail
from lti_tool.mail.composing import Letterhead, compose, recipient
from lti_tool.mail.models import Letter, LetterState
from lti_tool.mail.smtp import Mailer, MailRefusedError, MailUnavailableError

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)
#: After the first, second, ... failure; then the last one again until the letter is of no use.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


@dataclass(frozen=True, slots=True)
class Post:
    """How this installation sends mail."""

    mailer: Mailer
    head: Letterhead
    claim: timedelta = CLAIM


def deliver_next(database: Database, post: Post, clock: Clock) -> bool:
    """Send one letter that is due; False when none is."""
    with database.transaction() as session:
        letter = _claim(session, clock.now(), post.claim)
    if letter is None:
        return False
    if letter.state != LetterState.WAITING:
        return True
    try:
        post.mailer.send(compose(letter, post.head), recipient(letter))
    except MailUnavailableError as error:
        _settle(database, letter.id, None, str(error), clock.now())
    except (MailRefusedError, ValueError) as error:
        reason = str(error) if isinstance(error, MailRefusedError) else "no usable address"
        _settle(database, letter.id, LetterState.FAILED, reason, clock.now())
    else:
        _settle(database, letter.id, LetterState.SENT, "", clock.now())
    return True


def _claim(session: Session, now: datetime, claim: timedelta) -> Letter | None:
    """Take one letter that is due, or drop it when nobody wants or needs it any more."""
    letter = session.scalars(
        select(Letter)
        .where(
            Letter.state == LetterState.WAITING,
            Letter.next_attempt_at <= now,
            or_(Letter.lease_until.is_(None), Letter.lease_until <= now),
        )
        .order_by(Letter.next_attempt_at, Letter.id)
        .limit(1)
        .with_for_update(of=Letter, skip_locked=True)
    ).first()
    if letter is None:
        return None
    if letter.expires_at <= now or not letter.user.email or not wants_mail(session, letter.user_id):
        _close(letter, LetterState.DROPPED, "", now)
    else:
        letter.attempts += 1
        letter.lease_until = now + claim
    session.flush()
    return letter


def _settle(database: Database, letter_id: int, state: LetterState | None, reason: str, now: datetime) -> None:
    """Note how it went; without a state the letter is tried again."""
    with database.transaction() as session:
        letter = session.get(Letter, letter_id)
        if letter is None:  # its person was erased meanwhile
            return
        if state is not None:
            _close(letter, state, reason, now)
        else:
            letter.lease_until, letter.reason = None, reason[:120]
            letter.next_attempt_at = now + WAITS[min(letter.attempts, len(WAITS)) - 1]
    if state is not LetterState.SENT:
        log.warning("letter %s not sent (%s)", letter_id, reason)


def _close(letter: Letter, state: LetterState, reason: str, now: datetime) -> None:
    letter.state, letter.reason, letter.settled_at, letter.lease_until = state, reason[:120], now, None
    letter.subject = letter.text = letter.calendar = ""
