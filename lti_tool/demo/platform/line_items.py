"""Columns of the gradebook, for tools (Assignment and Grade Services 2.0, section 3.2)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.paging import page
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.services import answered, caller, json_object, service
from lti_tool.demo.platform.state import LineItem
from lti_tool.demo.platform.tools import LINE_ITEM, LINE_ITEM_READ, Tool

ONE = "application/vnd.ims.lis.v2.lineitem+json"
MANY = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SUBMISSION_TYPE = "https://canvas.instructure.com/lti/submission_type"
_TEXTS = {"resourceId": "resource_id", "tag": "tag", "startDateTime": "start", "endDateTime": "end"}


def line_item_routes(profile: Profile) -> Blueprint:
    """Return the endpoints of line items at the profile's addresses."""
    routes = service("line_items")
    _collection(routes, profile)
    _single(routes, profile)
    return routes


def _collection(routes: Blueprint, profile: Profile) -> None:
    every = profile.paths.line_items.replace("{", "<").replace("}", ">")

    @routes.get(every)
    def listed(course: str) -> Response:
        tool = caller(LINE_ITEM, LINE_ITEM_READ)
        rows, following = page(_found(course, tool), profile.page_length)
        answer = answered([shown(item, tool) for item in rows], MANY)
        if following:
            answer.headers["Link"] = f'<{following}>; rel="next"'
        return answer

    @routes.post(every)
    def created(course: str) -> Response:
        tool = caller(LINE_ITEM)
        with here().lock:
            _course(course)
            item = LineItem(here().state.new_id(), course, tool.client_id, "", 0)
            fill(item, json_object(ONE), tool)
            here().state.line_items[item.id] = item
            here().keep()
        return answered(shown(item, tool), ONE, 201)


def _single(routes: Blueprint, profile: Profile) -> None:
    one = profile.paths.line_item.replace("{course}", "<course>").replace("{item}", "<int:item>")

    @routes.get(one)
    def read(course: str, item: int) -> Response:
        tool = caller(LINE_ITEM, LINE_ITEM_READ)
        return answered(shown(owned(course, item, tool), tool), ONE)

    @routes.put(one)
    def changed(course: str, item: int) -> Response:
        tool = caller(LINE_ITEM)
        with here().lock:
            existing = owned(course, item, tool)
            fill(existing, json_object(ONE), tool)
            here().keep()
        return answered(shown(existing, tool), ONE)

    @routes.delete(one)
    def removed(course: str, item: int) -> Response:
        with here().lock:
            here().remove_line_item(owned(course, item, caller(LINE_ITEM)).id)
        return Response(status=204)


def owned(course: str, item: int, tool: Tool) -> LineItem:
    """Return a line item of this course that belongs to this tool."""
    found = here().state.line_items.get(item)
    if found is None or found.course != course or found.client_id != tool.client_id:
        raise RefusedError(404, "there is no such line item for this tool in this course")
    return found


def shown(item: LineItem, tool: Tool) -> dict[str, Any]:
    """Return a line item as the service writes it."""
    body: dict[str, Any] = {
        "id": here().addresses.line_item(item, tool),
        "label": item.label,
        "scoreMaximum": item.maximum,
        "resourceLinkId": item.activity,
        **{name: getattr(item, field) for name, field in _TEXTS.items()},
    }
    return {name: value for name, value in body.items() if value is not None} | item.extra


def fill(item: LineItem, body: dict[str, Any], tool: Tool) -> None:
    """Put what a tool sent into a line item, or refuse it whole."""
    label, maximum = body.get("label"), body.get("scoreMaximum")
    if not isinstance(label, str) or not label.strip():
        raise RefusedError(400, "label is missing or empty")
    if isinstance(maximum, bool) or not isinstance(maximum, int | float) or maximum <= 0:
        raise RefusedError(400, "scoreMaximum is not a number above zero")
    for name in (*_TEXTS, "resourceLinkId"):
        if body.get(name) is not None and not isinstance(body[name], str):
            raise RefusedError(400, f"{name} is not a text")
    link = body.get("resourceLinkId")
    if link is not None and not _links(item.course, tool, link):
        raise RefusedError(404, "resourceLinkId is not a link to this tool in this course")
    extra = _extension(body)
    item.label, item.maximum, item.activity, item.extra = label, float(maximum), link, extra
    for name, field in _TEXTS.items():
        setattr(item, field, body.get(name))


def _extension(body: dict[str, Any]) -> dict[str, Any]:
    wanted = body.get(SUBMISSION_TYPE)
    if not here().profile.score_extensions or wanted is None:
        return {}
    # Canvas (docs): external_tool needs an address, none needs nothing.
    if not isinstance(wanted, dict) or wanted.get("type") not in {"none", "external_tool"}:
        raise RefusedError(400, "submission_type.type is neither none nor external_tool")
    if wanted["type"] == "external_tool" and not wanted.get("external_tool_url"):
        raise RefusedError(400, "submission_type.external_tool_url is missing")
    return {SUBMISSION_TYPE: wanted}


def _links(course: str, tool: Tool, link: str) -> bool:
    activity = here().state.activities.get(link)
    return activity is not None and activity.course == course and activity.client_id == tool.client_id


def _course(course: str) -> None:
    if course not in here().state.courses:
        raise RefusedError(404, "there is no such course")


def _found(course: str, tool: Tool) -> list[LineItem]:
    _course(course)
    wanted = {"resource_link_id": "activity", "resource_id": "resource_id", "tag": "tag"}
    asked = {field: request.args[name] for name, field in wanted.items() if name in request.args}
    return [
        item
        for item in sorted(here().state.line_items.values(), key=lambda item: item.id)
        if item.course == course
        and item.client_id == tool.client_id
        and all(getattr(item, field) == value for field, value in asked.items())
    ]
