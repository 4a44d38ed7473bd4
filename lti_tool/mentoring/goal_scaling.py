"""Goal attainment scaling (Kiresuk and Sherman, 1968): each outcome is written down before the work starts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from lti_tool.mentoring.meeting_models import ScaledGoal

LEVELS = (-2, -1, 0, 1, 2)
LONGEST = 300
MOST_GOALS = 3
EMPTY = N_("Write something here: at most 300 characters.")
BAD_LEVEL = N_("Choose one of the five levels.")
TOO_MANY = N_("Three goals at a time are enough. Score one first.")
SCORED = N_("This goal has been scored already.")


def write_goal(
    session: Session, user_id: int, course_id: int, text: str, levels: Mapping[int, str], start: int, now: datetime
) -> ScaledGoal:
    """Keep a goal with the five outcomes in words, and the level of today (-2..2).

    Raises `InvalidInputError` with a sentence per field, `ConflictError` for a fourth open goal.
    """
    fields = {"goal": text, **{f"level{level}": levels.get(level, "") for level in LEVELS}}
    wrong = {name: EMPTY for name, words in fields.items() if not words.strip() or len(words) > LONGEST}
    if start not in LEVELS:
        wrong["start"] = BAD_LEVEL
    if wrong:
        raise InvalidInputError(fields=wrong)
    if sum(goal.reached is None for goal in goals_of(session, user_id, course_id)) >= MOST_GOALS:
        raise ConflictError(TOO_MANY)
    goal = ScaledGoal(
        user_id=user_id,
        course_id=course_id,
        text=text.strip(),
        levels={str(level): levels[level].strip() for level in LEVELS},
        start=start,
        written_at=now,
    )
    session.add(goal)
    session.flush()
    return goal


def goals_of(session: Session, user_id: int, course_id: int) -> Sequence[ScaledGoal]:
    """Return somebody's goals, the newest first."""
    return session.scalars(
        select(ScaledGoal)
        .where(ScaledGoal.user_id == user_id, ScaledGoal.course_id == course_id)
        .order_by(ScaledGoal.id.desc())
    ).all()


def score_goal(session: Session, goal_id: int, user_id: int, course_id: int, reached: int, now: datetime) -> None:
    """Say which of the five outcomes was reached; once."""
    goal = session.get(ScaledGoal, goal_id)
    if goal is None or goal.user_id != user_id or goal.course_id != course_id:
        raise NotFoundError
    if goal.reached is not None:
        raise ConflictError(SCORED)
    if reached not in LEVELS:
        raise InvalidInputError(fields={"reached": BAD_LEVEL})
    goal.reached, goal.scored_at = reached, now
    session.flush()
