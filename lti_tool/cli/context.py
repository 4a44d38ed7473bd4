"""What every command works with: settings, database, clock, the door to the network, and its place in the queue."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from lti_tool.clock import Clock, SystemClock
from lti_tool.db import Database
from lti_tool.http import GuardedDoor, HttpDoor
from lti_tool.settings import Settings

#: How far behind pages the work stands that nobody waits for (the nice value).
BEHIND = 10


def give_way() -> None:
    """Let the processor serve pages first; the processes that this one starts step back too."""
    with suppress(OSError):  # an administrator who started it further back still is obeyed
        os.setpriority(os.PRIO_PROCESS, 0, max(BEHIND, os.getpriority(os.PRIO_PROCESS, 0)))


def _stay() -> None:
    """Tests run commands in their own process, which goes on afterwards."""


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to commands by `@click.pass_obj`; long ones call `step_back` first."""

    settings: Settings
    database: Database
    clock: Clock
    http: HttpDoor
    give_way: Callable[[], None] = _stay

    def step_back(self) -> None:
        """Give way to pages, except on the embedded database: it has one writer for everybody.

        Whoever holds it must not be kept from the processor, or launches wait for it in vain.
        """
        if not self.database.is_sqlite:
            self.give_way()


def make_context(settings: Settings) -> Context:
    """Choose the real adapters for one run of a command."""
    settings = settings.prepared()
    door = GuardedDoor(settings.private_networks)
    return Context(settings, Database(settings.database), SystemClock(), door, give_way)
