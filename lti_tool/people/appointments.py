"""The people of a course as its instructor sees them, and who is a mentor by the instructor's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ConflictError, NotFoundError
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from lti_tool.people.roster import place
from lti_tool.people.roster_models import RosterEntry, Standing

TEACHES = N_("This person teaches the course. Somebody who teaches is not named a mentor.")
GONE = N_("This person is no longer in the course.")
_ORDER = (Role.INSTRUCTOR, Role.MENTOR, Role.LEARNER)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person; `name` is empty where the platform tells none, `last_seen_at` None before the first visit."""

    enrolment_id: int
    user_id: int
    name: str
    role: Role
    observes: bool
    appointed: bool
    last_seen_at: datetime | None

    @property
    def can_be_named(self) -> bool:
        """True for learners and observers."""
        return self.observes or self.role is Role.LEARNER


def people_of(session: Session, course_id: int) -> Sequence[PersonLine]:
    """Return who has access, and the observers who could be given it: staff, mentors, learners, observers by name."""
    rows = session.execute(
        select(Enrolment, RosterEntry)
        .outerjoin(RosterEntry, RosterEntry.enrolment_id == Enrolment.id)
        .where(Enrolment.course_id == course_id)
        .where(or_(Enrolment.active, RosterEntry.standing == Standing.OBSERVER))
    ).unique()
    lines = [_line(enrolment, entry) for enrolment, entry in rows]
    return sorted(
        lines, key=lambda line: (line.observes, _ORDER.index(line.role), line.name.casefold(), line.enrolment_id)
    )


def name_mentor(session: Session, course_id: int, enrolment_id: int, now: datetime) -> Enrolment:
    """Make somebody a mentor here; their open pages end, the next launch is the mentor's.

    Raises `ConflictError` for somebody who teaches or is gone, `NotFoundError` for another course's person.
    """
    enrolment, standing = _found(session, course_id, enrolment_id)
    if enrolment.role == Role.INSTRUCTOR:
        raise ConflictError(TEACHES)
    if not enrolment.active and standing is not Standing.OBSERVER:
        raise ConflictError(GONE)
    enrolment.appointed_mentor = True
    place(session, enrolment, standing, now)
    session.flush()
    return enrolment


def unname_mentor(session: Session, course_id: int, enrolment_id: int, now: datetime) -> Enrolment:
    """Take the appointment back: the person is again what the platform says, an observer has no access."""
    enrolment, standing = _found(session, course_id, enrolment_id)
    if not enrolment.appointed_mentor:
        return enrolment
    enrolment.appointed_mentor = False
    if enrolment.active:
        place(session, enrolment, standing, now)
    session.flush()
    return enrolment


def _found(session: Session, course_id: int, enrolment_id: int) -> tuple[Enrolment, Standing]:
    enrolment = session.scalars(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.course_id == course_id)
        .with_for_update(of=Enrolment)
    ).first()
    if enrolment is None:
        raise NotFoundError
    entry = session.get(RosterEntry, enrolment_id)
    standing = Standing(entry.standing) if entry is not None else None
    if standing is None or (standing is Standing.REMOVED and enrolment.active):
        # No list names this person, or a launch after the last list let them in again.
        standing = Standing.INSTRUCTOR if enrolment.role == Role.INSTRUCTOR else Standing.LEARNER
    return enrolment, standing


def _line(enrolment: Enrolment, entry: RosterEntry | None) -> PersonLine:
    only_listed = entry is not None and entry.before_launch and enrolment.last_seen_at <= enrolment.created_at
    return PersonLine(
        enrolment_id=enrolment.id,
        user_id=enrolment.user_id,
        name=enrolment.user.shown_name,
        role=Role(enrolment.role),
        observes=not enrolment.active,
        appointed=enrolment.appointed_mentor,
        last_seen_at=None if only_listed else enrolment.last_seen_at,
    )
