"""The blueprint of /lti/*, made for the adapters it is given."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from lti_tool.lti.choices import Choices
from lti_tool.lti.launch import Launch, MessageType
from lti_tool.lti.launching import Launches
from lti_tool.lti.privacy_requests import PrivacyRequests
from lti_tool.lti.refusals import LaunchRefusal
from lti_tool.lti.registration import Registrations
from lti_tool.lti.signing import Signer
from lti_tool.pages.launch.choosing import ChoosingPages
from lti_tool.pages.launch.keyset import KeySetPages
from lti_tool.pages.launch.launching import LaunchingPages
from lti_tool.pages.launch.login import LoginPages
from lti_tool.pages.launch.refusing import refuse
from lti_tool.pages.launch.registering import RegistrationPages
from lti_tool.pages.launch.rights import RightsPages


@dataclass(frozen=True, slots=True)
class LaunchPages:
    """What the routes work with; `arrive` turns an admitted launch into the page it opens (status 200).

    `enter` lets somebody who places activities into the course and returns its id, None without a course.
    """

    launches: Launches
    signer: Signer
    arrive: Callable[[Launch], ResponseReturnValue]
    registrations: Registrations | None = None
    public_url: str = ""
    choices: Choices | None = None
    enter: Callable[[Launch], int | None] | None = None
    privacy_requests: PrivacyRequests | None = None


def create_blueprint(parts: LaunchPages) -> Blueprint:
    """Return the blueprint for these parts."""
    blueprint = Blueprint("launch", __name__, url_prefix="/lti")
    LoginPages(parts.launches).add_to(blueprint)
    choosing = None
    if parts.choices is not None:
        choosing = ChoosingPages(parts.choices, parts.public_url, parts.enter)
        choosing.add_to(blueprint)
    offers = {MessageType.DEEP_LINKING: choosing.offer} if choosing is not None else {}
    if parts.privacy_requests is not None:
        rights = RightsPages(parts.privacy_requests)
        rights.add_to(blueprint)
        offers[MessageType.DATA_PRIVACY] = rights.offer
    LaunchingPages(parts.launches, parts.arrive, offers).add_to(blueprint)
    KeySetPages(parts.signer).add_to(blueprint)
    if parts.registrations is not None:
        RegistrationPages(parts.registrations, parts.public_url).add_to(blueprint)
    blueprint.register_error_handler(LaunchRefusal, refuse)
    return blueprint
