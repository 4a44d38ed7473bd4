"""A deep linking request between the page that offers a choice and the answer: a sealed ticket, kept by the page.

The ticket says who asked and what the platform takes; it is sealed with the installation's key,
so nothing in it can be changed or made up, and it ends after an hour.
"""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from http import HTTPStatus

from lti_tool.clock import Clock
from lti_tool.errors import N_, ConfigurationError
from lti_tool.lti.deep_linking import Answer, Asker, sign_answer
from lti_tool.lti.launch import DeepLinkingSettings, Launch
from lti_tool.lti.refusals import LaunchRefusal
from lti_tool.lti.roles import Role
from lti_tool.lti.signing import Signer
from lti_tool.lti.vault import Vault

LIFETIME = timedelta(hours=1)
#: Tells this ticket from others that are sealed with the same key.
_KIND = "choice"
PLACING = frozenset({Role.INSTRUCTOR, Role.TEACHING_ASSISTANT, Role.DESIGNER, Role.ADMINISTRATOR})


class ChoiceEndedError(LaunchRefusal):
    """The ticket is not one of ours, or too old."""

    check = "choice.ended"
    message = N_("This choice has ended. Go back to your course and add the activity again.")


class MayNotChooseError(LaunchRefusal):
    """A learner was sent to choose content."""

    status = HTTPStatus.FORBIDDEN
    check = "choice.role"
    message = N_("Only people who teach in this course can add activities to it.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A request that waits for its answer.

    `origins` are the platform's, for the frame; `course_id` is ours, None for a request from
    outside a course; `language` is what the launch said, empty when it said nothing.
    """

    asker: Asker
    origins: tuple[str, ...]
    course_id: int | None = None
    language: str = ""


class Choices:
    """Seals requests, opens them again, and signs answers."""

    def __init__(self, vault: Vault, signer: Signer, clock: Clock) -> None:
        self._vault = vault
        self._signer = signer
        self.clock = clock

    @staticmethod
    def check(launch: Launch) -> None:
        """Raise `MayNotChooseError` for someone who does not teach."""
        if launch.deep_linking is None or not launch.roles & PLACING:
            raise MayNotChooseError().at(launch.return_url)

    def begin(self, launch: Launch, origins: tuple[str, ...], course_id: int | None = None) -> str:
        """Return the ticket for a deep linking launch; `MayNotChooseError` for someone who does not teach."""
        self.check(launch)
        assert launch.deep_linking is not None  # noqa: S101 - checked right above
        settings = asdict(launch.deep_linking)
        settings["accept_types"] = sorted(launch.deep_linking.accept_types)
        held = {
            "kind": _KIND,
            "issuer": launch.issuer,
            "client_id": launch.client_id,
            "deployment": launch.deployment,
            "settings": settings,
            "origins": origins,
            "course": course_id,
            "language": launch.locale or "",
            "ends": (self.clock.now() + LIFETIME).timestamp(),
        }
        return self._vault.seal(json.dumps(held).encode()).decode()

    def resume(self, ticket: str) -> Choice:
        """Return the request behind a ticket, or raise `ChoiceEndedError`."""
        try:
            held = json.loads(self._vault.open(ticket.encode("ascii", "replace")))
        except (ConfigurationError, ValueError):
            raise ChoiceEndedError from None
        if held.get("kind") != _KIND or held.get("ends", 0) <= self.clock.now().timestamp():
            raise ChoiceEndedError
        told = held["settings"]
        told["accept_types"] = frozenset(told["accept_types"])
        told["accept_targets"] = tuple(told["accept_targets"])
        asker = Asker(held["issuer"], held["client_id"], held["deployment"], DeepLinkingSettings(**told))
        return Choice(asker, tuple(held["origins"]), held.get("course"), held.get("language", ""))

    def answer(self, choice: Choice, answer: Answer) -> str:
        """Return the signed answer for the platform."""
        return sign_answer(self._signer, self.clock, choice.asker, answer)
