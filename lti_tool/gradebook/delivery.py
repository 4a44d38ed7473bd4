"""Delivery of scores: claim one, make sure of its line item, send it, write down what came of it.

Each step is committed before the next begins and no transaction is open during a call, so a
worker may be killed anywhere: the lease runs out, the score is claimed again, and the same
time stamp and the result read back keep it on the platform once.
"""

from dataclasses import dataclass

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.gradebook.claiming import Leases, Task, claim, read_task
from lti_tool.gradebook.columns import CANVAS, Column, locate
from lti_tool.gradebook.models import FailureCode, ItemState, ScoreState
from lti_tool.gradebook.outcomes import Dead, Outcome, Sent, of_failure
from lti_tool.gradebook.reading_back import explain_conflict, is_ours, read_result
from lti_tool.gradebook.settling import Random, settle, write_down_column
from lti_tool.lti.scores import GradeService, Result, Score
from lti_tool.lti.service_errors import ScoreConflictError, ServiceError


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one attempt."""

    score_id: int
    state: ScoreState


def deliver_next(
    database: Database, grades: GradeService, clock: Clock, random: Random, leases: Leases | None = None
) -> Delivery | None:
    """Try the next due score; None when nothing is due. Safe in any number of processes at once.

    `leases` are renewed by whoever passes them in, for calls that outlast one lease.
    """
    leases = leases or Leases()
    with database.transaction() as session:
        score_id = claim(session, clock.now(), leases.length)
        task = None if score_id is None else read_task(session, score_id)
    if task is None:
        return None
    leases.hold(task.lease_token, clock.now())
    try:
        outcome = _attempt(database, grades, task)
        with database.transaction() as session:
            return Delivery(task.score_id, settle(session, task, outcome, clock.now(), random))
    finally:
        leases.drop(task.lease_token)


def _attempt(database: Database, grades: GradeService, task: Task) -> Outcome:
    try:
        column = locate(grades, task)
        if column is None:
            gone = task.item_state == ItemState.MISSING
            return Dead(FailureCode.ITEM_GONE if gone else FailureCode.NO_GRADEBOOK)
        if (column.url, column.state) != (task.item_url, task.item_state):
            with database.transaction() as session:
                write_down_column(session, task.item_id, column)
        return _send(grades, task, column)
    except ServiceError as error:
        return of_failure(error)


def _send(grades: GradeService, task: Task, column: Column) -> Outcome:
    if not task.overrides_teacher:
        held = _look(grades, task, column, only_if_answered=True)
        if held is not None and not is_ours(held, task):
            return Dead(FailureCode.TEACHER_GRADE, held)
    try:
        grades.send_score(task.platform_id, column.url, _score(task))
    except ScoreConflictError:
        return explain_conflict(grades, task, column.url)
    return Sent(_look(grades, task, column))


def _score(task: Task) -> Score:
    """Always final for what was earned: progress that is not final can wipe a grade on Canvas and Moodle.

    Canvas refuses a submission from its future, so its time is told to the minute.
    """
    is_canvas = task.family == CANVAS
    return Score(
        user_id=task.subject,
        timestamp=task.timestamp,
        given=task.given,
        maximum=task.maximum,
        comment=task.comment or None,
        submitted_at=task.earned_at.replace(second=0, microsecond=0) if is_canvas else None,
        new_submission=False if is_canvas and task.is_update else None,
    )


def _look(grades: GradeService, task: Task, column: Column, *, only_if_answered: bool = False) -> Result | None:
    """Read what the platform holds; None where it does not say.

    `only_if_answered`: an outage is raised, since a score must not be sent blindly over a teacher's grade.
    """
    if not task.endpoint.can_read_results:
        return None
    try:
        return read_result(grades, task, column.url)
    except ServiceError as error:
        if only_if_answered and error.retryable:
            raise
        return None
