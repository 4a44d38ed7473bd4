"""What the assistant asks of a language model, and how a model may fail."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from widget.conversation import Usage
from widget.errors import WidgetError


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of the prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ProviderRequest:
    """One model call; `max_tokens` bounds the answer."""

    messages: tuple[ChatMessage, ...]
    max_tokens: int = 500
    temperature: float = 0.2


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the answer. The last one carries `finish_reason`, and `usage` if known."""

    text: str = ""
    finish_reason: str | None = None
    usage: Usage | None = None
    provider: str = ""


class ProviderError(WidgetError):
    """The model did not give a whole answer; `started` says that some text had come."""

    message = "The language model did not answer. Here is a search answer instead."
    status = 502

    def __init__(self, reason: str, *, started: bool = False, retryable: bool = False) -> None:
        super().__init__()
        self.reason = reason
        self.started = started
        self.retryable = retryable

    def __str__(self) -> str:
        return self.reason


class AnswerProvider(Protocol):
    """A language model.

    The iterator yields text as it comes and ends with a chunk that has a `finish_reason`;
    anything else is a `ProviderError`. Closing the iterator cancels the call.
    """

    @property
    def name(self) -> str:
        """How administrators know it."""
        ...

    def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
        """Start the call at the first `next()`."""
        ...
