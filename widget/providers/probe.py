"""The administrator's "test connection": one tiny call, and what it showed."""

from collections.abc import Callable
from dataclasses import dataclass

from widget.providers.protocol import AnswerProvider, ChatMessage, ProviderError, ProviderRequest

_REQUEST = ProviderRequest((ChatMessage("user", "Answer with the single word: ready"),), max_tokens=8, temperature=0.0)


@dataclass(frozen=True, slots=True)
class Probe:
    """`first_text_seconds` is None when no text came; `reason` is empty when all is well."""

    works: bool
    reason: str
    first_text_seconds: float | None
    reports_usage: bool


def probe_connection(provider: AnswerProvider, monotonic: Callable[[], float]) -> Probe:
    """Ask for one word and watch how it comes."""
    start = monotonic()
    first: float | None = None
    usage = False
    try:
        for chunk in provider.stream(_REQUEST):
            if chunk.text and first is None:
                first = monotonic() - start
            usage = usage or chunk.usage is not None
    except ProviderError as error:
        return Probe(False, error.reason, first, usage)
    if first is None:
        return Probe(False, "no text came", None, usage)
    return Probe(True, "", first, usage)
