"""The line item on the platform: found by our name for it, created where there is none (AGS 2.0, section 3.2)."""

from dataclasses import dataclass

from lti_tool.gradebook.claiming import Task
from lti_tool.gradebook.models import ItemState
from lti_tool.lti.scores import GradeService, LineItem

CANVAS = "canvas"
#: Canvas: the column takes grades and asks learners to hand in nothing.
NO_SUBMISSION = {"https://canvas.instructure.com/lti/submission_type": {"type": "none"}}


@dataclass(frozen=True, slots=True)
class Column:
    """Where scores of the item go."""

    url: str
    state: ItemState


def locate(grades: GradeService, task: Task) -> Column | None:
    """Return the task's line item on the platform; None when there is none and none may be made.

    What was created by a worker that died before it wrote the address down is found by its
    `resourceId`. An item that a teacher deleted is looked for but not made again.
    """
    if task.item_is_platforms:
        return Column(task.item_url, ItemState.FOUND) if task.item_url else None
    if task.item_state in {ItemState.FOUND, ItemState.CREATED} and task.item_url:
        return Column(task.item_url, task.item_state)
    if task.endpoint.can_read_items:
        found = grades.line_items(
            task.platform_id, task.endpoint, tag=task.item_tag or None, resource_id=task.item_resource_id
        )
        urls = sorted(item.id for item in found if item.id)
        if urls:
            return Column(urls[0], ItemState.FOUND)
    if not task.endpoint.can_manage_items or task.item_state == ItemState.MISSING:
        return None
    wanted = LineItem(
        label=task.item_label,
        maximum=task.item_maximum,
        tag=task.item_tag or None,
        resource_id=task.item_resource_id,
        resource_link_id=task.item_link,
        extra=NO_SUBMISSION if task.family == CANVAS else {},
    )
    created = grades.create_line_item(task.platform_id, task.endpoint, wanted)
    return Column(created.id, ItemState.CREATED) if created.id else None
