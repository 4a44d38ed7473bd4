"""Trying a platform's services one by one, and naming in plain words the one that fails and what to change.

Runs what the tool does later anyway: reads the key set, asks for each permission, reads the
roster and the line items of a course where one is known. Goes over the network: never call
inside a transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from lti_tool.errors import N_, BoussoleError
from lti_tool.http import HttpDoor
from lti_tool.lti import keysets
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_ROSTER, SCOPE_SCORE
from lti_tool.lti.connector import Connector
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.models import Platform
from lti_tool.lti.refusals import LaunchRefusal
from lti_tool.lti.roster import RosterService
from lti_tool.lti.scores import GradeService
from lti_tool.lti.service_errors import ScopeMissingError, ServiceError
from lti_tool.lti.token_refusals import KeysUnreachableError
from lti_tool.lti.tokens import ServiceTokens


@dataclass(frozen=True, slots=True)
class Step:
    """One thing tried. `label`, `reason` and `advice` are sentences to translate; the last two only when it failed."""

    name: str
    label: str
    is_ok: bool
    reason: str | None = None
    advice: str | None = None
    #: For whoever runs the tool, untranslated.
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """The services of a course that was launched before, where they are known."""

    ags: AgsEndpoint | None = None
    roster_url: str | None = None


LABELS = {
    "keys": N_("The platform's public keys can be read"),
    "token": N_("The platform gives this tool an access token"),
    "scores": N_("The tool may send scores"),
    "line_items": N_("The tool may create columns in the gradebook"),
    "results": N_("The tool may read results back"),
    "roster": N_("The tool may read the list of people in a course"),
    "roster_page": N_("The list of people of a course arrives"),
    "line_item_page": N_("The columns of a course's gradebook arrive"),
}
ADVICE = {
    "keys": N_("Check the key address in the registration, and that this tool can reach the platform."),
    "token": N_(
        "On the platform, check the client ID and the address of this tool's keys. Moodle blocks private hosts and "
        "unusual ports under HTTP security."
    ),
    "scores": N_("On the platform, allow the tool to use grades: in Moodle “IMS LTI Assignment and Grade Services”."),
    "line_items": N_("On the platform, allow “grade sync and column management” for the tool."),
    "results": N_("On the platform, allow the tool to use grades."),
    "roster": N_("On the platform, allow “IMS LTI Names and Role Provisioning” for the tool."),
    "roster_page": N_("Open the activity once more from the course, then try again."),
    "line_item_page": N_("Open the activity once more from the course, then try again."),
}
_SCOPES = {
    "scores": SCOPE_SCORE,
    "line_items": SCOPE_LINE_ITEM,
    "results": SCOPE_RESULT_READ,
    "roster": SCOPE_ROSTER,
}


class ConnectionCheck:
    """Tries a registration's services."""

    def __init__(
        self,
        http: HttpDoor,
        connector: Connector,
        tokens: ServiceTokens,
        grades: GradeService,
        roster: RosterService,
    ) -> None:
        self._http = http
        self._connector = connector
        self._tokens = tokens
        self._grades = grades
        self._roster = roster

    def run(self, platform_id: int, course: Course | None = None) -> list[Step]:
        """Return every step in order; steps that cannot work after a failure before them are left out."""
        platform = self._connector.platform(platform_id)
        steps = [_try("keys", lambda: self._read_keys(platform))]
        granted = {name: _try(name, partial(self._ask, platform, scope)) for name, scope in _SCOPES.items()}
        steps.append(_token_step(list(granted.values())))
        if not steps[-1].is_ok:
            return steps
        steps += granted.values()
        if course is not None and course.roster_url is not None and granted["roster"].is_ok:
            url = course.roster_url
            steps.append(_try("roster_page", lambda: self._roster.members(platform_id, url)))
        if course is not None and course.ags is not None and course.ags.can_read_items:
            ags = course.ags
            steps.append(_try("line_item_page", lambda: self._grades.line_items(platform_id, ags)))
        return steps

    def _read_keys(self, platform: Platform) -> None:
        if not keysets.fetch(self._http, platform.keyset_url):
            raise KeysUnreachableError

    def _ask(self, platform: Platform, scope: str) -> None:
        self._tokens.forget(platform, [scope])
        self._tokens.get(platform, [scope])


def _try(name: str, call: Callable[[], object]) -> Step:
    try:
        call()
    except BoussoleError as error:
        detail = error.detail if isinstance(error, ServiceError) else type(error).__name__
        missing = isinstance(error, ScopeMissingError)
        advice = ADVICE[name] if missing or isinstance(error, LaunchRefusal) or name not in _SCOPES else ADVICE["token"]
        return Step(name, LABELS[name], is_ok=False, reason=error.message, advice=advice, detail=detail)
    return Step(name, LABELS[name], is_ok=True)


def _token_step(asked: list[Step]) -> Step:
    """A platform that grants one permission gives tokens; one that grants none fails at the token."""
    if any(step.is_ok for step in asked):
        return Step("token", LABELS["token"], is_ok=True)
    first = asked[0]
    return Step("token", LABELS["token"], is_ok=False, reason=first.reason, advice=first.advice, detail=first.detail)
