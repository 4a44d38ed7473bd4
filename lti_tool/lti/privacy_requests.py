"""A data privacy launch between its page and what is asked there: a sealed ticket, kept by the page.

A data privacy launch (LTI Data Privacy Launch 1.0) names the person whose data it is about in
`for_user` and comes from outside every course: there is no session of a course to hold it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from http import HTTPStatus

from lti_tool.clock import Clock
from lti_tool.errors import N_, ConfigurationError
from lti_tool.lti.launch import Launch
from lti_tool.lti.refusals import LaunchRefusal
from lti_tool.lti.roles import Role
from lti_tool.lti.token_refusals import MissingClaimError
from lti_tool.lti.vault import Vault

LIFETIME = timedelta(minutes=30)
_KIND = "privacy"


class RequestEndedError(LaunchRefusal):
    """The ticket is not one of ours, or too old."""

    check = "privacy.ended"
    message = N_("This page has ended. Open it again from your learning platform.")


class MayNotAskError(LaunchRefusal):
    """Somebody asks about another person without being an administrator."""

    status = HTTPStatus.FORBIDDEN
    check = "privacy.role"
    message = N_("You can open your own data. Only administrators of the learning platform can open that of others.")


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """Who asks about whom, as the platform names them; `origins` are the platform's, for the frame."""

    platform_id: int
    asker: str
    about: str
    origins: tuple[str, ...]
    language: str = ""
    return_url: str = ""

    @property
    def is_own(self) -> bool:
        """True when somebody asks about themselves."""
        return self.asker == self.about


class PrivacyRequests:
    """Seals requests and opens them again."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self.clock = clock

    def begin(self, launch: Launch, origins: tuple[str, ...]) -> str:
        """Return the ticket of a launch; `MayNotAskError` for somebody else's data without the role."""
        if launch.for_user is None:
            raise MissingClaimError(name="for_user.user_id").at(launch.return_url)
        if launch.for_user != launch.subject and Role.ADMINISTRATOR not in launch.roles:
            raise MayNotAskError().at(launch.return_url)
        held = PrivacyRequest(
            platform_id=launch.platform_id,
            asker=launch.subject,
            about=launch.for_user,
            origins=origins,
            language=launch.locale or "",
            return_url=launch.return_url or "",
        )
        ends = (self.clock.now() + LIFETIME).timestamp()
        return self._vault.seal(json.dumps({"kind": _KIND, "ends": ends, "held": asdict(held)}).encode()).decode()

    def resume(self, ticket: str) -> PrivacyRequest:
        """Return the request behind a ticket, or raise `RequestEndedError`."""
        try:
            told = json.loads(self._vault.open(ticket.encode("ascii", "replace")))
        except (ConfigurationError, ValueError):
            raise RequestEndedError from None
        if told.get("kind") != _KIND or told.get("ends", 0) <= self.clock.now().timestamp():
            raise RequestEndedError
        held = told["held"]
        return PrivacyRequest(**{**held, "origins": tuple(held["origins"])})
