"""What a mentor and a learner agree about a path, one skill at a time; planning keeps it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.paths import MentorEdit
from lti_tool.catalogue.candidates import CoursePool
from lti_tool.catalogue.learner_models import PathState
from lti_tool.catalogue.path_requests import edits_as_json, edits_from
from lti_tool.errors import N_, InvalidInputError, NotFoundError

LONGEST_NOTE = 500
#: A path has as many steps as a course has skills; more agreements than this are no agreement.
MOST = 200
TOO_LONG = N_("Use at most 500 characters.")
NO_SUCH_SKILL = N_("This skill is not in the course. Choose one from the list.")
NOT_HERE = N_("Choose among the resources that stand here.")


def agreed(session: Session, user_id: int, course_id: int) -> tuple[MentorEdit, ...]:
    """Return what mentor and learner agreed."""
    state = state_of(session, user_id, course_id)
    return edits_from(state.edits) if state else ()


def agree(session: Session, user_id: int, course_id: int, edits: Sequence[MentorEdit], by: int, now: datetime) -> None:
    """Store what mentor and learner agreed about the path, in the place of earlier agreements."""
    state = state_of(session, user_id, course_id) or new_state(session, user_id, course_id)
    _keep(session, state, edits_as_json(edits), by, now)


def agree_on(session: Session, user_id: int, course: CoursePool, edit: MentorEdit, by: int, now: datetime) -> None:
    """Store what was agreed about one skill, in the place of what was agreed about it before.

    Raises `InvalidInputError` with a sentence per field for a skill or a resource that is not in
    the course, and for a note that is too long; nothing is stored then.
    """
    wrong = _problems(course, edit)
    if wrong:
        raise InvalidInputError(fields=wrong)
    course_id = course.shelves.course_id
    state = state_of(session, user_id, course_id) or new_state(session, user_id, course_id)
    others = [row for row in state.edits if row["skill"] != edit.skill]
    _keep(session, state, [*others, *edits_as_json([edit])][-MOST:], by, now)


def drop(session: Session, user_id: int, course_id: int, skill: str, by: int, now: datetime) -> None:
    """Let the path propose again where something was agreed about a skill; `restore` brings that back."""
    _mark(session, user_id, course_id, skill, by, now, dropped=True)


def restore(session: Session, user_id: int, course_id: int, skill: str, by: int, now: datetime) -> None:
    """Bring back what was agreed about a skill and dropped."""
    _mark(session, user_id, course_id, skill, by, now, dropped=False)


def _mark(session: Session, user_id: int, course_id: int, skill: str, by: int, now: datetime, *, dropped: bool) -> None:
    """Raises `NotFoundError` where nothing was agreed."""
    state = state_of(session, user_id, course_id)
    if state is None or all(row["skill"] != skill for row in state.edits):
        raise NotFoundError
    rows = [{**row, "dropped": dropped} if row["skill"] == skill else row for row in state.edits]
    _keep(session, state, rows, by, now)


def _keep(session: Session, state: PathState, rows: list[Any], by: int, now: datetime) -> None:
    state.edits, state.edited_by, state.edited_at = rows, by, now
    session.flush()


def state_of(session: Session, user_id: int, course_id: int) -> PathState | None:
    """Return what is kept of a learner's path, if anything."""
    return session.scalars(
        select(PathState).where(PathState.user_id == user_id, PathState.course_id == course_id)
    ).first()


def new_state(session: Session, user_id: int, course_id: int) -> PathState:
    """Begin to keep something of a learner's path."""
    state = PathState(user_id=user_id, course_id=course_id, edits=[], seen=[])
    session.add(state)
    return state


def _problems(course: CoursePool, edit: MentorEdit) -> dict[str, str]:
    teaching = {resource.id for resource in course.resources if edit.skill in resource.skills}
    known = course.graph.skills
    fields = {
        "skill": NO_SUCH_SKILL if edit.skill not in known else "",
        "before": NO_SUCH_SKILL if edit.before and edit.before not in known else "",
        "resources": NOT_HERE if not teaching.issuperset(edit.resources) else "",
        "note": TOO_LONG if len(edit.note) > LONGEST_NOTE else "",
    }
    return {name: sentence for name, sentence in fields.items() if sentence}
