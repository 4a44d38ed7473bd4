"""Deep linking: an instructor chooses in the tool what the course shall link to (Deep Linking 2.0)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from lti_tool.demo.platform import claims as names
from lti_tool.demo.platform.campus import Campus, DeepLink
from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.launches import origin
from lti_tool.demo.platform.people import Activity
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.signing_in import reader, taught
from lti_tool.demo.platform.state import LineItem
from lti_tool.demo.platform.tool_tokens import check_audience
from lti_tool.demo.platform.tools import Tool

deep_linking_routes = Blueprint("deep_linking", __name__)
_CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@deep_linking_routes.get("/courses/<course>/add")
def add(course: str) -> str:
    """Show which tools can add something, and the picker of the one chosen in a dialog."""
    found = taught(course)
    tools = [tool for tool in here().state.tools.values() if tool.active and tool.deployment_id and tool.in_chooser]
    chosen = next((tool for tool in tools if tool.client_id == request.args.get("tool")), None)
    return render_template(
        "campus/add.html",
        course=found,
        tools=tools,
        tool=chosen,
        tool_origin=origin(chosen.launch_url) if chosen else "",
        storage=here().profile.storage_target,
        hears=here().profile.hears_messages,
    )


@deep_linking_routes.get("/courses/<course>/choose/<client_id>")
def choose(course: str, client_id: str) -> str:
    """Post the login request of a deep linking launch, from inside the dialog's frame."""
    taught(course)
    tool = here().state.tools.get(client_id)
    if tool is None or not tool.active:
        raise RefusedError(404, "There is no such tool.")
    login = here().begin(reader(), here().new_activity(course, client_id), "deep_linking")
    return render_template("campus/post.html", address=login.address, fields=login.fields)


@deep_linking_routes.post("/deep-linking/<ticket>")
def answered(ticket: str) -> str:
    """Take the tool's choice from the browser: the field is JWT, in capitals."""
    with here().lock:
        link = here().deep_links.pop(ticket, None)
        if link is None:
            raise RefusedError(400, "This choice was made before, or was never asked for.")
        claims = read_answer(here(), link, request.form.get("JWT", ""))
        added = [_add(here(), link, item) for item in content_items(here(), claims)]
        here().keep()
    here().note("deep linking answer", f"{len(added)} items")
    said = {kind: str(claims[f"{_CLAIM}{kind}"]) for kind in ("msg", "errormsg") if f"{_CLAIM}{kind}" in claims}
    for kind in ("log", "errorlog"):
        if f"{_CLAIM}{kind}" in claims:
            here().note(f"deep linking {kind}", str(claims[f"{_CLAIM}{kind}"])[:500], accepted=kind == "log")
    return render_template("campus/added.html", added=added, said=said, course=here().course(link.course))


def read_answer(campus: Campus, link: DeepLink, token: str) -> dict[str, Any]:
    """Return the claims of a deep linking answer after every check of Deep Linking 2.0, 4.4 to 4.5."""
    tool = campus.tool(link.client_id)
    now = campus.now().timestamp()
    claims = campus.tokens.read(token, tool, now)
    check_audience(claims, campus.issuer)
    for name, expected in (
        ("iss", tool.client_id),
        (names.SHORT["message_type"], "LtiDeepLinkingResponse"),
        (names.SHORT["version"], "1.3.0"),
        (names.SHORT["deployment_id"], tool.deployment_id),
        (f"{_CLAIM}data", link.data),
    ):
        if claims.get(name) != expected:
            raise RefusedError(400, f"{name} is {claims.get(name)!r}, not {expected!r}")
    campus.tokens.use_once(tool, f"nonce:{claims['nonce']}" if claims.get("nonce") else "", claims["exp"], now)
    return claims


def content_items(campus: Campus, claims: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the content items of an answer, refusing any that was not asked for."""
    items = claims.get(f"{_CLAIM}content_items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise RefusedError(400, "content_items is not a list of objects")
    for item in items:
        if item.get("type") not in campus.profile.deep_linking_types:
            raise RefusedError(400, f"an item of type {item.get('type')!r} was not asked for")
        _check_item(item)
    return items


def _check_item(item: Mapping[str, Any]) -> None:
    for name in ("url", "title", "text"):
        if name in item and not isinstance(item[name], str):
            raise RefusedError(400, f"{name} of an item is not a text")
    if not item.get("url") and item["type"] == "link":
        raise RefusedError(400, "a link without url")
    if item.get("url") and not item["url"].startswith(("https://", "http://")):
        raise RefusedError(400, "url of an item is not a web address")
    custom = item.get("custom", {})
    if not isinstance(custom, dict) or not all(isinstance(value, str) for value in custom.values()):
        raise RefusedError(400, "custom of an item is not an object of texts")
    column = item.get("lineItem")
    if column is not None and (not isinstance(column, dict) or not _positive(column.get("scoreMaximum"))):
        raise RefusedError(400, "lineItem of an item has no scoreMaximum above zero")


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _add(campus: Campus, link: DeepLink, item: Mapping[str, Any]) -> Activity:
    tool: Tool = campus.tool(link.client_id)
    activity = campus.new_activity(link.course, tool.client_id)
    activity.title = item.get("title") or tool.name
    activity.text, activity.url = item.get("text", ""), item.get("url")
    activity.custom, activity.kind = {**tool.custom, **item.get("custom", {})}, item["type"]
    activity.extra = {name: item[name] for name in ("available", "submission", "window", "iframe") if name in item}
    campus.state.activities[activity.id] = activity
    if "lineItem" in item and item["type"] == "ltiResourceLink":
        _add_column(campus, activity, item["lineItem"])
    return activity


def _add_column(campus: Campus, activity: Activity, wanted: Mapping[str, Any]) -> None:
    column = LineItem(
        id=campus.state.new_id(),
        course=activity.course,
        client_id=activity.client_id,
        label=wanted.get("label") or activity.title,
        maximum=float(wanted["scoreMaximum"]),
        activity=activity.id,
        resource_id=wanted.get("resourceId"),
        tag=wanted.get("tag"),
        end=activity.extra.get("submission", {}).get("endDateTime"),
    )
    campus.state.line_items[column.id] = column
