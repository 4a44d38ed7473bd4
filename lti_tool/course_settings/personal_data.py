"""What this subject knows of a person (who changed a setting), and how it forgets: for `privacy`."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.course_settings.models import CourseSettingsChange, CourseSettingsRow


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return the changes of course settings that the person made."""
    rows = session.scalars(
        select(CourseSettingsChange).where(CourseSettingsChange.changed_by == user_id).order_by(CourseSettingsChange.id)
    )
    return {
        "settings_changed": [
            {"setting": row.name, "from": row.before, "to": row.after, "at": row.changed_at.isoformat()} for row in rows
        ]
    }


def forget(session: Session, user_id: int) -> None:
    """Keep the changes, which belong to the course, without who made them."""
    for table in (CourseSettingsChange, CourseSettingsRow):
        session.execute(update(table).where(table.changed_by == user_id).values(changed_by=None))
