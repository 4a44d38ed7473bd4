"""Trying a platform's services one by one, and naming in plain words the one that fails and what to change.

Runs what the tool does later anyway: reads the key set, asks for each permission, reads the
roster and the line items of a course where one is known. Goes over the network: never call
inside a transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from lti_tool.clock import Clock
from lti_tool.errors import N_, BoussoleError
from lti_tool.http import HttpDoor, Response
from lti_tool.lti import clocks, keysets
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_ROSTER, SCOPE_SCORE
from lti_tool.lti.connection_advice import advice
from lti_tool.lti.connector import Connector
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.models import Platform
from lti_tool.lti.roster import Roster, RosterService
from lti_tool.lti.scores import GradeService
from lti_tool.lti.service_errors import (
    CLOCKS_DIFFER,
    ClockDiffersError,
    GoneError,
    ScopeMissingError,
    ServiceAnswerError,
    ServiceError,
)
from lti_tool.lti.token_refusals import KeysUnreachableError
from lti_tool.lti.tokens import ServiceTokens


@dataclass(frozen=True, slots=True)
class Step:
    """One thing tried. `label`, `reason` and `advice` are sentences to translate; `reason` only when it failed."""

    name: str
    label: str
    is_ok: bool
    reason: str | None = None
    advice: str | None = None
    #: For whoever runs the tool, untranslated.
    detail: str = ""
    #: What arrived, a sentence to translate with its parameters.
    seen: str = ""
    seen_parameters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """The services of a course that was launched before, where they are known."""

    ags: AgsEndpoint | None = None
    roster_url: str | None = None


LABELS = {
    "keys": N_("The platform's public keys can be read"),
    "clock": N_("The platform's clock and ours agree"),
    "token": N_("The platform gives this tool an access token"),
    "scores": N_("The tool may send scores"),
    "line_items": N_("The tool may create columns in the gradebook"),
    "results": N_("The tool may read results back"),
    "roster": N_("The tool may read the list of people in a course"),
    "roster_page": N_("The list of people of a course arrives"),
    "roster_names": N_("The list of people carries their names"),
    "line_item_page": N_("The columns of a course's gradebook arrive"),
}
ARRIVED = N_("People on the list: %(people)s, with a name: %(named)s.")
NAMELESS = N_("Nobody on the list has a name: the platform keeps names to itself.")
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
        clock: Clock,
    ) -> None:
        self._http = http
        self._connector = connector
        self._tokens = tokens
        self._grades = grades
        self._roster = roster
        self._clock = clock

    def run(self, platform_id: int, course: Course | None = None) -> list[Step]:
        """Return every step in order; steps that cannot work after a failure before them are left out."""
        platform = self._connector.platform(platform_id)
        family = platform.family
        answers: list[Response] = []
        steps = [_try("keys", family, lambda: self._read_keys(platform, answers))]
        now = self._clock.now()
        steps += [_clock_step(answer, now) for answer in answers if clocks.differ(answer, now)]
        granted = {name: _try(name, family, partial(self._ask, platform, scope)) for name, scope in _SCOPES.items()}
        steps.append(_token_step(list(granted.values()), family))
        if not steps[-1].is_ok:
            return steps
        steps += granted.values()
        if course is not None and course.roster_url is not None and granted["roster"].is_ok:
            steps += self._read_roster(platform, course.roster_url)
        if course is not None and course.ags is not None and course.ags.can_read_items:
            ags = course.ags
            steps.append(_try("line_item_page", family, lambda: self._grades.line_items(platform_id, ags)))
        return steps

    def _read_roster(self, platform: Platform, url: str) -> list[Step]:
        """Read all pages of the list; names are a step of their own, since the list may come without them."""
        read: list[Roster] = []
        arrived = _try("roster_page", platform.family, lambda: read.append(self._roster.members(platform.id, url)))
        if not read:
            return [arrived]
        members = [member for member in read[0].members if member.active]
        named = sum(1 for member in members if member.name or member.given_name or member.family_name)
        counts = {"people": len(members), "named": named}
        arrived = replace(arrived, seen=ARRIVED, seen_parameters=counts)
        if named or not members:
            return [arrived]
        wanted = advice("roster_names", platform.family)
        return [arrived, Step("roster_names", LABELS["roster_names"], is_ok=False, reason=NAMELESS, advice=wanted)]

    def _read_keys(self, platform: Platform, answers: list[Response]) -> None:
        answers.append(keysets.answer_of(self._http, platform.keyset_url))
        if not keysets.keys_in(answers[-1]):
            raise KeysUnreachableError

    def _ask(self, platform: Platform, scope: str) -> None:
        self._tokens.forget(platform, [scope])
        self._tokens.get(platform, [scope])


def _try(name: str, family: str, call: Callable[[], object]) -> Step:
    try:
        call()
    except BoussoleError as error:
        detail = error.detail if isinstance(error, ServiceError) else type(error).__name__
        reason = error.message if "%(" not in error.message else ServiceError.message
        wanted = advice(_about(name, error), family)
        return Step(name, LABELS[name], is_ok=False, reason=reason, advice=wanted, detail=detail)
    return Step(name, LABELS[name], is_ok=True)


def _clock_step(answer: Response, now: datetime) -> Step:
    difference = clocks.ahead(answer, now) or timedelta()
    detail = f"the platform's clock is {difference.total_seconds():+.0f} s from ours"
    wanted = advice("clock", "")
    return Step("clock", LABELS["clock"], is_ok=False, reason=CLOCKS_DIFFER, advice=wanted, detail=detail)


def _about(name: str, error: BoussoleError) -> str:
    """Return what the advice is about."""
    if isinstance(error, ClockDiffersError):
        return "clock"
    if name == "roster_page" and isinstance(error, GoneError | ServiceAnswerError):
        return "roster_moved"
    return name


def _token_step(asked: list[Step], family: str) -> Step:
    """A platform that grants one permission gives tokens; one that grants none fails at the token."""
    if any(step.is_ok for step in asked):
        return Step("token", LABELS["token"], is_ok=True)
    first = asked[0]
    named = {ScopeMissingError.message, CLOCKS_DIFFER}
    wanted = first.advice if first.reason in named else advice("token", family)
    return Step("token", LABELS["token"], is_ok=False, reason=first.reason, advice=wanted, detail=first.detail)
