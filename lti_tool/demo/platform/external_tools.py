"""The administrator's page: which tools the campus knows, and the values to copy in both directions."""

from __future__ import annotations

import secrets
from typing import get_args

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.launches import origin
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.registration import invite
from lti_tool.demo.platform.signing_in import administrator
from lti_tool.demo.platform.tools import Privacy, Tool

tool_routes = Blueprint("external_tools", __name__, url_prefix="/admin/tools")


@tool_routes.get("")
def listed() -> str:
    """List the tools, the campus's own values, and the ways to add a tool."""
    administrator()
    journal = list(here().journal)[-30:][::-1]
    return render_template(
        "campus/tools.html",
        tools=here().state.tools.values(),
        courses=here().state.courses.values(),
        at=here().addresses,
        journal=journal,
        privacy_levels=get_args(Privacy),
    )


@tool_routes.post("")
def added() -> Redirect:
    """Add a tool from pasted values."""
    administrator()
    launch = _address("launch_url")
    with here().lock:
        tool = Tool(
            client_id=f"tool-{secrets.token_hex(6)}",
            name=request.form.get("name", "").strip() or origin(launch),
            login_url=_address("login_url"),
            launch_url=launch,
            redirect_urls=request.form.get("redirect_urls", "").split() or [launch],
            jwks_url=_address("jwks_url"),
            deep_linking_url=request.form.get("deep_linking_url", "").strip() or launch,
            deployment_id=str(here().state.new_id()),
            privacy=_privacy(),
        )
        here().state.tools[tool.client_id] = tool
        here().keep()
    return redirect(url_for("external_tools.listed"))


@tool_routes.post("/register")
def register() -> str:
    """Open a tool's registration page in a frame (LTI Dynamic Registration 1.0)."""
    administrator()
    address = _address("address")
    return render_template("campus/register.html", address=invite(here(), address), tool_origin=origin(address))


@tool_routes.post("/<client_id>")
def changed(client_id: str) -> Redirect:
    """Activate, show, stop or remove a tool, or put a link to it into a course."""
    administrator()
    campus = here()
    tool = campus.state.tools.get(client_id)
    if tool is None:
        raise RefusedError(404, "There is no such tool.")
    action = request.form.get("action")
    with campus.lock:
        if action == "remove":
            del campus.state.tools[client_id]
        elif action == "place":
            _place(tool, request.form.get("course", ""))
        elif action == "show":
            tool.in_chooser = True
        else:
            tool.active = action == "activate"
            tool.deployment_id = tool.deployment_id or str(campus.state.new_id())
        campus.keep()
    return redirect(url_for("external_tools.listed"))


def _place(tool: Tool, course: str) -> None:
    if course not in here().state.courses:
        raise RefusedError(404, "There is no such course.")
    activity = here().new_activity(course, tool.client_id)
    activity.title, activity.custom = tool.name, dict(tool.custom)
    here().state.activities[activity.id] = activity


def _address(name: str) -> str:
    address = request.form.get(name, "").strip()
    if not address.startswith(("https://", "http://")):
        raise RefusedError(400, "One of the addresses does not start with https:// or http://.")
    return address


def _privacy() -> Privacy:
    levels: dict[str, Privacy] = {level: level for level in get_args(Privacy)}
    return levels.get(request.form.get("privacy", ""), "public")
