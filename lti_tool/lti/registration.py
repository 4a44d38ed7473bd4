"""Dynamic registration: the tool introduces itself to a platform (LTI Dynamic Registration 1.0, section 3).

Whoever holds a one-time invitation may connect one platform. The platform's addresses are
read through the guarded door. A registration never changes one that exists; one whose issuer
is not on the host that we were sent to waits for approval.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.errors import N_, BoussoleError, InvalidInputError
from lti_tool.http import HttpDoor, HttpError
from lti_tool.lti import invites, platforms
from lti_tool.lti.models import Platform, PlatformStatus
from lti_tool.lti.platforms import NewPlatform
from lti_tool.lti.tool_description import TOOL_CONFIGURATION, registration

_PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
MAX_BYTES = 512_000


class RegistrationError(BoussoleError):
    """The platform cannot be connected this way; the sentence names the step."""

    status = HTTPStatus.FAILED_DEPENDENCY
    message = N_("The learning platform could not be connected.")


class ConfigurationUnreadableError(RegistrationError):
    """The platform's description of itself cannot be read, or lacks something."""

    message = N_(
        "We cannot read the description that the learning platform gives of itself (%(detail)s). "
        "Check that the platform can be reached from this tool."
    )


class RegistrationRefusedError(RegistrationError):
    """The platform did not accept the tool."""

    message = N_(
        "The learning platform did not accept the registration (%(detail)s). Its link works once: "
        "begin again on the platform, with a new invitation if needed."
    )


class AlreadyConnectedError(RegistrationError):
    """The platform gave a client id that is registered already."""

    status = HTTPStatus.CONFLICT
    message = N_("This platform is connected already. Remove the old connection first.")


@dataclass(frozen=True, slots=True)
class Connected:
    """The new registration, as the last page tells it."""

    platform_id: int
    name: str
    family: str
    is_pending: bool
    has_deployment: bool


class Registrations:
    """Connects platforms. Never call inside a transaction."""

    def __init__(self, database: Database, http: HttpDoor, clock: Clock, public_url: str) -> None:
        self._database = database
        self._http = http
        self._clock = clock
        self._public_url = public_url

    def check_invitation(self, invitation: str) -> None:
        """Raise `InviteRefusedError` unless the invitation still works."""
        with self._database.transaction(write=False) as session:
            invites.check(session, invitation, self._clock.now())

    def connect(self, invitation: str, configuration_url: str, token: str | None) -> Connected:
        """Read the platform's description, register there, and keep the result; a failure leaves nothing behind."""
        with self._database.transaction() as session:
            invites.use(session, invitation, self._clock.now())
        try:
            configuration = self._describe(configuration_url, token)
            answer = self._register(configuration, token)
            return self._keep(invitation, configuration_url, configuration, answer)
        except BoussoleError:
            with self._database.transaction() as session:
                invites.give_back(session, invitation)
            raise

    def _describe(self, url: str, token: str | None) -> Mapping[str, Any]:
        try:
            response = self._http.get(url, headers=_headers(token), follow_redirects=True, max_bytes=MAX_BYTES)
            body = response.json() if response.is_ok else None
        except HttpError as error:
            raise ConfigurationUnreadableError(detail=error.host or "address") from error
        if not isinstance(body, dict):
            raise ConfigurationUnreadableError(detail=f"HTTP {response.status}")
        for name in (
            "issuer",
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "registration_endpoint",
        ):
            if not isinstance(body.get(name), str) or not body[name]:
                raise ConfigurationUnreadableError(detail=name)
        return body

    def _register(self, configuration: Mapping[str, Any], token: str | None) -> Mapping[str, Any]:
        described = registration(self._public_url, for_canvas=_family(configuration) == "canvas")
        headers = {**_headers(token), "Content-Type": "application/json"}
        try:
            response = self._http.post(
                configuration["registration_endpoint"], body=json.dumps(described).encode(), headers=headers
            )
            body = response.json() if response.is_ok else None
        except HttpError as error:
            raise RegistrationRefusedError(detail=error.host or "address") from error
        if not isinstance(body, dict) or not isinstance(body.get("client_id"), str):
            raise RegistrationRefusedError(detail=f"HTTP {response.status}")
        return body

    def _keep(
        self, invitation: str, url: str, configuration: Mapping[str, Any], answer: Mapping[str, Any]
    ) -> Connected:
        deployment = _deployment(answer)
        new = NewPlatform(
            issuer=configuration["issuer"],
            client_id=answer["client_id"],
            authorization_url=configuration["authorization_endpoint"],
            token_url=configuration["token_endpoint"],
            keyset_url=configuration["jwks_uri"],
            name=urlsplit(url).hostname or configuration["issuer"],
            family=_family(configuration),
            deployments=(deployment,) if deployment else (),
            token_audience=_audience(configuration),
            extra_origins=tuple(origin for origin in [_origin(url)] if origin),
            accepts_new_deployments=deployment is None,
            status=_status(url, configuration["issuer"]),
        )
        try:
            with self._database.transaction() as session:
                if session.scalar(
                    select(Platform.id).where(Platform.issuer == new.issuer, Platform.client_id == new.client_id)
                ):
                    raise AlreadyConnectedError
                saved = platforms.save(session, new, self._clock.now())
                invites.note_platform(session, invitation, saved.id)
        except InvalidInputError as error:
            raise ConfigurationUnreadableError(detail=", ".join(error.fields)) from error
        return Connected(
            saved.id, new.name, new.family, new.status is PlatformStatus.PENDING, has_deployment=deployment is not None
        )


def _headers(token: str | None) -> dict[str, str]:
    # Canvas wants the token on both calls; others pass over it on the first one.
    authorized = {"Authorization": f"Bearer {token}"} if token and token.isascii() and token.isprintable() else {}
    return {"Accept": "application/json", **authorized}


def _family(configuration: Mapping[str, Any]) -> str:
    described = configuration.get(_PLATFORM_CONFIGURATION)
    family = described.get("product_family_code") if isinstance(described, dict) else None
    return family.lower()[:40] if isinstance(family, str) else ""


def _audience(configuration: Mapping[str, Any]) -> str | None:
    server = configuration.get("authorization_server")
    return server if isinstance(server, str) and server.startswith(("http://", "https://")) else None


def _deployment(answer: Mapping[str, Any]) -> str | None:
    described = answer.get(TOOL_CONFIGURATION)
    deployment = described.get("deployment_id") if isinstance(described, dict) else None
    return deployment if isinstance(deployment, str) and deployment else None


def _origin(url: str) -> str | None:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.hostname else None


def _status(url: str, issuer: str) -> PlatformStatus:
    same = urlsplit(url).hostname == urlsplit(issuer).hostname
    canvas = _ends(urlsplit(url).hostname, ".canvaslms.com", ".instructure.com") and _ends(
        urlsplit(issuer).hostname, ".instructure.com"
    )
    return PlatformStatus.APPROVED if same or canvas else PlatformStatus.PENDING


def _ends(host: str | None, *endings: str) -> bool:
    return host is not None and host.endswith(endings)
