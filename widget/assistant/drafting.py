"""One model call, released sentence by sentence; what it came to is kept in a `Draft`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from widget.assistant.needs import AssistantNeeds
from widget.assistant.prompting import NOT_THERE, estimate_tokens, prompt_tokens
from widget.assistant.pump import Pump, Silence, Stop
from widget.assistant.release import Release
from widget.conversation import AnswerEvent, Citation, EventKind, Usage
from widget.providers import Chunk, ProviderError, ProviderRequest
from widget.providers.failover import stream_in_order

#: Seconds between two events that show text: at most ten a second.
PACE_SECONDS = 0.1
#: Reasons with which a server says that it ended by itself.
_WHOLE = frozenset({"stop", "length", "eos"})


@dataclass(slots=True)
class Draft:
    """How a call went; filled while it runs, so that an early end still finds everything."""

    text: str = ""
    citations: tuple[Citation, ...] = ()
    withdrawn: int = 0
    carried: int = 0
    provider: str = ""
    usage: Usage | None = None
    failure: str = ""
    refused: bool = False
    stopped: bool = False
    called: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class Pacing:
    """Seconds between heartbeats, and the clock that counts them."""

    heartbeat_seconds: float
    monotonic: Callable[[], float]


def write_draft(
    needs: AssistantNeeds,
    request: ProviderRequest,
    release: Release,
    stop: Stop,
    heartbeat_seconds: float,
    draft: Draft,
) -> Iterator[AnswerEvent]:
    """Run the call; yields text that is already tied to a source, and heartbeats.

    Closing the iterator cancels the call. `draft.usage` is always set in the end.
    """
    draft.called = True
    received: list[str] = []
    try:
        with Pump(stream_in_order(tuple(needs.providers), request), stop) as pump:
            yield from _read(pump, release, Pacing(heartbeat_seconds, needs.monotonic), received, draft)
        draft.stopped = stop.asked
    finally:
        draft.text, draft.citations = release.shown, tuple(release.citations)
        draft.withdrawn, draft.carried = release.withdrawn, release.carried
        draft.usage = draft.usage or _estimate(request, received)


def _read(pump: Pump, release: Release, pacing: Pacing, received: list[str], draft: Draft) -> Iterator[AnswerEvent]:
    waiting = ""
    shown_at = beat_at = pacing.monotonic()
    finish: str | None = None
    while True:
        due = shown_at + PACE_SECONDS if waiting else beat_at + pacing.heartbeat_seconds
        item = pump.next_item(due - pacing.monotonic())
        now = pacing.monotonic()
        if isinstance(item, Chunk):
            received.append(item.text)
            draft.provider = item.provider or draft.provider
            draft.usage = item.usage or draft.usage
            finish = item.finish_reason or finish
            waiting += release.feed(item.text)
        elif not isinstance(item, Silence):
            break
        if waiting and now >= shown_at + PACE_SECONDS:
            yield AnswerEvent(EventKind.TOKEN, text=waiting, citations=tuple(release.citations))
            waiting, shown_at, beat_at = "", now, now
        elif now >= beat_at + pacing.heartbeat_seconds:
            yield AnswerEvent(EventKind.HEARTBEAT)
            beat_at = now
    draft.failure = item.reason if isinstance(item, ProviderError) else ""
    if finish is not None and finish not in _WHOLE:
        draft.failure = f"ended by the server: {finish}"
    draft.refused = NOT_THERE in "".join(received)
    waiting += release.finish(whole=finish in ("stop", "eos") and not draft.failure)
    if waiting and not draft.failure:
        yield AnswerEvent(EventKind.TOKEN, text=waiting, citations=tuple(release.citations))


def _estimate(request: ProviderRequest, received: Sequence[str]) -> Usage:
    return Usage(prompt_tokens(request), estimate_tokens("".join(received)), estimated=True)
