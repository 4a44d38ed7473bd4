"""What each launch says about the course's gradebook, remembered for the worker (AGS 2.0, section 3.1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_
from lti_tool.gradebook import items
from lti_tool.gradebook.models import CourseEndpoint, CourseLineItem
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.people.models import Course

NO_PLATFORM = N_("Grades are off: this course is not connected to a learning platform.")
NO_LAUNCH = N_("Grades are off until somebody opens the tool from the course.")
NOT_OFFERED = N_(
    "Grades are off: the learning platform does not offer its gradebook to this tool. "
    "Its administrator can switch on the grade services (Assignment and Grade Services) for it."
)
NO_SCORES = N_(
    "Grades are off: the learning platform does not let this tool send scores. "
    "Its administrator can grant that permission."
)
NO_COLUMN = N_(
    "Grades are off: the activity has no grade item and the learning platform does not let this tool make one. "
    "Switch on grades in the activity's settings, or ask the administrator to grant the permission."
)


@dataclass(frozen=True, slots=True)
class GradesStatus:
    """Whether what learners do reaches the course's gradebook; `reason` is a source sentence when not."""

    on: bool
    reason: str = ""


def remember_endpoints(
    session: Session,
    course_id: int,
    resource_link_id: int | None,
    ags: AgsEndpoint | None,
    *,
    now: datetime,
    deployment: str = "",
) -> None:
    """Keep what a launch says about grades; call it for every accepted launch that has a course."""
    endpoint = session.scalars(
        select(CourseEndpoint)
        .where(CourseEndpoint.course_id == course_id, CourseEndpoint.deployment == deployment)
        .with_for_update()
    ).first()
    if endpoint is None:
        endpoint = CourseEndpoint(course_id=course_id, deployment=deployment, scopes=[])
        session.add(endpoint)
    scopes = sorted(ags.scopes) if ags else []
    if endpoint.scopes != scopes:
        endpoint.scopes = scopes
    endpoint.line_items_url, endpoint.seen_at = ags.line_items if ags else None, now
    session.flush()
    if ags is not None and ags.line_item and resource_link_id is not None:
        items.adopt_coupled(session, course_id, resource_link_id, ags.line_item, endpoint=endpoint, now=now)


def as_offered(endpoint: CourseEndpoint) -> AgsEndpoint:
    """Return a remembered endpoint as the protocol layer takes it."""
    return AgsEndpoint(scopes=frozenset(endpoint.scopes), line_items=endpoint.line_items_url)


def latest_endpoint(session: Session, course_id: int) -> CourseEndpoint | None:
    """Return what was said last by a deployment that takes scores, else what was said last."""
    found = session.scalars(
        select(CourseEndpoint).where(CourseEndpoint.course_id == course_id).order_by(CourseEndpoint.seen_at.desc())
    ).all()
    return next((row for row in found if as_offered(row).can_send_scores), found[0] if found else None)


def grades_status(session: Session, course_id: int) -> GradesStatus:
    """Say whether grades reach the platform from this course, and why not."""
    if session.scalar(select(Course.platform_id).where(Course.id == course_id)) is None:
        return GradesStatus(on=False, reason=NO_PLATFORM)
    endpoint = latest_endpoint(session, course_id)
    if endpoint is None:
        return GradesStatus(on=False, reason=NO_LAUNCH)
    offered = as_offered(endpoint)
    if not offered.can_send_scores:
        return GradesStatus(on=False, reason=NO_SCORES if offered.scopes else NOT_OFFERED)
    if not offered.can_manage_items and not _has_column(session, course_id):
        return GradesStatus(on=False, reason=NO_COLUMN)
    return GradesStatus(on=True)


def _has_column(session: Session, course_id: int) -> bool:
    known = select(CourseLineItem.id).where(CourseLineItem.course_id == course_id, CourseLineItem.url.is_not(None))
    return session.scalar(known.limit(1)) is not None
