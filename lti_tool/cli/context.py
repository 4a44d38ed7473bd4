"""What every command works with: settings, database, clock, and the door to the network."""

from dataclasses import dataclass

from lti_tool.clock import Clock, SystemClock
from lti_tool.db import Database
from lti_tool.http import GuardedDoor, HttpDoor
from lti_tool.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to commands by `@click.pass_obj`."""

    settings: Settings
    database: Database
    clock: Clock
    http: HttpDoor


def make_context(settings: Settings) -> Context:
    """Choose the real adapters for one run of a command."""
    settings = settings.prepared()
    return Context(settings, Database(settings.database), SystemClock(), GuardedDoor(settings.private_networks))
