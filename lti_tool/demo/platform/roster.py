"""Who is in a course, for tools (Names and Role Provisioning Services 2.0)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from lti_tool.demo.platform import claims
from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.paging import page
from lti_tool.demo.platform.people import PEOPLE, Course, Person, Role
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.services import answered, caller, service
from lti_tool.demo.platform.tools import ROSTER_READ, Tool

CONTAINER = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


def roster_routes(profile: Profile) -> Blueprint:
    """Return the membership endpoint at the profile's address."""
    routes = service("roster")

    @routes.get(profile.paths.roster.replace("{", "<").replace("}", ">"))
    def members(course: str, tool: str = "") -> Response:  # noqa: ARG001 - part of Moodle's address
        asking = caller(ROSTER_READ)
        if course not in here().state.courses:
            raise RefusedError(404, "there is no such course")
        context = here().course(course)
        link = _link(context, asking)
        rows, following = _page(profile, _listed(context, asking, link))
        described = {"id": context.id, "label": context.label, "title": context.title}
        answer = answered(
            {"id": here().addresses.roster(course, asking), "context": described, "members": rows}, CONTAINER
        )
        for header in _links(profile, course, asking, following):
            answer.headers.add("Link", header)
        return answer

    return routes


def _page(profile: Profile, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str | None]:
    if profile.roster_pages_on_request and "limit" not in request.args:
        return rows, None
    some, following = page(rows, profile.page_length)
    return list(some), following


def _links(profile: Profile, course: str, tool: Tool, following: str | None) -> list[str]:
    links = []
    if following and profile.roster_curly_quotes:
        # Header text is Latin-1 to WSGI: these are the bytes that UTF-8 makes of the quotes.
        links.append(f"<{following}>; rel=“next”".encode().decode("latin-1"))
    elif following:
        links.append(f'<{following}>; rel="next"')
    elif profile.roster_differences:
        since = len(here().state.roster_changes)
        links.append(f'<{here().addresses.roster(course, tool)}?since={since}>; rel="differences"')
    return links


def _link(course: Course, tool: Tool) -> str | None:
    """Return the resource link that `rlid` names; it must be the tool's, in this course."""
    link = request.args.get("rlid")
    if link is None:
        return None
    activity = here().state.activities.get(link)
    if activity is None or (activity.course, activity.client_id) != (course.id, tool.client_id):
        raise RefusedError(404, "rlid is not a link to this tool in this course")
    return link


def _listed(course: Course, tool: Tool, link: str | None) -> list[dict[str, Any]]:
    profile = here().profile
    since = request.args.get("since", "")
    if since and profile.roster_differences and since.isdecimal():
        changed = [key for where, key in here().state.roster_changes[int(since) :] if where == course.id]
        keys = list(dict.fromkeys(changed))
    else:
        keys = list(course.members)
    rows = [_member(course, PEOPLE[key], tool, link) for key in keys if key in PEOPLE]
    wanted = request.args.get("role")
    return [row for row in rows if row and (wanted is None or _has_role(row, wanted))]


def _member(course: Course, person: Person, tool: Tool, link: str | None) -> dict[str, Any]:
    profile, role = here().profile, course.members.get(person.key)
    if role == "administrator" and not profile.roster_lists_administrators:
        return {}
    row: dict[str, Any] = {"status": "Active" if role else "Deleted", "user_id": here().subject(person)}
    row["roles"] = _roles(profile, role) if role else []
    told = claims.identity(profile, person, tool.privacy)
    told.pop("locale", None)
    row |= told if role else {}
    if link is not None and role:
        row["message"] = [_message(course, person, link)]
    return row


def _message(course: Course, person: Person, link: str) -> dict[str, Any]:
    profile = here().profile
    filled = claims.custom(profile, course, here().activity(link), person)
    return {
        claims.SHORT["message_type"]: "LtiResourceLinkRequest",
        claims.SHORT["custom"]: filled,
        f"{claims.LTI}resource_link": {"id": link},
    }


def _roles(profile: Profile, role: Role) -> list[str]:
    full = [uri for uri in claims.roles(profile, role) if uri.startswith(claims.MEMBERSHIP)]
    return [uri.removeprefix(claims.MEMBERSHIP) for uri in full] if profile.roster_short_roles else full


def _has_role(row: dict[str, Any], wanted: str) -> bool:
    short = wanted.removeprefix(claims.MEMBERSHIP)
    return any(role.removeprefix(claims.MEMBERSHIP) == short for role in row["roles"])
