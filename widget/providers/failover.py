"""Several providers in order, and one that rests after repeated failures."""

import time
from collections.abc import Callable, Iterator, Sequence

from widget.providers.protocol import AnswerProvider, Chunk, ProviderError, ProviderRequest


def stream_in_order(providers: Sequence[AnswerProvider], request: ProviderRequest) -> Iterator[Chunk]:
    """The first provider that answers; the next is tried only while no text has come.

    Raises the last `ProviderError` when none does.
    """
    failure = ProviderError("no provider")
    for provider in providers:
        try:
            yield from provider.stream(request)
        except ProviderError as error:
            if error.started:
                raise
            failure = error
        else:
            return
    raise failure


class CircuitBreaker:
    """A provider that is left alone for a while after `failures` failures in a row.

    People then get their search answer at once instead of waiting for a server that is down.
    """

    def __init__(
        self,
        provider: AnswerProvider,
        monotonic: Callable[[], float] = time.monotonic,
        failures: int = 3,
        rest_seconds: float = 30.0,
    ) -> None:
        self._provider = provider
        self._monotonic = monotonic
        self._allowed = failures
        self._rest = rest_seconds
        self._failed = 0
        self._rests_until = 0.0

    @property
    def name(self) -> str:
        """The name of the provider inside."""
        return self._provider.name

    def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
        """Pass on to the provider, or fail at once while it rests."""
        if self._failed >= self._allowed and self._monotonic() < self._rests_until:
            raise ProviderError("resting after failures")
        try:
            yield from self._provider.stream(request)
        except ProviderError:
            self._failed += 1
            self._rests_until = self._monotonic() + self._rest
            raise
        self._failed = 0
