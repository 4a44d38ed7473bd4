"""A learner's check-ins: said by oneself, read by oneself, compared with one's own usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.signals.baseline import WEIGHT, Point, Trend, trend
from lti_tool.signals.models import CheckIn

LEVELS = (1, 2, 3, 4, 5)
LONGEST_WORDS = 2_000
#: What stands in the way; none of them asks about health, family or money.
OBSTACLES = {
    "": N_("nothing in particular"),
    "time": N_("time"),
    "subject": N_("the subject itself"),
    "method": N_("how to go about it"),
    "alone": N_("being alone with it"),
    "other": N_("something else"),
}
CHOOSE = N_("Choose one of the five.")
CHOOSE_ONE = N_("Choose one of these.")
TOO_LONG = N_("Use at most 2,000 characters.")
#: How long something deleted can be brought back.
UNDO = timedelta(hours=1)
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Answers:
    """The form as it came: numbers still text."""

    energy: str = ""
    progress: str = ""
    obstacle: str = ""
    words: str = ""
    may_be_read: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """How one measure ran: the moving average at each check-in, and where it stands against the usual.

    `trend` grows as the measure falls.
    """

    averages: Sequence[float]
    trend: Trend


def write(session: Session, user_id: int, course_id: int, answers: Answers, now: datetime) -> CheckIn:
    """Keep a check-in; `InvalidInputError` with a sentence per field."""
    known = {str(level) for level in LEVELS}
    wrong = {name: CHOOSE for name in ("energy", "progress") if getattr(answers, name) not in known}
    if answers.obstacle not in OBSTACLES:
        wrong["obstacle"] = CHOOSE_ONE
    if len(answers.words.strip()) > LONGEST_WORDS:
        wrong["words"] = TOO_LONG
    if wrong:
        raise InvalidInputError(fields=wrong)
    row = CheckIn(
        user_id=user_id,
        course_id=course_id,
        energy=int(answers.energy),
        progress=int(answers.progress),
        obstacle=answers.obstacle,
        words=answers.words.strip(),
        may_be_read=answers.may_be_read,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def history(session: Session, user_id: int, course_id: int, limit: int = SHOWN) -> list[CheckIn]:
    """Return the last check-ins, the oldest first."""
    newest = session.scalars(
        select(CheckIn)
        .where(CheckIn.user_id == user_id, CheckIn.course_id == course_id, CheckIn.deleted_at.is_(None))
        .order_by(CheckIn.at.desc(), CheckIn.id.desc())
        .limit(limit)
    ).all()
    return list(reversed(newest))


def find(session: Session, checkin_id: int, user_id: int, course_id: int) -> CheckIn:
    """Return one's own check-in; for anybody else it does not exist."""
    row = session.get(CheckIn, checkin_id)
    if row is None or row.user_id != user_id or row.course_id != course_id:
        raise NotFoundError
    return row


def forget_deleted(session: Session, now: datetime) -> None:
    """Delete for good what was deleted an hour ago; readings of it go along."""
    session.execute(delete(CheckIn).where(CheckIn.deleted_at < now - UNDO))


def course_of(rows: Sequence[CheckIn], measure: str) -> Course:
    """Return how "energy" or "progress" ran over `rows` (oldest first)."""
    averages: list[float] = []
    for row in rows:
        value = float(getattr(row, measure))
        averages.append(value if not averages else WEIGHT * value + (1 - WEIGHT) * averages[-1])
    return Course(averages, trend([Point(row.at, -float(getattr(row, measure))) for row in rows]))
