"""Fills the widget's smaller needs: switches, the humans around a person, and words to redact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool import course_settings
from lti_tool.clock import Clock
from lti_tool.conversations.models import TurnRow
from lti_tool.conversations.scopes import Place, place_of
from lti_tool.db import Database
from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.roles import Role
from widget.conversation import Scope
from widget.ports import AssistantSettings, Contact, Line

#: Shorter words would take half of a text with them.
SHORTEST_NAME = 3


def no_model(_session: Session) -> str:
    """Name no model: search answers only."""
    return ""


class CourseSwitches:
    """What the instructor chose, and whether a model may be asked at all.

    `models` names the models that would be asked now, "" for none.
    """

    def __init__(self, database: Database, models: Callable[[Session], str]) -> None:
        self._database = database
        self._models = models

    def read(self, scope: Scope) -> AssistantSettings:
        """Return the merged settings of the course."""
        place = place_of(scope)
        with self._database.transaction(write=False) as session:
            chosen = course_settings.read(session, place.course_id)
            title = session.scalar(select(Course.title).where(Course.id == place.course_id)) or ""
            models = self._models(session) if chosen.model_on else ""
        return AssistantSettings(
            assistant_on=chosen.assistant_on,
            model_on=bool(models),
            models=models,
            hint_first=chosen.hint_first,
            exercises_on=chosen.exercises_on,
            subject=chosen.scope or title,
            formal=chosen.formal,
            coverage_floor=chosen.coverage_floor,
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses that the contact card leads to, and what the administrator set."""

    human_url: str
    ask_url: str
    country: str
    help_contact: str = ""


class Mentor(Protocol):
    """What the assistant may say of a learner's mentor."""

    @property
    def name(self) -> str:
        """Return the name to show."""
        ...

    @property
    def next_session(self) -> datetime | None:
        """Return when they meet next, on the learner's clock."""
        ...

    @property
    def last_exchange(self) -> datetime:
        """Return when the two last had to do with each other."""
        ...


#: Finds somebody's mentor by session, course and user numbers, and the time.
MentorOf = Callable[[Session, int, int, datetime], Mentor | None]


def nobody(_session: Session, _course_id: int, _user_id: int, _now: datetime) -> Mentor | None:
    """Return no mentor: an installation without mentoring."""
    return None


class PeopleAround:
    """The mentor and the help lines of a person; how long since a human answered them."""

    def __init__(self, database: Database, clock: Clock, places: Places, mentor_of: MentorOf = nobody) -> None:
        self._database = database
        self._clock = clock
        self._places = places
        self._mentor_of = mentor_of

    def of(self, scope: Scope) -> Contact:
        """Return whom this person can turn to; only learners of the course have a page to ask on."""
        place, now = place_of(scope), self._clock.now()
        with self._database.transaction(write=False) as session:
            learns = _learns(session, place)
            mentor = self._mentor_of(session, place.course_id, place.user_id, now) if learns else None
            since = mentor.last_exchange if mentor else None
            turns = _turns_since(session, place.user_id, place.course_id, since)
        local = (Line(self._places.help_contact),) if self._places.help_contact else ()
        return Contact(
            human_url=self._places.human_url,
            ask_url=self._places.ask_url if learns else "",
            mentor=mentor.name if mentor else "",
            next_session=mentor.next_session if mentor else None,
            country=self._places.country,
            local_lines=local,
            turns_since_human=turns,
            days_since_human=(now - since).days if since else None,
        )


class NamesAround:
    """Names, addresses and ids that must not leave with a model call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self, scope: Scope) -> Sequence[str]:
        """Return this person's own, and those of the mentors and instructors of the course."""
        place = place_of(scope)
        with self._database.transaction(write=False) as session:
            people = session.scalars(
                select(User)
                .join(Enrolment, Enrolment.user_id == User.id)
                .where(
                    Enrolment.course_id == place.course_id,
                    (User.id == place.user_id) | Enrolment.role.in_([Role.MENTOR, Role.INSTRUCTOR]),
                )
            ).all()
        found = {word for user in people for word in _words(user)}
        return sorted(found, key=len, reverse=True)


def _words(user: User) -> set[str]:
    names = {user.name, user.display_name, user.email, *user.name.split(), *user.display_name.split()}
    return {name for name in names if len(name) >= SHORTEST_NAME}


def _learns(session: Session, place: Place) -> bool:
    role = session.scalar(
        select(Enrolment.role).where(Enrolment.user_id == place.user_id, Enrolment.course_id == place.course_id)
    )
    return role == Role.LEARNER


def _turns_since(session: Session, user_id: int, course_id: int, since: datetime | None) -> int:
    counted = select(func.count(TurnRow.id)).where(TurnRow.user_id == user_id, TurnRow.course_id == course_id)
    if since is not None:
        counted = counted.where(TurnRow.asked_at > since)
    return session.scalar(counted) or 0
