"""Sessions of a pair: one proposes times, the other confirms one; afterwards it was held or missed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from lti_tool.gradebook.interactions import record_interaction
from lti_tool.gradebook.models import InteractionKind
from lti_tool.mentoring import notices
from lti_tool.mentoring.meeting_models import Meeting, MeetingState
from lti_tool.mentoring.models import Pair, PairState

LONGEST_TEXT = 5000
LONGEST_PLACE = 500
DURATIONS = (20, 30, 45, 60, 90)
REMINDER_AHEAD = timedelta(hours=24)
COMING = (MeetingState.PROPOSED, MeetingState.CONFIRMED)

PAUSED = N_("This pair is paused: one of you is no longer in the course. Sessions can be planned again afterwards.")
NOT_ACTIVE = N_("Sessions can be planned once both of you have said yes.")
BAD_MINUTES = N_("Choose one of the lengths.")
TOO_LONG = N_("This is too long. Shorten it, then try again.")
NOT_YOURS = N_("The other person confirms a time you proposed.")
NO_LONGER = N_("This session has changed meanwhile. Look at it again.")
NOT_YET = N_("This session has not begun yet.")
BAD_PREPARATION = N_("Give minutes as a whole number from 0 to 600, or leave it empty.")


@dataclass(frozen=True, slots=True)
class Held:
    """How a session went: held, or missed; what was agreed; the mentor's own minutes of preparation."""

    held: bool
    recap: str = ""
    preparation_minutes: str = ""


def propose(
    session: Session, pair: Pair, by: int, times: Sequence[datetime], minutes: int, place: str, now: datetime
) -> Meeting:
    """Propose instants to the other one. Raises `ConflictError` before both have said yes."""
    if pair.state != PairState.ACTIVE:
        raise ConflictError(NOT_ACTIVE)
    if pair.paused_at is not None:
        raise ConflictError(PAUSED)
    wrong = {"minutes": BAD_MINUTES if minutes not in DURATIONS else "", "place": _too_long(place, LONGEST_PLACE)}
    if any(wrong.values()):
        raise InvalidInputError(fields={name: sentence for name, sentence in wrong.items() if sentence})
    meeting = Meeting(
        public_id=secrets.token_hex(12),
        pair_id=pair.id,
        state=MeetingState.PROPOSED,
        proposed_by=by,
        times=[instant.isoformat() for instant in times],
        minutes=minutes,
        place=place.strip(),
        created_at=now,
    )
    session.add(meeting)
    session.flush()
    notices.proposed(session, meeting, now)
    return meeting


def find_meeting(session: Session, public_id: str, user_id: int) -> Meeting:
    """Return a session to one of its two people; for anybody else it does not exist."""
    meeting = session.scalars(select(Meeting).where(Meeting.public_id == public_id)).first()
    if meeting is None or not meeting.pair.has(user_id):
        raise NotFoundError
    return meeting


def confirm(session: Session, meeting: Meeting, by: int, time: str, now: datetime) -> None:
    """Take one of the proposed times. Only the one who did not propose it confirms."""
    if meeting.proposed_by == by:
        raise ConflictError(NOT_YOURS)
    if meeting.state != MeetingState.PROPOSED or time not in meeting.times or meeting.pair.state != PairState.ACTIVE:
        raise ConflictError(NO_LONGER)
    meeting.state, meeting.starts_at = MeetingState.CONFIRMED, datetime.fromisoformat(time)
    meeting.sequence += 1
    # Who agrees on a session within a day needs no reminder of it.
    meeting.reminded = meeting.starts_at <= now + REMINDER_AHEAD
    session.flush()
    notices.confirmed(session, meeting, now)


def move(session: Session, meeting: Meeting, by: int, times: Sequence[datetime], now: datetime) -> None:
    """Give up the agreed time and propose others; the other person confirms one, as at first."""
    was = meeting.starts_at
    if meeting.state != MeetingState.CONFIRMED or was is None or was <= now or meeting.pair.state != PairState.ACTIVE:
        raise ConflictError(NO_LONGER)
    meeting.state, meeting.starts_at, meeting.proposed_by = MeetingState.PROPOSED, None, by
    meeting.times = [instant.isoformat() for instant in times]
    meeting.sequence += 1
    session.flush()
    notices.moved(session, meeting, was, now)


def cancel(session: Session, meeting: Meeting, by: int, now: datetime) -> None:
    """Call a session off; either of the two may."""
    if meeting.state not in COMING:
        raise ConflictError(NO_LONGER)
    meeting.state, meeting.closed_at = MeetingState.CANCELLED, now
    meeting.sequence += 1
    session.flush()
    notices.cancelled(session, meeting, by, now)


def close(session: Session, meeting: Meeting, how: Held, now: datetime, *, resource_link_id: int | None = None) -> None:
    """Say that a session was held or missed; one that was held counts for the learner, in the same transaction."""
    if meeting.state != MeetingState.CONFIRMED or meeting.starts_at is None:
        raise ConflictError(NO_LONGER)
    if now < meeting.starts_at:
        raise ConflictError(NOT_YET)
    wrong = {
        "recap": _too_long(how.recap, LONGEST_TEXT),
        "preparation_minutes": "" if _is_minutes(how.preparation_minutes) else BAD_PREPARATION,
    }
    if any(wrong.values()):
        raise InvalidInputError(fields={name: sentence for name, sentence in wrong.items() if sentence})
    meeting.state = MeetingState.HELD if how.held else MeetingState.MISSED
    meeting.recap, meeting.closed_at = how.recap.strip(), now
    meeting.preparation_minutes = int(how.preparation_minutes) if how.preparation_minutes.strip() else None
    session.flush()
    if how.held:
        record_interaction(
            session,
            InteractionKind.SESSION_HELD,
            user_id=meeting.pair.learner_id,
            course_id=meeting.pair.course_id,
            subject=f"session:{meeting.public_id}",
            now=now,
            resource_link_id=resource_link_id,
        )


def meetings_of(session: Session, pair_id: int) -> list[Meeting]:
    """Return the sessions of a pair, the newest first."""
    return list(session.scalars(select(Meeting).where(Meeting.pair_id == pair_id).order_by(Meeting.id.desc())).all())


def next_of(found: Sequence[Meeting], now: datetime) -> Meeting | None:
    """Return the session that comes next: one that is confirmed and not over, else one to confirm."""
    confirmed = [one for one in found if one.state == MeetingState.CONFIRMED and not is_over(one, now)]
    proposed = [one for one in found if one.state == MeetingState.PROPOSED]
    return min(confirmed, key=lambda one: (one.starts_at, one.id), default=proposed[0] if proposed else None)


def to_close(found: Sequence[Meeting], now: datetime) -> list[Meeting]:
    """Return the sessions that have begun and of which nobody has said yet how they went."""
    return [one for one in found if one.state == MeetingState.CONFIRMED and one.starts_at and one.starts_at <= now]


def is_over(meeting: Meeting, now: datetime) -> bool:
    """True once the confirmed time has passed."""
    return meeting.starts_at is not None and meeting.starts_at + timedelta(minutes=meeting.minutes) <= now


def _too_long(text: str, most: int) -> str:
    return TOO_LONG if len(text) > most else ""


def _is_minutes(text: str) -> bool:
    digits = text.strip()
    return not digits or (digits.isascii() and digits.isdigit() and len(digits) <= 3 and int(digits) <= 600)
