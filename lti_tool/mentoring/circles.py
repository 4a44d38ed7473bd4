"""Circles: an instructor brings people together, each says yes or no, and they meet; nobody has to say why."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from lti_tool.mentoring import notices, waiting
from lti_tool.mentoring.circle_models import Circle, CircleKind, CircleMeeting, CircleMember, CircleNote, CirclePart
from lti_tool.mentoring.matching.circles import LARGEST_GROUP, SMALLEST_GROUP, can_meet
from lti_tool.mentoring.meetings import DURATIONS, LONGEST_PLACE, LONGEST_TEXT
from lti_tool.mentoring.models import MentoringProfile
from lti_tool.mentoring.pool import circle_pool

PEERS = 2
#: A session stands on the page for so long after it began.
STILL_SHOWN = timedelta(hours=2)
CANNOT_MEET = N_(
    "These people cannot be brought together: languages, times, a pause, a full mentor, "
    "or one of them does not wish it."
)
WRONG_SIZE = N_("Choose two learners for a peer pair, or a mentor with two to eight learners for a group.")
TOO_LONG = N_("This is too long. Shorten it, then try again.")
EMPTY = N_("Write something first.")
BAD_MINUTES = N_("Choose one of the lengths.")
NOT_YET = N_("Say yes first.")


def make(
    session: Session, course_id: int, learners: Sequence[int], mentor: int | None, by: int | None, now: datetime
) -> Circle:
    """Ask these people into a circle. Learners of a group leave the waiting list, peers keep their place.

    Raises `InvalidInputError` for a size that is none, `ConflictError` when they cannot all meet.
    """
    chosen = sorted(set(learners))
    fits = SMALLEST_GROUP <= len(chosen) <= LARGEST_GROUP if mentor is not None else len(chosen) == PEERS
    if not fits or mentor in chosen:
        raise InvalidInputError(fields={"people": WRONG_SIZE})
    if mentor is not None:
        # Of two groups for the last place one waits here, then finds none.
        session.scalars(
            select(MentoringProfile)
            .where(MentoringProfile.course_id == course_id, MentoringProfile.user_id == mentor)
            .with_for_update()
        ).first()
    pool = circle_pool(session, course_id)
    people = [pool.learner(one) for one in chosen] + ([pool.mentor(mentor)] if mentor is not None else [])
    known = [one for one in people if one is not None]
    if len(known) < len(people) or not can_meet(known) or (mentor is not None and known[-1].capacity < 1):
        raise ConflictError(CANNOT_MEET)
    circle = Circle(course_id=course_id, kind=CircleKind.GROUP if mentor else CircleKind.PEERS, made_by=by, made_at=now)
    session.add(circle)
    session.flush()
    for user_id in chosen:
        since = waiting.since(session, course_id, user_id) if mentor else None
        session.add(CircleMember(circle_id=circle.id, user_id=user_id, part=CirclePart.LEARNER, waited_since=since))
        if mentor:
            waiting.leave(session, course_id, user_id)
    if mentor:
        session.add(CircleMember(circle_id=circle.id, user_id=mentor, part=CirclePart.MENTOR))
    session.flush()
    session.refresh(circle)
    notices.asked_into_circle(session, circle, now)
    return circle


def find(session: Session, circle_id: int, course_id: int, user_id: int) -> Circle:
    """Return a circle to somebody in it; for anybody else it does not exist."""
    circle = session.get(Circle, circle_id)
    if circle is None or circle.course_id != course_id or circle.ended_at or circle.member(user_id) is None:
        raise NotFoundError
    return circle


def circles_of(session: Session, course_id: int, user_id: int | None = None) -> Sequence[Circle]:
    """Return the circles there are in a course, or those of one person, the newest first."""
    asked = select(Circle).where(Circle.course_id == course_id, Circle.ended_at.is_(None)).order_by(Circle.id.desc())
    if user_id is not None:
        asked = asked.where(
            Circle.id.in_(
                select(CircleMember.circle_id).where(CircleMember.user_id == user_id, CircleMember.left_at.is_(None))
            )
        )
    return session.scalars(asked).all()


def asking(circles: Sequence[Circle], user_id: int) -> int:
    """Return how many of somebody's circles wait for their answer."""
    return sum(1 for one in circles if (member := one.member(user_id)) and member.yes_at is None)


def answer(session: Session, circle: Circle, user_id: int, *, yes: bool, now: datetime) -> None:
    """Note somebody's yes, or that they go; a circle that one person is left in ends."""
    member = circle.member(user_id)
    if member is None:
        raise NotFoundError
    if yes:
        member.yes_at = member.yes_at or now
    else:
        _leave(session, circle, member, now)
    session.flush()


def is_over(circle: Circle) -> bool:
    """True when nobody is left to work with: one person alone, or a group without its mentor."""
    left = circle.present
    if len(left) < PEERS:
        return True
    return circle.kind == CircleKind.GROUP and not any(one.part == CirclePart.MENTOR for one in left)


def end(session: Session, circle: Circle, now: datetime) -> None:
    """End a circle; who had waited for a mentor waits again, with the time already waited."""
    circle.ended_at = now
    for member in circle.present:
        _wait_again(session, circle, member)
    session.flush()


def set_meeting(
    session: Session, circle: Circle, by: int, starts_at: datetime, minutes: int, place: str, now: datetime
) -> None:
    """Set a session; a member who said yes may."""
    _check_yes(circle, by)
    if minutes not in DURATIONS:
        raise InvalidInputError(fields={"minutes": BAD_MINUTES})
    if len(place) > LONGEST_PLACE:
        raise InvalidInputError(fields={"place": TOO_LONG})
    session.add(
        CircleMeeting(
            circle_id=circle.id, set_by=by, starts_at=starts_at, minutes=minutes, place=place.strip(), set_at=now
        )
    )
    session.flush()


def call_off(session: Session, circle: Circle, meeting_id: int, by: int) -> None:
    """Delete a session; a member who said yes may."""
    _check_yes(circle, by)
    meeting = session.get(CircleMeeting, meeting_id)
    if meeting is None or meeting.circle_id != circle.id:
        raise NotFoundError
    session.delete(meeting)
    session.flush()


def meetings_to_come(session: Session, circle: Circle, now: datetime) -> Sequence[CircleMeeting]:
    """Return the sessions that are still to come, or just began."""
    return session.scalars(
        select(CircleMeeting)
        .where(CircleMeeting.circle_id == circle.id, CircleMeeting.starts_at > now - STILL_SHOWN)
        .order_by(CircleMeeting.starts_at, CircleMeeting.id)
    ).all()


def write_note(session: Session, circle: Circle, by: int, text: str, now: datetime) -> None:
    """Keep a note that everybody in the circle reads."""
    _check_yes(circle, by)
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise InvalidInputError(fields={"note": TOO_LONG if text.strip() else EMPTY})
    session.add(CircleNote(circle_id=circle.id, author_id=by, text=text.strip(), written_at=now))
    session.flush()


def delete_note(session: Session, circle: Circle, note_id: int, by: int) -> None:
    """Delete one's own note."""
    note = session.get(CircleNote, note_id)
    if note is None or note.circle_id != circle.id or note.author_id != by:
        raise NotFoundError
    session.delete(note)
    session.flush()


def notes_of(session: Session, circle: Circle) -> Sequence[CircleNote]:
    """Return the notes of a circle, the newest first."""
    return session.scalars(
        select(CircleNote).where(CircleNote.circle_id == circle.id).order_by(CircleNote.id.desc())
    ).all()


def _leave(session: Session, circle: Circle, member: CircleMember, now: datetime) -> None:
    member.left_at = now
    _wait_again(session, circle, member)
    if is_over(circle):
        end(session, circle, now)


def _wait_again(session: Session, circle: Circle, member: CircleMember) -> None:
    if member.waited_since is not None:
        waiting.rejoin(session, circle.course_id, member.user_id, member.waited_since)


def _check_yes(circle: Circle, user_id: int) -> None:
    member = circle.member(user_id)
    if member is None or member.yes_at is None:
        raise ConflictError(NOT_YET)
