"""Columns of the platform's gradebook that a teacher grades by hand: made for a skill, or found there (AGS 2.0, 3.2).

These go over the network: call them outside of any transaction. A column that this tool fills itself is
left out: what somebody did here must not come back as somebody's judgement of a skill.
"""

from collections.abc import Sequence

from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.errors import N_, ConflictError
from lti_tool.gradebook.endpoints import as_offered, latest_endpoint
from lti_tool.gradebook.items import LONGEST_LABEL
from lti_tool.gradebook.models import CourseLineItem
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.scores import GradeService, LineItem
from lti_tool.people.models import Course

TAG = "boussole-skill"
MAXIMUM = 100.0
NOT_OFFERED = N_(
    "The learning platform does not show this tool the columns of the gradebook. Its administrator can grant the "
    "permissions to read grade items and results."
)
NOT_MADE = N_("The learning platform does not let this tool make columns. Its administrator can grant that permission.")


def found_there(database: Database, grades: GradeService, course_id: int) -> Sequence[LineItem]:
    """Return the columns that the platform shows and that this tool does not fill."""
    platform_id, endpoint = _gradebook(database, course_id)
    if not endpoint.can_read_items or not endpoint.can_read_results:
        raise ConflictError(NOT_OFFERED)
    with database.transaction(write=False) as session:
        own = set(session.scalars(select(CourseLineItem.url).where(CourseLineItem.course_id == course_id)))
    return [one for one in grades.line_items(platform_id, endpoint) if one.id and one.id not in own]


def make(database: Database, grades: GradeService, course_id: int, label: str) -> LineItem:
    """Make a column that a teacher fills in the gradebook."""
    platform_id, endpoint = _gradebook(database, course_id)
    if not endpoint.can_manage_items or not endpoint.can_read_results:
        raise ConflictError(NOT_MADE)
    return grades.create_line_item(platform_id, endpoint, LineItem(label[:LONGEST_LABEL], MAXIMUM, tag=TAG))


def _gradebook(database: Database, course_id: int) -> tuple[int, AgsEndpoint]:
    with database.transaction(write=False) as session:
        platform_id = session.scalar(select(Course.platform_id).where(Course.id == course_id))
        endpoint = latest_endpoint(session, course_id)
        if platform_id is None or endpoint is None:
            raise ConflictError(NOT_OFFERED)
        return platform_id, as_offered(endpoint)
