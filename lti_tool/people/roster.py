"""The platform's list of members, merged into accounts and enrolments (NRPS 2.0, section 2.4).

Who comes new is enrolled, who changed is brought up to date, who is gone loses access at once. Nobody
becomes a mentor by the list of a platform on which mentors only observe, and nobody who asked to be
forgotten comes back by it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, BoussoleError
from lti_tool.lti.roles import Role as LaunchRole
from lti_tool.lti.roster import Member, Roster
from lti_tool.people.arrivals import ObserverError, insert_if_absent, role_of
from lti_tool.people.frame_sessions import end_sessions
from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.roles import Role
from lti_tool.people.roster_models import RosterEntry, Standing

#: Names in one query: both databases take that many parameters.
_AT_ONCE = 500
_Value = TypeVar("_Value", int, str)


class EmptyRosterError(BoussoleError):
    """The whole list without anybody on it: more likely a fault than a course without an instructor."""

    message = N_("The learning platform says that nobody is in this course. We changed nothing.")


@dataclass(slots=True)
class Counts:
    """What one reading came to; `left_out` have no part here (observers, unknown roles, people forgotten)."""

    new: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    left_out: int = 0


def merge(session: Session, course_id: int, roster: Roster, *, read_at: datetime, now: datetime) -> Counts:
    """Bring the course's enrolments in step with a list whose reading began at `read_at`.

    Of a whole list everybody who is missing is removed, except who came in since `read_at` and staff
    whom the list has never named (administrators open courses they are not enrolled in). Of a list of
    differences nobody is missing. Raises `EmptyRosterError` for a whole list without an active member.
    """
    if roster.is_complete and not any(member.active for member in roster.members):
        raise EmptyRosterError
    course = session.get_one(Course, course_id)
    counts, desk = Counts(), _Desk(session, course, now)
    desk.load(roster.members)
    for member in roster.members:
        desk.merge(member, counts)
    if roster.is_complete:
        desk.remove_missing({member.subject for member in roster.members}, read_at, counts)
    session.flush()
    return counts


def standing_of(member: Member) -> Standing | None:
    """Return what the list says of a person; None for roles that say nothing here."""
    if not member.active:
        return Standing.REMOVED
    try:
        return Standing(role_of(member.roles).value)
    except ObserverError:
        return Standing.OBSERVER if LaunchRole.OBSERVER in member.roles else None


class _Desk:
    """The rows of one merge, read once."""

    def __init__(self, session: Session, course: Course, now: datetime) -> None:
        self._session, self._course, self._now = session, course, now
        self._users: dict[str, User] = {}
        self._enrolments: dict[int, Enrolment] = {}
        self._entries: dict[int, RosterEntry] = {}
        self._elsewhere: set[int] = set()

    def load(self, members: Sequence[Member]) -> None:
        """Read what is known of the people on the list and of everybody in the course."""
        for subjects in _batches(member.subject for member in members):
            found = select(User).where(User.platform_id == self._course.platform_id, User.subject.in_(subjects))
            self._users.update((user.subject, user) for user in self._session.scalars(found))
        for ids in _batches(user.id for user in self._users.values()):
            self._elsewhere.update(self._session.scalars(select(Enrolment.user_id).where(Enrolment.user_id.in_(ids))))
        here = select(Enrolment).where(Enrolment.course_id == self._course.id)
        self._enrolments = {row.user_id: row for row in self._session.scalars(here).unique()}
        entries = select(RosterEntry).join(Enrolment).where(Enrolment.course_id == self._course.id)
        self._entries = {row.enrolment_id: row for row in self._session.scalars(entries)}

    def merge(self, member: Member, counts: Counts) -> None:
        """Bring one person in step."""
        standing, user = standing_of(member), self._users.get(member.subject)
        enrolment = self._enrolments.get(user.id) if user else None
        if enrolment is not None:
            self._update(enrolment, member, standing or Standing.REMOVED, counts)
        elif standing is None or standing is Standing.REMOVED or self._is_forgotten(user):
            # An account without any enrolment was forgotten: only the person's own launch brings it back.
            counts.left_out += 1
        else:
            self._enrol(user or self._new_user(member), member, standing, counts)

    def remove_missing(self, listed: set[str], read_at: datetime, counts: Counts) -> None:
        """Take out who is not on the whole list any more; a platform's test student never is on it."""
        for enrolment in self._enrolments.values():
            elsewhere = enrolment.user.platform_id != self._course.platform_id
            if enrolment.user.subject in listed or elsewhere or enrolment.is_test:
                continue
            entry = self._entries.get(enrolment.id)
            if enrolment.last_seen_at >= read_at or (entry is None and enrolment.role == Role.INSTRUCTOR):
                continue
            if entry is not None:
                entry.standing = Standing.REMOVED
            counts.removed += self._place(enrolment, Standing.REMOVED)

    def _is_forgotten(self, user: User | None) -> bool:
        return user is not None and user.id not in self._elsewhere

    def _update(self, enrolment: Enrolment, member: Member, standing: Standing, counts: Counts) -> None:
        entry, was_active = self._entries.get(enrolment.id), enrolment.active
        renamed = _told(enrolment.user, member)
        if entry is None:
            self._list(enrolment, standing, before_launch=False)
        else:
            entry.standing, entry.listed_at = standing, self._now
        moved = self._place(enrolment, standing)
        if was_active and not enrolment.active:
            counts.removed += 1
        elif not enrolment.active:
            counts.left_out += 1
        elif moved or renamed:
            counts.changed += 1
        else:
            counts.unchanged += 1

    def _enrol(self, user: User, member: Member, standing: Standing, counts: Counts) -> None:
        _told(user, member)
        observes = standing is Standing.OBSERVER
        insert_if_absent(
            self._session,
            Enrolment,
            user_id=user.id,
            course_id=self._course.id,
            role=Role.LEARNER if observes else Role(standing.value),
            appointed_mentor=False,
            active=not observes,
            created_at=self._now,
            last_seen_at=self._now,
        )
        found = select(Enrolment).where(Enrolment.user_id == user.id, Enrolment.course_id == self._course.id)
        self._list(self._session.scalars(found).one(), standing, before_launch=True)
        if observes:
            counts.left_out += 1
        else:
            counts.new += 1

    def _list(self, enrolment: Enrolment, standing: Standing, *, before_launch: bool) -> None:
        self._session.add(
            RosterEntry(enrolment_id=enrolment.id, standing=standing, before_launch=before_launch, listed_at=self._now)
        )

    def _new_user(self, member: Member) -> User:
        insert_if_absent(
            self._session,
            User,
            platform_id=self._course.platform_id,
            subject=member.subject,
            name="",
            email="",
            display_name="",
            locale="en",
            created_at=self._now,
            last_seen_at=self._now,
        )
        found = select(User).where(User.platform_id == self._course.platform_id, User.subject == member.subject)
        return self._session.scalars(found).one()

    def _place(self, enrolment: Enrolment, standing: Standing) -> bool:
        """Give somebody the part that follows; True, and their open pages end, when it is another one."""
        return place(self._session, enrolment, standing, self._now)


def place(session: Session, enrolment: Enrolment, standing: Standing, now: datetime) -> bool:
    """Give an enrolment the part that follows from list and appointment; True when that changed anything.

    Open pages of somebody whose part changed end: they were opened with other rights.
    """
    appointed = enrolment.appointed_mentor and standing is not Standing.REMOVED
    active = appointed or standing not in {Standing.OBSERVER, Standing.REMOVED}
    role = Role(enrolment.role)
    if standing is Standing.INSTRUCTOR:
        role = Role.INSTRUCTOR
    elif appointed or standing is Standing.MENTOR:
        role = Role.MENTOR
    elif active:
        role = Role.LEARNER
    if (role, active) == (enrolment.role, enrolment.active):
        return False
    enrolment.role, enrolment.active = role, active
    session.flush()
    end_sessions(session, enrolment.id, now)
    return True


def _told(user: User, member: Member) -> bool:
    """Keep the name and address that the list gives; True when one changed. What it does not give stays."""
    name = member.name or " ".join(part for part in (member.given_name, member.family_name) if part)
    before = (user.name, user.email)
    user.name, user.email = name or user.name, member.email or user.email
    return before != (user.name, user.email)


def _batches(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    rest = iter(values)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
