"""From a count to a score: the line item it belongs to, the policy, and the row in the outbox."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.course_settings import GradePolicy
from lti_tool.gradebook import items
from lti_tool.gradebook.earning import Earned, counts_of, earned
from lti_tool.gradebook.endpoints import as_offered, latest_endpoint
from lti_tool.gradebook.models import CourseLineItem, InteractionKind, PathStanding, ScoreRow
from lti_tool.gradebook.outbox import enqueue
from lti_tool.gradebook.policies import policy_for
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role


def line_item_of(
    session: Session, enrolment: Enrolment, resource_link_id: int | None, *, now: datetime
) -> CourseLineItem | None:
    """Return the line item this learner's doings count towards; None while the course has no gradebook."""
    endpoint = latest_endpoint(session, enrolment.course_id)
    if endpoint is None or enrolment.course.platform_id is None:
        return None
    offered = as_offered(endpoint)
    if not offered.can_send_scores:
        return None
    return items.item_for(
        session,
        enrolment.course_id,
        resource_link_id,
        endpoint=endpoint,
        can_create=offered.can_manage_items,
        language=enrolment.user.locale,
        now=now,
    )


def is_graded(enrolment: Enrolment) -> bool:
    """True for a learner whom the course's platform knows; platforms refuse grades of anybody else."""
    return (
        enrolment.active
        and enrolment.role == Role.LEARNER
        and enrolment.course.platform_id is not None
        and enrolment.user.platform_id == enrolment.course.platform_id
    )


def current_score(session: Session, item: CourseLineItem, enrolment: Enrolment) -> Earned | None:
    """Return what the learner has earned towards the item; None where the policy gives no grade."""
    policy = policy_for(session, item.course_id, item.resource_link_id)
    if policy.kind is GradePolicy.OFF:
        return None
    user = enrolment.user
    path = session.get(PathStanding, (item.course_id, user.id))
    counts = counts_of(session, item.course_id, line_item_id=item.id, user_id=user.id).get(user.id, {})
    return earned(policy, counts, (path.done, path.total) if path else None, user.locale)


def write_score(
    session: Session, item: CourseLineItem, enrolment: Enrolment, *, cause: InteractionKind | None, now: datetime
) -> ScoreRow | None:
    """Write the score that `cause` (None: progress on the path) changes; None when it changes nothing."""
    policy = policy_for(session, item.course_id, item.resource_link_id)
    matters = policy.kind is GradePolicy.PATH_PROGRESS if cause is None else cause in policy.kinds
    if not matters or not is_graded(enrolment):
        return None
    score = current_score(session, item, enrolment)
    return None if score is None else enqueue(session, item, enrolment.user_id, score, now=now)
