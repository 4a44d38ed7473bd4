"""What a running app holds, reachable from any request: one typed record, chosen in `lti_tool.app`."""

from dataclasses import dataclass, field

from flask import current_app

from lti_tool.catalogue.candidates import Pools
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.staging import Staging
from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.lti.scores import GradeService
from lti_tool.settings import Settings
from lti_tool.signals.listening import InstalledListener, Listener

_KEY = "boussole"


@dataclass(frozen=True, slots=True)
class Services:
    """The adapters of one app."""

    settings: Settings
    database: Database
    clock: Clock
    engines: Engines
    pools: Pools
    staging: Staging
    #: Goes over the network: never inside a transaction.
    grades: GradeService
    listener: Listener = field(default_factory=InstalledListener)


def install(app_extensions: dict[str, object], services: Services) -> None:
    """Give an app its services."""
    app_extensions[_KEY] = services


def services() -> Services:
    """Return the services of the app that answers this request."""
    held = current_app.extensions[_KEY]
    assert isinstance(held, Services)  # noqa: S101 - set by install() above
    return held
