"""What learners did as xAPI statements (1.0.3) and Caliper events (1.2): that it happened, never a word of it.

A person is known by platform and subject, as the institution knows them; no name, no address. The
ids follow from the interaction alone, so that sending it again is the same event to whoever receives it.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lti_tool.gradebook.models import InteractionKind

XAPI_VERSION: Final = "1.0.3"
CALIPER_CONTEXT: Final = "http://purl.imsglobal.org/ctx/caliper/v1p2"
_VERBS = "http://adlnet.gov/expapi/verbs/"
_TYPES = "http://adlnet.gov/expapi/activities/"

#: Kind -> (verb of xAPI, action of Caliper's general profile, what it was done with).
_WHAT: Final[Mapping[InteractionKind, tuple[str, str, str]]] = {
    InteractionKind.QUESTION_RATED: ("interacted", "Used", "question"),
    InteractionKind.QUESTION_FOLLOWED: ("interacted", "Used", "question"),
    InteractionKind.EXERCISE_FINISHED: ("completed", "Completed", "exercise"),
    InteractionKind.SESSION_HELD: ("attended", "Completed", "meeting"),
}
_OTHERWISE = ("completed", "Completed", "activity")


@dataclass(frozen=True, slots=True)
class Happening:
    """One interaction, with who and where as the platform names them."""

    kind: InteractionKind
    key: str
    at: datetime
    home: str
    subject: str
    course: str


def statement(one: Happening, tool: str) -> dict[str, Any]:
    """Return an xAPI statement; `tool` is the tool's public address."""
    verb, _, kind = _WHAT.get(one.kind, _OTHERWISE)
    parent = {
        "objectType": "Activity",
        "id": _address(tool, "course", one.course),
        "definition": {"type": f"{_TYPES}course"},
    }
    return {
        "id": str(_id(one)),
        "actor": {"objectType": "Agent", "account": {"homePage": one.home, "name": one.subject}},
        "verb": {"id": f"{_VERBS}{verb}", "display": {"en": verb}},
        "object": {
            "objectType": "Activity",
            "id": _address(tool, kind, f"{one.home} {one.course} {one.key}"),
            "definition": {"type": f"{_TYPES}{'meeting' if kind == 'meeting' else 'interaction'}"},
        },
        "context": {"platform": "Boussole", "contextActivities": {"parent": [parent]}},
        "timestamp": one.at.isoformat(),
    }


def caliper_event(one: Happening, tool: str) -> dict[str, Any]:
    """Return a Caliper event of the general profile."""
    _, action, kind = _WHAT.get(one.kind, _OTHERWISE)
    return {
        "@context": CALIPER_CONTEXT,
        "id": f"urn:uuid:{_id(one)}",
        "type": "Event",
        "profile": "GeneralProfile",
        "actor": {
            "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{one.home} {one.subject}')}",
            "type": "Person",
            "otherIdentifiers": [
                {
                    "type": "SystemIdentifier",
                    "identifierType": "LtiUserId",
                    "identifier": one.subject,
                    "source": one.home,
                }
            ],
        },
        "action": action,
        "object": {"id": _address(tool, kind, f"{one.home} {one.course} {one.key}"), "type": "DigitalResource"},
        "eventTime": _milliseconds(one.at),
        "edApp": {"id": tool, "type": "SoftwareApplication"},
        "group": {"id": _address(tool, "course", one.course), "type": "CourseSection"},
    }


def envelope(events: Sequence[Mapping[str, Any]], tool: str, now: datetime) -> dict[str, Any]:
    """Return a Caliper envelope (1.2, section 5.1)."""
    return {"sensor": tool, "sendTime": _milliseconds(now), "dataVersion": CALIPER_CONTEXT, "data": list(events)}


def _id(one: Happening) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"boussole {one.home} {one.subject} {one.course} {one.key}")


def _address(tool: str, kind: str, what: str) -> str:
    """Return an address that says the kind of a thing and nothing else of it."""
    return f"{tool}/events/{kind}/{uuid.uuid5(uuid.NAMESPACE_URL, what).hex}"


def _milliseconds(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
