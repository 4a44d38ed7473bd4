"""Which line item an interaction counts towards: each interaction counts towards exactly one.

The activity's own item where the platform coupled one to it or the instructor gave it a
policy of its own; else the oldest item of the course; else one of ours for the whole course.
"""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.errors import N_
from lti_tool.gradebook.inserting import insert_if_absent
from lti_tool.gradebook.models import ActivityPolicy, CourseEndpoint, CourseLineItem, Interaction, ItemState
from lti_tool.gradebook.policies import policy_for
from lti_tool.people.models import ResourceLink
from lti_tool.translations import best_language, translate

TAG = "boussole"
COURSE_ITEM = "boussole-course"
COURSE_LABEL = N_("Boussole: mentoring")
LONGEST_LABEL = 255


def adopt_coupled(
    session: Session,
    course_id: int,
    resource_link_id: int,
    url: str,
    *,
    endpoint: CourseEndpoint,
    now: datetime,
) -> None:
    """Note the line item that the platform keeps for this activity; it wins over one of ours.

    One that we made ourselves and that the platform now names (Open edX does) stays what it is.
    """
    item = _item_at(session, course_id, url) or _item(session, course_id, _name_of_link(resource_link_id))
    if item is None:
        item = _insert(
            session,
            course_id,
            _name_of_link(resource_link_id),
            resource_link_id=resource_link_id,
            label=session.scalar(select(ResourceLink.title).where(ResourceLink.id == resource_link_id)) or "",
            now=now,
        )
        _gather_uncounted(session, item)
    if item.url != url:
        item.url, item.is_platforms, item.state = url, True, ItemState.FOUND
    elif item.state == ItemState.MISSING:
        item.state = ItemState.FOUND
    item.endpoint_id = endpoint.id
    session.flush()


def item_for(
    session: Session,
    course_id: int,
    resource_link_id: int | None,
    *,
    endpoint: CourseEndpoint,
    can_create: bool,
    language: str,
    now: datetime,
) -> CourseLineItem | None:
    """Return the line item that counts; None when there is none and the platform lets us make none."""
    if resource_link_id is not None:
        own = _item(session, course_id, _name_of_link(resource_link_id))
        if own is None and can_create and session.get(ActivityPolicy, resource_link_id) is not None:
            title = session.scalar(select(ResourceLink.title).where(ResourceLink.id == resource_link_id))
            own = _insert(
                session,
                course_id,
                _name_of_link(resource_link_id),
                resource_link_id=resource_link_id,
                label=title or translate(best_language(language), COURSE_LABEL),
                now=now,
                endpoint=endpoint,
            )
        if own is not None:
            return own
    item = course_item(session, course_id)
    if item is None and can_create:
        label = translate(best_language(language), COURSE_LABEL)
        item = _insert(session, course_id, COURSE_ITEM, label=label, now=now, endpoint=endpoint)
        _gather_uncounted(session, item)
    return item


def course_item(session: Session, course_id: int) -> CourseLineItem | None:
    """Return the item for everything that no activity counts for itself: the first one without a policy of its own."""
    own_policy = select(ActivityPolicy.resource_link_id)
    query = select(CourseLineItem).where(
        CourseLineItem.course_id == course_id,
        or_(CourseLineItem.resource_link_id.is_(None), CourseLineItem.resource_link_id.not_in(own_policy)),
    )
    return session.scalars(query.order_by(CourseLineItem.id).limit(1)).first()


def _name_of_link(resource_link_id: int) -> str:
    return f"boussole-activity-{resource_link_id}"


def _item(session: Session, course_id: int, resource_id: str) -> CourseLineItem | None:
    return session.scalars(
        select(CourseLineItem).where(CourseLineItem.course_id == course_id, CourseLineItem.resource_id == resource_id)
    ).first()


def _item_at(session: Session, course_id: int, url: str) -> CourseLineItem | None:
    query = select(CourseLineItem).where(CourseLineItem.course_id == course_id, CourseLineItem.url == url)
    return session.scalars(query.order_by(CourseLineItem.id)).first()


def _insert(
    session: Session,
    course_id: int,
    resource_id: str,
    *,
    label: str,
    now: datetime,
    resource_link_id: int | None = None,
    endpoint: CourseEndpoint | None = None,
) -> CourseLineItem:
    insert_if_absent(
        session,
        CourseLineItem,
        course_id=course_id,
        resource_link_id=resource_link_id,
        endpoint_id=endpoint.id if endpoint else None,
        resource_id=resource_id,
        tag=TAG,
        label=label[:LONGEST_LABEL],
        maximum=policy_for(session, course_id, resource_link_id).maximum,
        state=ItemState.WANTED,
        created_at=now,
    )
    item = _item(session, course_id, resource_id)
    assert item is not None  # noqa: S101 - inserted above, here or by whoever was faster
    return item


def _gather_uncounted(session: Session, item: CourseLineItem) -> None:
    """Let what was done while the course had no gradebook count towards its first item."""
    others = select(func.count()).where(CourseLineItem.course_id == item.course_id, CourseLineItem.id != item.id)
    if session.scalar(others):
        return
    session.execute(
        update(Interaction)
        .where(Interaction.course_id == item.course_id, Interaction.line_item_id.is_(None))
        .values(line_item_id=item.id)
    )
