"""Skills assessed on the platform: columns of its gradebook that stand for a skill, and the levels of who allows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.catalogue.assessed_models import AssessedSkill, SkillColumn
from lti_tool.catalogue.records import Graded
from lti_tool.errors import N_, ConflictError, NotFoundError
from lti_tool.lti.scores import Result
from lti_tool.people import consents
from lti_tool.people.consents import Purpose

#: From this share of the maximum on, a level. The highest, "I could teach it", is nobody's grade to give.
LEVELS = ((0.8, 3), (0.5, 2), (0.25, 1))
#: Columns of one course.
MOST = 60
LONGEST_URL, LONGEST_LABEL = 1000, 255
TAKEN = N_("This column stands for a skill already.")
TOO_MANY = N_("At most %(limit)s columns can stand for skills.")


def level_of(given: float, maximum: float) -> int:
    """Return the level that so many points stand for."""
    share = given / maximum if maximum > 0 else 0.0
    return next((level for least, level in LEVELS if share >= least), 0)


def columns(session: Session, course_id: int) -> Sequence[SkillColumn]:
    """Return the columns that stand for skills, the oldest first."""
    return session.scalars(select(SkillColumn).where(SkillColumn.course_id == course_id).order_by(SkillColumn.id)).all()


def choose(session: Session, course_id: int, skill: str, url: str, label: str, now: datetime) -> SkillColumn:
    """Let a column stand for a skill; its results are read soon."""
    held = columns(session, course_id)
    if any(one.url == url for one in held):
        raise ConflictError(TAKEN)
    if len(held) >= MOST or len(url) > LONGEST_URL:
        raise ConflictError(TOO_MANY, limit=MOST)
    row = SkillColumn(
        course_id=course_id,
        skill=skill,
        url=url,
        label=label[:LONGEST_LABEL],
        chosen_at=now,
        next_at=now,
        failures=0,
        reason="",
    )
    session.add(row)
    session.flush()
    return row


def let_go(session: Session, course_id: int, column_id: int) -> SkillColumn:
    """Let a column stand for nothing any more: levels read from it are deleted, the column itself stays there."""
    row = session.get(SkillColumn, column_id)
    if row is None or row.course_id != course_id:
        raise NotFoundError
    session.execute(delete(AssessedSkill).where(AssessedSkill.column_id == row.id))
    session.delete(row)
    session.flush()
    return row


def read_soon(session: Session, course_id: int, now: datetime) -> None:
    """Have the columns of a course read in the worker's next round."""
    for row in columns(session, course_id):
        row.next_at = min(row.next_at, now)
    session.flush()


def keep(session: Session, column_id: int, results: Mapping[int, Result], asked: Sequence[int], now: datetime) -> None:
    """Keep results by user. Who withdrew meanwhile is left out; who was asked for and has none any more loses it."""
    column = session.get(SkillColumn, column_id)
    if column is None:  # let go of while the platform was asked
        return
    held = {row.user_id: row for row in _of_column(session, column_id)}
    for user_id in asked:
        found, row = results.get(user_id), held.get(user_id)
        score = found.score if found is not None else None
        allowed = consents.is_granted(session, user_id, column.course_id, Purpose.RESULTS)
        if found is None or score is None or not found.maximum or not allowed:
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = AssessedSkill(user_id=user_id, course_id=column.course_id, column_id=column_id)
            session.add(row)
        if (row.given, row.maximum) != (score, found.maximum):
            row.given, row.maximum, row.at = score, found.maximum, now
    session.flush()


def assessed(session: Session, user_id: int, course_id: int) -> dict[str, Graded]:
    """Return what the platform assessed, by skill; where several columns stand for one, the best of them."""
    found: dict[str, Graded] = {}
    for row in session.scalars(
        select(AssessedSkill)
        .where(AssessedSkill.user_id == user_id, AssessedSkill.course_id == course_id)
        .order_by(AssessedSkill.id)
    ):
        one = Graded(
            row.column.skill, level_of(row.given, row.maximum), row.given, row.maximum, row.at, row.column.label
        )
        best = found.get(one.skill)
        if best is None or one.given / one.maximum > best.given / best.maximum:
            found[one.skill] = one
    return found


def forget(session: Session, user_id: int, course_id: int) -> None:
    """Delete every level of somebody that was read from the platform."""
    session.execute(delete(AssessedSkill).where(AssessedSkill.user_id == user_id, AssessedSkill.course_id == course_id))


def _of_column(session: Session, column_id: int) -> Sequence[AssessedSkill]:
    return session.scalars(select(AssessedSkill).where(AssessedSkill.column_id == column_id)).all()
