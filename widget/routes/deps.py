"""What the host gives the panel's routes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from widget.assistant.needs import AssistantNeeds
from widget.conversation import Scope

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind the current request. `language` is "fr" or "en"."""

    scope: Scope
    language: str


def _as_it_is(view: View) -> View:
    return view


@dataclass(frozen=True, slots=True)
class WidgetDeps:
    """The host's side of the routes.

    `viewer` reads the current request, raises the host's own error when nobody is signed in,
    and lets go of the request's database session: the assistant's storage opens transactions
    of its own. `guard` wraps every view (the host's access declaration). `streams` is how many
    answers may run at once in this process: below the server's number of threads, so that
    other pages keep answering. `main` is the selector that links inside the panel load into;
    "" opens them in a new tab (the panel on somebody else's page).
    """

    viewer: Callable[[], Viewer]
    needs: AssistantNeeds
    guard: Callable[[View], View] = field(default=_as_it_is)
    streams: int = 150
    heartbeat_seconds: float = 12.0
    main: str = "#main"
