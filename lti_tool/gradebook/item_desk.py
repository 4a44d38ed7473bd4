"""An instructor's hand on grade items: see, rename, delete, make again (AGS 2.0, section 3.2).

These go over the network: call them outside of any transaction. What the platform answers is
known at once, so the person who asked sees it.
"""

from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from lti_tool.gradebook.endpoints import as_offered
from lti_tool.gradebook.items import LONGEST_LABEL
from lti_tool.gradebook.models import CourseLineItem, ItemState
from lti_tool.gradebook.policies import LARGEST_MAXIMUM
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.scores import GradeService, LineItem
from lti_tool.lti.service_errors import GoneError, ServiceError
from lti_tool.people.models import Course


class ItemOfActivityError(ConflictError):
    """The platform made the grade item together with an activity."""

    message = N_("This grade item belongs to the activity. Change it in the activity's settings in your course.")


class ItemNotThereError(ConflictError):
    """There is nothing on the platform to change yet, or any more."""

    message = N_("This grade item is not in the course's gradebook now. Send a score to make it.")


@dataclass(frozen=True, slots=True)
class _Held:
    platform_id: int
    url: str
    endpoint: AgsEndpoint


def change_item(
    database: Database, grades: GradeService, course_id: int, item_id: int, *, label: str, maximum: float
) -> LineItem:
    """Give a grade item of ours another name and maximum, here and on the platform.

    What else the platform keeps with it stays. Raises `InvalidInputError`, `ConflictError`,
    `NotFoundError` or the tree of `service_errors`.
    """
    label = label.strip()
    fields = {}
    if not 1 <= len(label) <= LONGEST_LABEL:
        fields["label"] = N_("Give a name of 1 to 255 characters.")
    if not 0 < maximum <= LARGEST_MAXIMUM:
        fields["maximum"] = N_("Choose a number of points between 1 and 10000.")
    if fields:
        raise InvalidInputError(fields=fields)
    held = _held(database, course_id, item_id)
    try:
        there = grades.line_item(held.platform_id, held.url)
        changed = grades.update_line_item(held.platform_id, replace(there, id=held.url, label=label, maximum=maximum))
    except GoneError:
        _note(database, item_id, state=ItemState.MISSING)
        raise
    _note(database, item_id, label=label, maximum=maximum)
    return changed


def delete_item(database: Database, grades: GradeService, course_id: int, item_id: int) -> None:
    """Delete a grade item of ours with its grades on the platform; scores then wait for "send again"."""
    held = _held(database, course_id, item_id)
    grades.delete_line_item(held.platform_id, held.url)
    _note(database, item_id, state=ItemState.MISSING)


def items_on_platform(database: Database, grades: GradeService, course_id: int, item_id: int) -> list[LineItem]:
    """Return what the platform lists as this tool's grade items in the course."""
    held = _held(database, course_id, item_id, platforms_too=True)
    return grades.line_items(held.platform_id, held.endpoint)


@dataclass(frozen=True, slots=True)
class Seen:
    """How an item stands on the platform; `reason` is a source sentence when that could not be read."""

    item_id: int
    is_there: bool | None = None
    label: str = ""
    maximum: float = 0.0
    reason: str = ""


def look(database: Database, grades: GradeService, course_id: int) -> list[Seen]:
    """Read every item of the course on the platform, and note which were deleted there or are back.

    After a failure that has nothing to do with the one item the others are not asked for.
    """
    with database.transaction(write=False) as session:
        course = session.get_one(Course, course_id)
        query = select(CourseLineItem).where(CourseLineItem.course_id == course_id).order_by(CourseLineItem.id)
        asked = [(item.id, item.url) for item in session.scalars(query) if item.url]
        platform_id = course.platform_id
    seen: list[Seen] = []
    if platform_id is None:
        return seen
    for item_id, url in asked:
        seen.append(_look_at(database, grades, platform_id, item_id, url))
        if seen[-1].is_there is None:
            break
    return seen


def _look_at(database: Database, grades: GradeService, platform_id: int, item_id: int, url: str) -> Seen:
    try:
        there = grades.line_item(platform_id, url)
    except GoneError:
        _note(database, item_id, state=ItemState.MISSING)
        return Seen(item_id, is_there=False)
    except ServiceError as error:
        return Seen(item_id, reason=error.message)
    with database.transaction() as session:
        back = update(CourseLineItem).where(CourseLineItem.id == item_id, CourseLineItem.state == ItemState.MISSING)
        session.execute(back.values(state=ItemState.FOUND))
    return Seen(item_id, is_there=True, label=there.label, maximum=there.maximum)


def _held(database: Database, course_id: int, item_id: int, *, platforms_too: bool = False) -> _Held:
    with database.transaction(write=False) as session:
        item = _item(session, course_id, item_id)
        platform_id = session.get_one(Course, course_id).platform_id
        if item.is_platforms and not platforms_too:
            raise ItemOfActivityError
        if item.url is None or item.state == ItemState.MISSING or item.endpoint is None or platform_id is None:
            raise ItemNotThereError
        return _Held(platform_id, item.url, as_offered(item.endpoint))


def _item(session: Session, course_id: int, item_id: int) -> CourseLineItem:
    query = select(CourseLineItem).where(CourseLineItem.id == item_id, CourseLineItem.course_id == course_id)
    item = session.scalars(query).first()
    if item is None:
        raise NotFoundError
    return item


def _note(database: Database, item_id: int, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(CourseLineItem).where(CourseLineItem.id == item_id).values(**values))
