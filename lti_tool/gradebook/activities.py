"""What each activity of a course is graded by: for the page where the instructor chooses."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.gradebook.models import ActivityPolicy, CourseLineItem, ItemState
from lti_tool.gradebook.policies import Policy, policy_for
from lti_tool.people.models import ResourceLink


@dataclass(frozen=True, slots=True)
class ActivityGrade:
    """One place in the course from which the tool is opened, its policy, and its own grade item if it has one.

    `opens`: what it opens, as `people.picks` reads it; empty for the home.
    """

    resource_link_id: int
    title: str
    opens: str
    policy: Policy
    has_own_policy: bool
    line_item_id: int | None
    item_state: ItemState | None


def activity_grades(session: Session, course_id: int) -> Sequence[ActivityGrade]:
    """Return the activities that were opened so far, in the order they were first seen."""
    links = session.scalars(select(ResourceLink).where(ResourceLink.course_id == course_id).order_by(ResourceLink.id))
    own = set(session.scalars(select(ActivityPolicy.resource_link_id)))
    items = {
        item.resource_link_id: item
        for item in session.scalars(select(CourseLineItem).where(CourseLineItem.course_id == course_id))
    }
    return [_activity(session, course_id, link, items.get(link.id), has_own=link.id in own) for link in links.all()]


def _activity(
    session: Session, course_id: int, link: ResourceLink, item: CourseLineItem | None, *, has_own: bool
) -> ActivityGrade:
    return ActivityGrade(
        resource_link_id=link.id,
        title=link.title,
        opens=link.opens,
        policy=policy_for(session, course_id, link.id),
        has_own_policy=has_own,
        line_item_id=item.id if item else None,
        item_state=ItemState(item.state) if item else None,
    )
