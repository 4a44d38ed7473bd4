"""What each launch says about the course's gradebook, remembered for the worker (AGS 2.0, section 3.1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.gradebook.models import CourseEndpoint
from lti_tool.lti.launch import AgsEndpoint


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
    raise NotImplementedError


def grades_status(session: Session, course_id: int) -> GradesStatus:
    """Say whether grades reach the platform from this course, and why not."""
    raise NotImplementedError


def latest_endpoint(session: Session, course_id: int) -> CourseEndpoint | None:
    """Return what was said last by a deployment that takes scores, else what was said last."""
    raise NotImplementedError
