"""Everything the LTI layer offers, wired for one installation."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.http import HttpDoor, RetryingDoor
from lti_tool.lti.ags import AgsClient
from lti_tool.lti.choices import Choices
from lti_tool.lti.connection_check import ConnectionCheck
from lti_tool.lti.connector import Connector
from lti_tool.lti.keysets import KeySets
from lti_tool.lti.launching import Launches
from lti_tool.lti.nrps import RosterClient
from lti_tool.lti.privacy_requests import PrivacyRequests
from lti_tool.lti.registration import Registrations
from lti_tool.lti.signing import Signer
from lti_tool.lti.tokens import ServiceTokens
from lti_tool.lti.vault import PURPOSE, Vault
from lti_tool.settings import Settings


@dataclass(frozen=True, slots=True)
class LtiToolkit:
    """The adapters of the LTI layer. `grades` and `roster` must not be called inside a transaction."""

    launches: Launches
    signer: Signer
    vault: Vault
    connector: Connector
    grades: AgsClient
    roster: RosterClient
    registrations: Registrations
    connection_check: ConnectionCheck
    choices: Choices
    privacy_requests: PrivacyRequests


def make_toolkit(
    settings: Settings,
    database: Database,
    http: HttpDoor,
    clock: Clock,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> LtiToolkit:
    """Wire the layer; `http` is the door without retries."""
    vault = Vault(settings.derived_key(PURPOSE))
    signer = Signer(database, vault, clock)
    tokens = ServiceTokens(database, http, clock, signer, vault)
    connector = Connector(database, RetryingDoor(http, sleep), tokens)
    grades, roster = AgsClient(connector), RosterClient(connector)
    return LtiToolkit(
        launches=Launches(database, KeySets(database, http, clock), clock, settings.public_url),
        signer=signer,
        vault=vault,
        connector=connector,
        grades=grades,
        roster=roster,
        registrations=Registrations(database, http, clock, settings.public_url),
        connection_check=ConnectionCheck(http, connector, tokens, grades, roster, clock),
        choices=Choices(vault, signer, clock),
        privacy_requests=PrivacyRequests(vault, clock),
    )
