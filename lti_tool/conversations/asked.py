"""What several people of a course ask the assistant, in words and counts alone: for the instructor's content desk.

Nothing is kept for this: it is read from the conversations as they are, so a question that its
writer deletes, or that a course no longer keeps, is gone from here too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from lti_tool.catalogue.skill_names import folded
from lti_tool.catalogue.wording import words_of
from lti_tool.conversations.models import ConversationRow, TurnRow
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from widget.conversation import Outcome

#: What fewer learners than this asked is not shown: it could tell who asked.
FEWEST_PEOPLE = 3
RECENT = timedelta(days=90)
#: The latest questions of a course that are compared.
MOST_READ = 3000
_LONGEST_TEXT = 120
#: Questions of a crisis, and those that never reached the material, are nobody else's business.
_IN_VAIN = frozenset({Outcome.NOTHING_FOUND, Outcome.OFF_SCOPE})
_COUNTED = _IN_VAIN | {Outcome.ANSWERED}


@dataclass(frozen=True, slots=True)
class AskedOften:
    """A question in the shortest wording of those who asked it; `answered` is how it ended the last time."""

    text: str
    people: int
    answered: bool
    last_at: datetime


@dataclass(slots=True)
class _Group:
    last_at: datetime
    answered: bool
    wordings: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)


def asked_often(session: Session, course_id: int, now: datetime) -> tuple[AskedOften, ...]:
    """Return what three learners or more asked in the last 90 days, what most of them asked first.

    Two questions are the same when their content words are: every word that is shown was
    written by each of them. Questions of instructors, mentors and visitors do not count.
    """
    groups: dict[frozenset[str], _Group] = {}
    for user_id, question, language, outcome, at in _turns(session, course_id, now):
        words = words_of(question, language)
        if not words:
            continue
        group = groups.setdefault(words, _Group(at, outcome not in _IN_VAIN))
        group.wordings.add(folded(question)[:_LONGEST_TEXT])
        group.people.add(user_id)
    often = [
        AskedOften(min(one.wordings, key=lambda text: (len(text), text)), len(one.people), one.answered, one.last_at)
        for one in groups.values()
        if len(one.people) >= FEWEST_PEOPLE
    ]
    return tuple(sorted(often, key=lambda one: (-one.people, one.text)))


def _turns(session: Session, course_id: int, now: datetime) -> Sequence[Row[int, str, str, str | None, datetime]]:
    """The latest questions of learners, the newest first."""
    return session.execute(
        select(TurnRow.user_id, TurnRow.question, TurnRow.language, TurnRow.outcome, TurnRow.asked_at)
        .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
        .join(Enrolment, (Enrolment.user_id == TurnRow.user_id) & (Enrolment.course_id == TurnRow.course_id))
        .where(
            TurnRow.course_id == course_id,
            TurnRow.asked_at >= now - RECENT,
            TurnRow.outcome.in_(_COUNTED),
            ConversationRow.forgotten_at.is_(None),
            Enrolment.role == Role.LEARNER,
            Enrolment.is_test.is_(False),
        )
        .order_by(TurnRow.asked_at.desc(), TurnRow.id.desc())
        .limit(MOST_READ)
    ).all()
