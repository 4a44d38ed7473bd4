"""What the pages of the desk work with, chosen in `lti_tool.app`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from flask import Response, make_response

from lti_tool.conversations.providing.connecting import ModelDesk
from lti_tool.http import HttpDoor
from lti_tool.identity import Organisation
from lti_tool.lti.connection_check import ConnectionCheck
from lti_tool.lti.vault import Vault
from lti_tool.web.limits import Limits


class Finding(Protocol):
    """What was seen of one part of the installation; `message` is a source sentence with its parameters."""

    @property
    def level(self) -> str:
        """Return "good", "warning" or "broken"."""
        ...

    @property
    def message(self) -> str:
        """Return the source sentence."""
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Return what fills its places."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The adapters; `connection_check` and `models.probe` go over the network and run outside of a transaction."""

    connection_check: ConnectionCheck
    models: ModelDesk
    vault: Vault
    findings: Callable[[], Sequence[Finding]]
    limits: Limits
    public_url: str
    http: HttpDoor
    #: None: administrators have address and password only.
    organisation: Organisation | None = None


def onward(address: str) -> Response:
    """Answer an accepted form: the browser reads this page of the desk next."""
    return make_response("", HTTPStatus.SEE_OTHER, {"Location": address})
