"""The Names and Role Provisioning Services of a platform, over the network (NRPS 2.0)."""

from typing import Any

from lti_tool.http.links import find
from lti_tool.lti import roles
from lti_tool.lti.answers import json_of
from lti_tool.lti.claims import SCOPE_ROSTER
from lti_tool.lti.connector import Call, Connector
from lti_tool.lti.roster import Member, Roster
from lti_tool.lti.service_errors import ServiceAnswerError
from lti_tool.lti.service_urls import with_query

MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
#: Moodle gives a next page only when a limit was asked for.
PAGE_LENGTH = "100"
_LONGEST = 255


class RosterClient:
    """A `RosterService` over HTTP. Never call inside a transaction."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def members(self, platform_id: int, url: str, *, differences: bool = False) -> Roster:
        """Read all pages; a person on two pages (the list moved meanwhile) counts once, the later entry stands."""
        platform = self._connector.platform(platform_id)
        first = url if differences else with_query(url, {"limit": PAGE_LENGTH})
        found: dict[str, Member] = {}
        onward: str | None = None
        for page in self._connector.pages(platform, Call("GET", first, (SCOPE_ROSTER,), MEMBERS_TYPE)):
            body = json_of(page)
            listed = body.get("members") if isinstance(body, dict) else None
            if not isinstance(listed, list):
                raise ServiceAnswerError(http_status=page.status, detail="no list of members")
            observe = platform.family == "canvas"
            members = [_member(entry, mentors_observe=observe) for entry in listed]
            found.update((member.subject, member) for member in members if member is not None)
            onward = find(page.headers.get("link", ""), "differences", page.url) or onward
        return Roster(tuple(found.values()), onward, is_complete=not differences)


def _member(entry: object, *, mentors_observe: bool) -> Member | None:
    if not isinstance(entry, dict):
        return None
    subject, given = entry.get("user_id"), entry.get("roles")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST:
        return None
    known = roles.normalise(given if isinstance(given, list) else [], mentors_observe=mentors_observe)
    return Member(
        subject=subject,
        roles=known,
        active=str(entry.get("status") or "Active") == "Active",
        name=_text(entry, "name"),
        given_name=_text(entry, "given_name"),
        family_name=_text(entry, "family_name"),
        email=_text(entry, "email"),
    )


def _text(entry: dict[str, Any], name: str) -> str | None:
    value = entry.get(name)
    return value.strip()[:_LONGEST] or None if isinstance(value, str) else None
