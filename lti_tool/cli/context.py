"""What every command works with: settings, database, clock, and the door to the network."""

from dataclasses import dataclass

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.http import HttpDoor
from lti_tool.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to commands by `@click.pass_obj`; made in `lti_tool.app`."""

    settings: Settings
    database: Database
    clock: Clock
    http: HttpDoor
