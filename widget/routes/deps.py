"""What the host gives the panel's routes."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from widget.assistant.needs import AssistantNeeds
from widget.conversation import Scope
from widget.loader.sites import Sites

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind the current request. `language` is "fr" or "en".

    `embedded` is True on somebody else's page: links then open in a new tab.
    """

    scope: Scope
    language: str
    embedded: bool = False


def _as_it_is(view: View) -> View:
    return view


def _ignore(_value: object) -> None:
    return


@dataclass(frozen=True, slots=True)
class WidgetDeps:
    """The host's side of the routes.

    `viewer` reads the current request, raises the host's own error when nobody is signed in,
    and lets go of the request's database session: the assistant's storage opens transactions
    of its own. `guard` wraps every view (the host's access declaration). `streams` is how many
    answers may run at once in this process: below the server's number of threads, so that
    other pages keep answering. `main` is the selector that links inside the panel load into;
    `kept_url` answers people of a frame with what is kept of them; `human_url` is "I need a human
    now", in reach in every state of a frame;
    `history_url` is the host's page around `assistant_history()`, for the people it launched.

    `sites` switches the embed on: its routes are wrapped by `public`, `allow_frames` names the
    origins that may hold the frame, `use_language` chooses the language of its page, `counted`
    counts one try to open a session of a site and raises the host's own error beyond its limit.
    """

    viewer: Callable[[], Viewer]
    needs: AssistantNeeds
    guard: Callable[[View], View] = field(default=_as_it_is)
    streams: int = 150
    heartbeat_seconds: float = 12.0
    main: str = "#main"
    history_url: str = ""
    kept_url: str = ""
    human_url: str = ""
    sites: Sites | None = None
    public: Callable[[View], View] = field(default=_as_it_is)
    allow_frames: Callable[[Iterable[str]], None] = field(default=_ignore)
    use_language: Callable[[str], None] = field(default=_ignore)
    counted: Callable[[str], AbstractContextManager[object]] = field(default=nullcontext)

    def main_of(self, viewer: Viewer) -> str:
        """Where this person's links load into; "" for a new tab."""
        return "" if viewer.embedded else self.main
