"""What this subject knows of a person, and how it forgets: for `privacy`."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.catalogue.assessed_models import AssessedSkill
from lti_tool.catalogue.import_models import ImportRun
from lti_tool.catalogue.learner_models import Exposure, LearnerProfile, LearnerSkill, PathState, ResourceFeedback
from lti_tool.catalogue.library_models import LibraryRow, LibraryUse
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.skill_models import PrerequisiteRow, SkillSuggestionRow
from lti_tool.people.models import Course

_OWN = (AssessedSkill, Exposure, ResourceFeedback, LearnerSkill, LearnerProfile, PathState)


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return goals, skills, marks, what was shown and agreed, and imports made, as plain data."""
    courses = dict(session.execute(select(Course.id, Course.title)).all())
    return {
        "profiles": [
            {
                "course": courses.get(row.course_id, ""),
                "goal": row.goal_text,
                "goal_skills": list(row.goal_skills),
                "hours_per_week": row.hours_per_week,
                "language": row.language,
                "updated_at": _iso(row.updated_at),
            }
            for row in session.scalars(select(LearnerProfile).where(LearnerProfile.user_id == user_id))
        ],
        "skills": [
            {
                "course": courses.get(row.course_id, ""),
                "skill": row.skill,
                "self_rated": row.self_level,
                "assessed": row.assessed_level,
                "updated_at": _iso(row.updated_at),
            }
            for row in session.scalars(select(LearnerSkill).where(LearnerSkill.user_id == user_id))
        ],
        "assessed_on_the_platform": [
            {
                "course": courses.get(row.course_id, ""),
                "skill": row.column.skill,
                "title": row.column.label,
                "points": row.given,
                "of": row.maximum,
                "read_at": _iso(row.at),
            }
            for row in session.scalars(select(AssessedSkill).where(AssessedSkill.user_id == user_id))
        ],
        "resources": _marks(session, user_id),
        "recommended": _shown(session, user_id),
        "paths": [
            {
                "course": courses.get(row.course_id, ""),
                "agreed": list(row.edits),
                "agreed_at": _iso(row.edited_at),
                "planned_from": list(row.seen),
            }
            for row in session.scalars(select(PathState).where(PathState.user_id == user_id))
        ],
        "imports": [
            {"course": courses.get(row.course_id, ""), "source": row.source, "at": _iso(row.started_at)}
            for row in session.scalars(select(ImportRun).where(ImportRun.started_by == user_id))
        ],
        "libraries": [
            {"course": courses.get(course_id, ""), "library": name, "attached_at": _iso(at)}
            for course_id, name, at in session.execute(
                select(LibraryUse.course_id, LibraryRow.name, LibraryUse.attached_at)
                .join(LibraryRow, LibraryRow.course_id == LibraryUse.library_id)
                .where(LibraryUse.attached_by == user_id)
            )
        ],
    }


def forget(session: Session, user_id: int, now: datetime) -> None:  # noqa: ARG001 - one shape for all subjects
    """Delete what belongs to the person; the course keeps its content without the name of who added it."""
    for table in _OWN:
        session.execute(delete(table).where(table.user_id == user_id))
    session.execute(update(ResourceRow).where(ResourceRow.added_by == user_id).values(added_by=None))
    session.execute(update(LibraryUse).where(LibraryUse.attached_by == user_id).values(attached_by=None))
    session.execute(update(ImportRun).where(ImportRun.started_by == user_id).values(started_by=None))
    session.execute(update(LearnerSkill).where(LearnerSkill.assessed_by == user_id).values(assessed_by=None))
    session.execute(update(PathState).where(PathState.edited_by == user_id).values(edited_by=None))
    for decided in (PrerequisiteRow, SkillSuggestionRow):
        session.execute(update(decided).where(decided.decided_by == user_id).values(decided_by=None))


def _marks(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(ResourceRow.title, ResourceFeedback.kind, ResourceFeedback.at)
        .join(ResourceRow, ResourceRow.id == ResourceFeedback.resource_id)
        .where(ResourceFeedback.user_id == user_id)
        .order_by(ResourceFeedback.id)
    )
    return [{"title": title, "what": str(kind), "at": _iso(at)} for title, kind, at in rows]


def _shown(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(ResourceRow.title, Exposure.slot, Exposure.times, Exposure.last_at)
        .join(ResourceRow, ResourceRow.id == Exposure.resource_id)
        .where(Exposure.user_id == user_id)
        .order_by(Exposure.id)
    )
    return [
        {"title": title, "slot": slot, "times": times, "last_at": _iso(last_at)} for title, slot, times, last_at in rows
    ]


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""
