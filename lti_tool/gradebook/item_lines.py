"""The grade items of a course as their instructor sees them: what belongs to whom, how many grades it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.gradebook.endpoints import as_offered
from lti_tool.gradebook.models import CourseLineItem, ItemState, ScoreRow, ScoreState


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One grade item; `sent` is how many learners' scores arrived in it."""

    item_id: int
    label: str
    maximum: float
    state: ItemState
    #: The title of its activity, empty for an item of the whole course.
    activity: str
    of_activity: bool
    is_platforms: bool
    may_manage: bool
    sent: int

    @property
    def can_change(self) -> bool:
        """True for an item of ours that is in the gradebook, where the platform lets us change it."""
        return self.may_manage and not self.is_platforms and self.state in {ItemState.FOUND, ItemState.CREATED}


def item_lines(session: Session, course_id: int) -> Sequence[ItemLine]:
    """Return the course's grade items, the first one first."""
    arrived = (
        select(ScoreRow.line_item_id, func.count(ScoreRow.user_id.distinct()))
        .join(CourseLineItem, CourseLineItem.id == ScoreRow.line_item_id)
        .where(CourseLineItem.course_id == course_id, ScoreRow.state == ScoreState.SENT)
        .group_by(ScoreRow.line_item_id)
    )
    sent: dict[int, int] = dict(iter(session.execute(arrived)))
    items = select(CourseLineItem).where(CourseLineItem.course_id == course_id).order_by(CourseLineItem.id)
    return [_line(item, sent.get(item.id, 0)) for item in session.scalars(items)]


def _line(item: CourseLineItem, sent: int) -> ItemLine:
    return ItemLine(
        item_id=item.id,
        label=item.label,
        maximum=item.maximum,
        state=ItemState(item.state),
        activity=item.resource_link.title if item.resource_link else "",
        of_activity=item.resource_link is not None,
        is_platforms=item.is_platforms,
        may_manage=item.endpoint is not None and as_offered(item.endpoint).can_manage_items,
        sent=sent,
    )
