"""What the host gives the panel's routes."""

from collections.abc import Callable
from dataclasses import dataclass

from widget.assistant.needs import AssistantNeeds
from widget.conversation import Scope


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind the current request. `language` is "fr" or "en"."""

    scope: Scope
    language: str


@dataclass(frozen=True, slots=True)
class WidgetDeps:
    """`viewer` reads the current request and raises the host's own error when nobody is
    signed in; `streams` is how many answers may run at once in this process (below the
    server's number of threads, so that other pages keep answering)."""

    viewer: Callable[[], Viewer]
    needs: AssistantNeeds
    streams: int = 190
    heartbeat_seconds: float = 12.0
