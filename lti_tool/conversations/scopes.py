"""The widget's opaque scope and the rows behind it."""

from dataclasses import dataclass

from lti_tool.people.frame_sessions import Viewer
from widget.conversation import Scope


@dataclass(frozen=True, slots=True)
class Place:
    """A scope as row numbers."""

    user_id: int
    course_id: int
    resource_link_id: int | None


def scope_of(viewer: Viewer) -> Scope:
    """Return what the widget may know of a viewer."""
    return Scope(
        tenant=str(viewer.platform_id or ""),
        course=str(viewer.course_id),
        person=str(viewer.user_id),
        role=viewer.role.value,
        activity=str(viewer.resource_link_id or ""),
    )


def place_of(scope: Scope) -> Place:
    """Return the rows a scope stands for."""
    return Place(
        user_id=int(scope.person),
        course_id=int(scope.course),
        resource_link_id=int(scope.activity) if scope.activity else None,
    )
