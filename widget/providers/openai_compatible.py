"""Any server that speaks OpenAI's chat completions, through the `openai` client.

Only `model`, `messages`, `temperature`, `max_tokens` and `stream` are sent: some servers
refuse anything more. A stream that ends without a `finish_reason` was cut and counts as a
failure, whatever text came before it.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import openai
from openai.types.chat import ChatCompletionMessageParam

from widget.conversation import Usage
from widget.providers.event_stream import events
from widget.providers.protocol import Chunk, ProviderError, ProviderRequest

#: Longest answer taken from a server, in characters; more is a fault of the server.
LONGEST_ANSWER = 32_768


@dataclass(frozen=True, slots=True)
class ModelServer:
    """How to reach one server; all times in seconds. `api_key` may be empty for a local one."""

    base_url: str
    model: str
    api_key: str = ""
    name: str = "openai"
    connect_seconds: float = 5.0
    between_chunks_seconds: float = 30.0
    whole_answer_seconds: float = 90.0
    pause_before_retry_seconds: float = 0.5


class OpenAIProvider:
    """One model on one server. Safe to share between threads."""

    def __init__(
        self,
        server: ModelServer,
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._server = server
        self._monotonic = monotonic
        self._pause = pause
        wait = server.between_chunks_seconds
        self._client = openai.OpenAI(
            api_key=server.api_key or "none",
            base_url=server.base_url,
            max_retries=0,
            timeout=openai.Timeout(wait, connect=server.connect_seconds, read=wait, write=wait, pool=wait),
        )

    @property
    def name(self) -> str:
        """How administrators know it."""
        return self._server.name

    def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
        """Text as it comes; one retry as long as nothing has come."""
        deadline = self._monotonic() + self._server.whole_answer_seconds
        try:
            yield from self._once(request, deadline)
        except ProviderError as error:
            if error.started or not error.retryable or self._monotonic() >= deadline:
                raise
            self._pause(self._server.pause_before_retry_seconds)
            yield from self._once(request, deadline)

    def _once(self, request: ProviderRequest, deadline: float) -> Iterator[Chunk]:
        started = False
        try:
            with self._open(request) as response:
                for chunk in self._read(events(response.iter_text()), deadline):
                    started = started or bool(chunk.text)
                    yield chunk
        except ProviderError as error:
            raise ProviderError(error.reason, started=started, retryable=error.retryable) from error
        except openai.APITimeoutError as error:
            raise ProviderError("timed out", started=started, retryable=True) from error
        except openai.APIConnectionError as error:
            raise ProviderError("connection lost", started=started, retryable=True) from error
        except openai.APIStatusError as error:
            again = error.status_code in (408, 409, 429) or error.status_code >= 500
            raise ProviderError(f"answered {error.status_code}", started=started, retryable=again) from error
        except (openai.OpenAIError, ValueError, AttributeError, TypeError, LookupError) as error:
            raise ProviderError(f"malformed answer ({type(error).__name__})", started=started) from error

    def _open(self, request: ProviderRequest) -> Any:
        """The response as it comes: the client's own models would cost more time than everything else."""
        messages: list[Any] = [{"role": m.role, "content": m.content} for m in request.messages]
        typed: list[ChatCompletionMessageParam] = messages
        return self._client.chat.completions.with_streaming_response.create(
            model=self._server.model,
            messages=typed,
            temperature=request.temperature,
            max_tokens=request.max_tokens,
            stream=True,
        )

    def _read(self, data: Iterator[dict[str, Any]], deadline: float) -> Iterator[Chunk]:
        length, finish, usage = 0, None, None
        for body in data:
            if self._monotonic() > deadline:
                raise ProviderError("took too long")
            usage = _usage(body.get("usage")) or usage
            for choice in (body.get("choices") or ())[:1]:
                text = (choice.get("delta") or {}).get("content")
                finish = choice.get("finish_reason") or finish
                if text:
                    length += len(text)
                    if length > LONGEST_ANSWER:
                        raise ProviderError("answer too long")
                    yield Chunk(text=str(text), provider=self.name)
        if finish is None:
            raise ProviderError("answer cut short", retryable=True)
        yield Chunk(finish_reason=str(finish), usage=usage, provider=self.name)


def _usage(counted: Any) -> Usage | None:
    if not counted or counted.get("prompt_tokens") is None:
        return None
    return Usage(int(counted["prompt_tokens"]), int(counted.get("completion_tokens") or 0))
