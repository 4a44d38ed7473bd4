"""What mentoring in a course comes to: aggregates with their definitions, never about one person.

Figures that rest on fewer than ten people are not shown, since a mean of three is three people.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from lti_tool.conversations.models import TurnRow
from lti_tool.drafts.agreement import verdicts
from lti_tool.drafts.models import MadeBy, Verdict
from lti_tool.errors import N_
from lti_tool.gradebook.models import Interaction
from lti_tool.insight.people_rows import SMALLEST_GROUP
from lti_tool.mentoring.meeting_models import Meeting, MeetingState, ScaledGoal
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.people.models import Enrolment
from lti_tool.people.test_students import counted_learner, test_students
from lti_tool.translations import translate
from widget.conversation import Outcome

PERIOD = timedelta(days=28)
#: What somebody writes in danger is in no figure.
_IS_COUNTED = or_(TurnRow.outcome.is_(None), TurnRow.outcome != Outcome.CRISIS)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `value` is None where there is nothing to count or too few people (`hidden`).

    `unit` is "percent" (0..1), "level" (-2..2), "minutes", "days" or "count"; `people` is how many it rests on.
    """

    key: str
    name: str
    definition: str
    unit: str
    value: float | None
    people: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Course:
    session: Session
    id: int
    since: datetime


def outcomes(session: Session, course_id: int, now: datetime) -> list[Figure]:
    """Return the figures of a course, each over the last four weeks unless its definition says otherwise."""
    course = _Course(session, course_id, now - PERIOD)
    return [_shown(*line, *line[3](course)) for line in LINES]


def as_csv(figures: Sequence[Figure], language: str) -> str:
    """Return the figures for a spreadsheet, with their definitions."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([translate(language, title) for title in HEADINGS])
    for one in figures:
        value = "" if one.value is None else f"{one.value:.3f}"
        name, definition = translate(language, one.name), translate(language, one.definition)
        writer.writerow([one.key, name, value, one.unit, "" if one.hidden else one.people, definition])
    return file.getvalue()


def _learners(course: _Course) -> int:
    return course.session.scalar(select(func.count(Enrolment.id)).where(counted_learner(course.id))) or 0


def _asked_in(course: _Course) -> Sequence[ColumnElement[bool]]:
    """Return what picks the questions that are counted."""
    nobody = test_students(course.id)
    return TurnRow.course_id == course.id, TurnRow.asked_at >= course.since, TurnRow.user_id.not_in(nobody), _IS_COUNTED


def _engaged(course: _Course) -> tuple[float | None, int]:
    learners = _learners(course)
    active = course.session.scalar(
        select(func.count(Interaction.user_id.distinct())).where(
            Interaction.course_id == course.id,
            Interaction.at >= course.since,
            Interaction.user_id.not_in(test_students(course.id)),
        )
    )
    return (min((active or 0) / learners, 1.0) if learners else None), learners


def _goals(course: _Course) -> tuple[float | None, int]:
    rows = course.session.execute(
        select(ScaledGoal.user_id, ScaledGoal.reached).where(
            ScaledGoal.course_id == course.id,
            ScaledGoal.reached.is_not(None),
            ScaledGoal.user_id.not_in(test_students(course.id)),
        )
    ).all()
    return (fmean(reached for _, reached in rows if reached is not None) if rows else None), len(
        {user for user, _ in rows}
    )


def _answered(course: _Course) -> tuple[float | None, int]:
    rows = course.session.execute(select(TurnRow.user_id, TurnRow.answered_at).where(*_asked_in(course))).all()
    share = fmean(answered is not None for _, answered in rows) if rows else None
    return share, len({user for user, _ in rows})


def _human_contact(course: _Course) -> tuple[float | None, int]:
    """Return the share of people who met a human among those who met a human or asked the assistant."""
    met = set(
        course.session.scalars(
            select(Pair.learner_id)
            .join(Meeting, Meeting.pair_id == Pair.id)
            .where(Pair.course_id == course.id, Meeting.state == MeetingState.HELD, Meeting.starts_at >= course.since)
        )
    )
    asked = set(course.session.scalars(select(TurnRow.user_id).where(*_asked_in(course))))
    everybody = met | asked
    return (len(met) / len(everybody) if everybody else None), len(everybody)


def _matched(course: _Course) -> tuple[float | None, int]:
    learners = _learners(course)
    active = course.session.scalar(
        select(func.count()).where(Pair.course_id == course.id, Pair.state == PairState.ACTIVE)
    )
    return (min((active or 0) / learners, 1.0) if learners else None), learners


def _held(course: _Course) -> tuple[float | None, int]:
    rows = course.session.execute(
        select(Pair.learner_id, Meeting.state)
        .join(Pair, Pair.id == Meeting.pair_id)
        .where(
            Pair.course_id == course.id,
            Meeting.state.in_([MeetingState.HELD, MeetingState.MISSED]),
            Meeting.starts_at >= course.since,
        )
    ).all()
    share = fmean(state == MeetingState.HELD for _, state in rows) if rows else None
    return share, len({learner for learner, _ in rows})


def _preparation(course: _Course) -> tuple[float | None, int]:
    rows = course.session.execute(
        select(Pair.mentor_id, Meeting.preparation_minutes)
        .join(Pair, Pair.id == Meeting.pair_id)
        .where(
            Pair.course_id == course.id,
            Meeting.preparation_minutes.is_not(None),
            Meeting.closed_at >= course.since,
        )
    ).all()
    minutes = [number for _, number in rows if number is not None]
    return (median(minutes) if minutes else None), len({mentor for mentor, _ in rows})


def _waiting(course: _Course) -> tuple[float | None, int]:
    rows = course.session.execute(
        select(Pair.learner_id, Pair.waited_since, Pair.started_at).where(
            Pair.course_id == course.id, Pair.started_at >= course.since
        )
    ).all()
    days = [(started - since) / timedelta(days=1) for _, since, started in rows if started]
    return (median(days) if days else None), len({learner for learner, _, _ in rows})


def _disagreed(course: _Course, made_by: MadeBy) -> tuple[float | None, int]:
    """Return the share of software's comments that mentors edited or rejected, and how many learners' drafts."""
    judged = verdicts(course.session, course.id, made_by, course.since)
    share = fmean(verdict != Verdict.ACCEPTED for _, verdict in judged) if judged else None
    return share, len({learner for learner, _ in judged})


def _model_disagreed(course: _Course) -> tuple[float | None, int]:
    return _disagreed(course, MadeBy.AI)


def _checks_disagreed(course: _Course) -> tuple[float | None, int]:
    return _disagreed(course, MadeBy.CHECKS)


Compute = Callable[[_Course], tuple[float | None, int]]

#: key, name, definition, how it is computed, unit
LINES: tuple[tuple[str, str, str, Compute, str], ...] = (
    (
        "engaged",
        N_("Engaged learners"),
        N_("Learners with at least one meaningful interaction in four weeks, of all learners of the course."),
        _engaged,
        "percent",
    ),
    (
        "matched",
        N_("Learners with a mentor"),
        N_("Pairs under way now, of all learners of the course."),
        _matched,
        "percent",
    ),
    (
        "waiting",
        N_("Days until a mentor"),
        N_("Median days from joining the list to both having said yes, for pairs begun in four weeks."),
        _waiting,
        "days",
    ),
    (
        "held",
        N_("Sessions that took place"),
        N_("Sessions held, of those held or missed in four weeks."),
        _held,
        "percent",
    ),
    (
        "human_contact",
        N_("Human contact"),
        N_("People who met their mentor, of those who met their mentor or asked the assistant in four weeks."),
        _human_contact,
        "percent",
    ),
    (
        "answered",
        N_("Questions answered"),
        N_(
            "Questions to the assistant that got an answer or a reasoned refusal, of all asked in four weeks; "
            "words of danger are not counted."
        ),
        _answered,
        "percent",
    ),
    (
        "goals",
        N_("Goals reached"),
        N_(
            "Mean level of scaled goals, -2 to +2; 0 is what was expected when the goal was written. All scored so far."
        ),
        _goals,
        "level",
    ),
    (
        "model_disagreement",
        N_("Model’s comments that mentors changed"),
        N_(
            "Comments of a language model on drafts that a mentor put in other words or did not share, "
            "of those judged in four weeks."
        ),
        _model_disagreed,
        "percent",
    ),
    (
        "checks_disagreement",
        N_("Automatic comments that mentors changed"),
        N_(
            "Comments of the automatic checks on drafts that a mentor put in other words or did not share, "
            "of those judged in four weeks."
        ),
        _checks_disagreed,
        "percent",
    ),
    (
        "preparation",
        N_("Minutes of preparation"),
        N_("Median of the mentors’ own figures for sessions of four weeks."),
        _preparation,
        "minutes",
    ),
)

HEADINGS = (N_("Key"), N_("Figure"), N_("Value"), N_("Unit"), N_("People"), N_("Definition"))


def _shown(
    key: str, name: str, definition: str, _compute: Compute, unit: str, value: float | None, people: int
) -> Figure:
    hidden = value is not None and people < SMALLEST_GROUP
    return Figure(key, name, definition, unit, None if hidden else value, people, hidden)
