"""Read and save a course's settings; only what differs from the defaults is stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.course_settings.choices import CourseSettings
from lti_tool.course_settings.models import CourseSettingsChange, CourseSettingsRow
from lti_tool.errors import ConflictError


def read(session: Session, course_id: int) -> CourseSettings:
    """Return what was chosen for the course, completed with the defaults."""
    row = session.get(CourseSettingsRow, course_id)
    return CourseSettings.of(row.chosen if row else {})


def version(session: Session, course_id: int) -> int:
    """Return the version to send along with a form; 0 before anything was chosen."""
    row = session.get(CourseSettingsRow, course_id)
    return row.version if row else 0


def save(
    session: Session,
    course_id: int,
    changes: Mapping[str, Any],
    by_user: int | None,
    *,
    now: datetime,
    expected_version: int | None = None,
) -> CourseSettings:
    """Validate and store `changes` (field name to value, as a form sends them or typed).

    Raises `InvalidInputError` with a sentence per field; `ConflictError` when
    `expected_version` is given and somebody else saved meanwhile.
    """
    row = session.get(CourseSettingsRow, course_id, with_for_update=True)
    if expected_version is not None and expected_version != (row.version if row else 0):
        raise ConflictError
    before = CourseSettings.of(row.chosen if row else {})
    after = before.changed(changes)
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    changed = [name for name in new if new[name] != old[name]]
    if not changed:
        return after
    if row is None:
        row = CourseSettingsRow(course_id=course_id, version=0, changed_at=now)
        session.add(row)
    defaults = CourseSettings().model_dump(mode="json")
    row.chosen = {name: value for name, value in new.items() if value != defaults[name]}
    row.version, row.changed_by, row.changed_at = row.version + 1, by_user, now
    session.add_all(
        CourseSettingsChange(
            course_id=course_id,
            name=name,
            before=old[name],
            after=new[name],
            changed_by=by_user,
            changed_at=now,
        )
        for name in changed
    )
    session.flush()
    return after
