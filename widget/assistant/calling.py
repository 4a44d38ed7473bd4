"""One whole answer of a model, for work that is not a conversation: allowance, redaction, time limit, settlement.

A person waits with the page open: the call ends after some seconds, and only so many run at once in
one process. What stands in when there is no answer is the caller's business.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from widget.assistant.needs import AssistantNeeds
from widget.assistant.prompting import estimate_tokens, prompt_tokens
from widget.assistant.pump import Pump, Stop
from widget.conversation import Scope, Usage
from widget.guardrails.redaction import Redaction
from widget.ports import AssistantSettings
from widget.providers import Chunk, ProviderRequest
from widget.providers.failover import stream_in_order

#: Longer than this nobody waits for what the automatic part can give at once.
SECONDS = 20.0
#: Calls that run at once in one process; each holds a thread of the web server.
AT_ONCE = 8


class Trouble(StrEnum):
    """Why there is no answer: no turn left, no tokens left, no place, or a model that failed."""

    LIMIT = "limit"
    SPENT = "spent"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, still with the placeholders that `redaction` restores; `whole` is False where its limit cut it off."""

    text: str
    redaction: Redaction
    provider: str = ""
    whole: bool = True


@dataclass(slots=True)
class _Call:
    """One model call as it went; `finish` is how the server said that it ended."""

    text: str = ""
    finish: str | None = None
    provider: str = ""
    usage: Usage | None = None
    failed: bool = False


class Caller:
    """Asks a model once for one installation. Safe to share between threads; holds no transaction."""

    def __init__(self, needs: AssistantNeeds, *, seconds: float = SECONDS, at_once: int = AT_ONCE) -> None:
        self._needs = needs
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(at_once)

    def settings(self, scope: Scope) -> AssistantSettings | None:
        """The settings in force where a model may be asked; None where none may or there is none."""
        found = self._needs.switches.read(scope)
        return found if found.assistant_on and found.model_on and self._needs.providers else None

    def ask(
        self, scope: Scope, request_of: Callable[[Redaction], ProviderRequest], names: Sequence[str] = ()
    ) -> Said | Trouble:
        """Take a turn, ask, settle. `request_of` applies the redaction; `names` are hidden beside the asker's."""
        if not self._places.acquire(blocking=False):
            return Trouble.BUSY
        try:
            return self._ask(scope, request_of, names)
        finally:
            self._places.release()

    def _ask(
        self, scope: Scope, request_of: Callable[[Redaction], ProviderRequest], names: Sequence[str]
    ) -> Said | Trouble:
        if self._needs.budget.take_turn(scope) is None:
            return Trouble.LIMIT
        redaction = Redaction([*self._needs.asker.names(scope), *names])
        request = request_of(redaction)
        reservation = self._needs.budget.reserve(scope, prompt_tokens(request) + request.max_tokens)
        if not reservation.granted:
            return Trouble.SPENT
        call = _Call()
        try:
            self._run(request, call)
        finally:
            usage = call.usage or Usage(prompt_tokens(request), estimate_tokens(call.text), estimated=True)
            self._needs.budget.settle(scope, reservation.id, usage, call.provider)
        if call.failed or call.finish not in ("stop", "eos", "length"):
            return Trouble.FAILED
        return Said(call.text, redaction, call.provider, whole=call.finish != "length")

    def _run(self, request: ProviderRequest, call: _Call) -> None:
        """Read the whole answer, or give up when its time is over."""
        ends = self._needs.monotonic() + self._seconds
        with Pump(stream_in_order(tuple(self._needs.providers), request), Stop()) as pump:
            while isinstance(item := pump.next_item(ends - self._needs.monotonic()), Chunk):
                call.text += item.text
                call.provider = item.provider or call.provider
                call.usage = item.usage or call.usage
                call.finish = item.finish_reason or call.finish
                if self._needs.monotonic() >= ends:
                    break
            # None is the end that the server announced; anything else is silence, a failure or time run out.
            call.failed = item is not None
