"""The administrator's "test connection": one tiny call, and what it showed."""

from collections.abc import Callable
from dataclasses import dataclass

from widget.providers.protocol import AnswerProvider, ChatMessage, ProviderError, ProviderRequest

_REQUEST = ProviderRequest(
    (ChatMessage("system", "You answer with one word."), ChatMessage("user", "Answer with the single word: ready")),
    max_tokens=8,
    temperature=0.0,
)


@dataclass(frozen=True, slots=True)
class Probe:
    """`first_text_seconds` is None when no text came; `reason` is empty when all is well.

    `pieces` is in how many parts the text came; `reports_usage` says whether the server counts
    tokens itself (ours are estimated otherwise).
    """

    works: bool
    reason: str = ""
    first_text_seconds: float | None = None
    reports_usage: bool = False
    pieces: int = 0


def probe_connection(provider: AnswerProvider, monotonic: Callable[[], float]) -> Probe:
    """Ask for one word, the way answers are asked for, and watch how it comes."""
    start = monotonic()
    first: float | None = None
    usage, pieces = False, 0
    try:
        for chunk in provider.stream(_REQUEST):
            if chunk.text:
                first = monotonic() - start if first is None else first
                pieces += 1
            usage = usage or chunk.usage is not None
    except ProviderError as error:
        return Probe(False, error.reason, first, usage, pieces)
    return Probe(first is not None, "" if first is not None else "no text came", first, usage, pieces)
