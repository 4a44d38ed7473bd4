"""Take a decision about a suggestion back: it waits again, and what it changed is as before."""

from datetime import datetime

from sqlalchemy.orm import Session

from content_index.index import ChangeKind
from lti_tool.catalogue.changes import record, revise
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow, SkillSuggestionRow
from lti_tool.catalogue.suggestions import DECIDED
from lti_tool.errors import NotFoundError


def reopen_skill(session: Session, course_id: int, suggestion_id: int, now: datetime) -> None:
    """Let a decided skill suggestion wait again; an accepted skill leaves its resource."""
    row = session.get(SkillSuggestionRow, suggestion_id)
    if row is None or row.course_id != course_id or row.accepted is None:
        raise NotFoundError(DECIDED)
    resource = session.get_one(ResourceRow, row.resource_id)
    if row.accepted and row.skill in resource.skills:
        resource.skills = [key for key in resource.skills if key != row.skill]
        record(session, course_id, [(ChangeKind.UPSERT, resource.public_id)], now)
    row.accepted = row.decided_by = row.decided_at = None
    session.flush()


def reopen_edge(session: Session, course_id: int, edge_id: int) -> None:
    """Let a decided prerequisite wait again; a confirmed one no longer orders paths."""
    row = session.get(PrerequisiteRow, edge_id)
    if row is None or row.course_id != course_id or row.origin not in {EdgeOrigin.CONFIRMED, EdgeOrigin.REJECTED}:
        raise NotFoundError(DECIDED)
    was_confirmed = row.origin == EdgeOrigin.CONFIRMED
    row.origin, row.decided_by, row.decided_at = EdgeOrigin.INFERRED, None, None
    if was_confirmed:
        revise(session, course_id)
    session.flush()
