"""How many people took part in a course, week by week: counts, never about one person.

A count from one to nine is not shown, as everywhere in this package; nobody is shown as 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.conversations.models import TurnRow
from lti_tool.gradebook.models import Interaction
from lti_tool.insight.people_rows import SMALLEST_GROUP
from lti_tool.mentoring.meeting_models import Meeting, MeetingState
from lti_tool.mentoring.models import Pair
from lti_tool.people.test_students import test_students
from widget.conversation import Outcome

#: A term's length: long enough to see a holiday, short enough for a phone.
WEEKS = 12
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One week from its Monday (UTC): people who did something that counts, asked the assistant, met their mentor.

    None stands for one to nine people.
    """

    begins: date
    engaged: int | None
    asked: int | None
    met: int | None


def weeks_of(session: Session, course_id: int, now: datetime) -> Sequence[Week]:
    """Return the last twelve weeks, the oldest first; the last one is still under way."""
    monday = datetime.combine(now.astimezone(UTC).date() - timedelta(days=now.astimezone(UTC).weekday()), time(), UTC)
    return [_week(session, course_id, monday - number * WEEK) for number in reversed(range(WEEKS))]


def _week(session: Session, course_id: int, begins: datetime) -> Week:
    ends = begins + WEEK
    engaged = select(func.count(Interaction.user_id.distinct())).where(
        Interaction.course_id == course_id,
        Interaction.at >= begins,
        Interaction.at < ends,
        Interaction.user_id.not_in(test_students(course_id)),
    )
    # What somebody writes in danger is in no figure.
    asked = select(func.count(TurnRow.user_id.distinct())).where(
        TurnRow.course_id == course_id,
        TurnRow.asked_at >= begins,
        TurnRow.asked_at < ends,
        TurnRow.user_id.not_in(test_students(course_id)),
        TurnRow.outcome.is_(None) | (TurnRow.outcome != Outcome.CRISIS),
    )
    met = (
        select(func.count(Pair.learner_id.distinct()))
        .join(Meeting, Meeting.pair_id == Pair.id)
        .where(
            Pair.course_id == course_id,
            Meeting.state == MeetingState.HELD,
            Meeting.starts_at >= begins,
            Meeting.starts_at < ends,
        )
    )
    return Week(begins.date(), *(_shown(session, count) for count in (engaged, asked, met)))


def _shown(session: Session, statement: Select[int]) -> int | None:
    people = session.scalar(statement) or 0
    return people if people == 0 or people >= SMALLEST_GROUP else None
