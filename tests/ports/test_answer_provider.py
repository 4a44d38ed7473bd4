"""Every language model behind the one protocol, the real client over real HTTP included."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from llmock.scenarios import Fail, Reply, StreamFault
from llmock.testing import LLMockServer

from tests.fakes.provider import ModelServerDouble, ScriptedProvider
from widget.conversation import Usage
from widget.providers import AnswerProvider, ChatMessage, ProviderError, ProviderRequest
from widget.providers.failover import CircuitBreaker, stream_in_order
from widget.providers.openai_compatible import ModelServer, OpenAIProvider
from widget.providers.probe import probe_connection

REQUEST = ProviderRequest((ChatMessage("system", "Be brief."), ChatMessage("user", "How is it?")), max_tokens=20)


def quick(base_url: str, **changes: float) -> OpenAIProvider:
    server = ModelServer(base_url, "double", name="openai", pause_before_retry_seconds=0.0, **changes)
    return OpenAIProvider(server, pause=lambda _: None)


class Maker:
    """Makes a provider that answers "All good.", one that is down, one that breaks midway."""

    def __init__(self, kind: str, stack: ExitStack) -> None:
        self.kind = kind
        self.stack = stack

    def double(self, *behaviour: str) -> OpenAIProvider:
        server = self.stack.enter_context(ModelServerDouble())
        server.behaviour = list(behaviour)
        return quick(server.base_url)

    def llmock(self, *scenarios: object) -> OpenAIProvider:
        server = self.stack.enter_context(LLMockServer())
        for scenario in (*scenarios, Reply("All good.", times=None)):
            server.state.scenarios.add(scenario)
        return quick(server.base_url("openai"))

    def working(self) -> AnswerProvider:
        return {
            "scripted": ScriptedProvider,
            "openai": self.double,
            "llmock": self.llmock,
            "breaker": lambda: CircuitBreaker(ScriptedProvider()),
        }[self.kind]()

    def down(self) -> AnswerProvider:
        return {
            "scripted": lambda: ScriptedProvider(fails_after=0),
            "openai": lambda: self.double("refuse:503", "refuse:503"),
            "llmock": lambda: self.llmock(Fail(503, times=None)),
            "breaker": lambda: CircuitBreaker(ScriptedProvider(fails_after=0)),
        }[self.kind]()

    def breaking_midway(self) -> AnswerProvider:
        return {
            "scripted": lambda: ScriptedProvider(fails_after=1),
            "openai": lambda: self.double("cut", "cut"),
            "llmock": lambda: self.llmock(StreamFault("truncate", after_chunks=2, times=None)),
            "breaker": lambda: CircuitBreaker(ScriptedProvider(fails_after=1)),
        }[self.kind]()


@pytest.fixture(params=["scripted", "openai", "llmock", "breaker"])
def maker(request: pytest.FixtureRequest) -> Iterator[Maker]:
    with ExitStack() as stack:
        yield Maker(request.param, stack)


class TestAnswerProvider:
    def test_it_has_a_name(self, maker: Maker) -> None:
        assert maker.working().name

    def test_it_gives_the_text_and_says_that_it_is_whole(self, maker: Maker) -> None:
        chunks = list(maker.working().stream(REQUEST))
        assert "".join(chunk.text for chunk in chunks) == "All good."
        assert chunks[-1].finish_reason == "stop"

    def test_a_server_that_is_down_raises_before_any_text(self, maker: Maker) -> None:
        with pytest.raises(ProviderError) as failure:
            list(maker.down().stream(REQUEST))
        assert not failure.value.started

    def test_a_cut_answer_raises_after_its_text(self, maker: Maker) -> None:
        seen = []
        with pytest.raises(ProviderError) as failure:
            seen.extend(maker.breaking_midway().stream(REQUEST))
        assert seen
        assert failure.value.started

    def test_closing_it_ends_the_call_quietly(self, maker: Maker) -> None:
        with closing(maker.working().stream(REQUEST)) as chunks:
            next(iter(chunks))

    def test_the_probe_tells_a_working_server_from_a_dead_one(self, maker: Maker) -> None:
        ticks = iter(range(100))
        assert probe_connection(maker.working(), lambda: next(ticks)).works
        dead = probe_connection(maker.down(), lambda: next(ticks))
        assert (dead.works, bool(dead.reason)) == (False, True)


@pytest.fixture
def server() -> Iterator[ModelServerDouble]:
    with ModelServerDouble() as double:
        yield double


class TestOpenAICompatible:
    """What only a server over the network can do wrong."""

    def test_it_sends_five_fields_and_no_more(self, server: ModelServerDouble) -> None:
        list(quick(server.base_url).stream(REQUEST))
        assert sorted(server.received[0]) == ["max_tokens", "messages", "model", "stream", "temperature"]

    def test_it_reports_usage_where_the_server_does(self, server: ModelServerDouble) -> None:
        server.behaviour = ["usage"]
        assert list(quick(server.base_url).stream(REQUEST))[-1].usage == Usage(12, 3)

    @pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
    def test_it_tries_once_more_before_the_first_text(self, server: ModelServerDouble, status: int) -> None:
        server.behaviour = [f"refuse:{status}"]
        assert list(quick(server.base_url).stream(REQUEST))[-1].finish_reason == "stop"
        assert len(server.received) == 2

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
    def test_it_does_not_repeat_what_the_server_refuses(self, server: ModelServerDouble, status: int) -> None:
        server.behaviour = [f"refuse:{status}"]
        with pytest.raises(ProviderError, match=str(status)):
            list(quick(server.base_url).stream(REQUEST))
        assert len(server.received) == 1

    @pytest.mark.parametrize("behaviour", ["html", "empty", "malformed", "huge", "cut"])
    def test_nonsense_is_a_failure(self, server: ModelServerDouble, behaviour: str) -> None:
        server.behaviour = [behaviour] * 2 if behaviour != "empty" else ["html", "html"]
        with pytest.raises(ProviderError):
            list(quick(server.base_url).stream(REQUEST))

    def test_an_answer_without_a_word_is_whole_but_empty(self, server: ModelServerDouble) -> None:
        server.behaviour = ["empty"]
        chunks = list(quick(server.base_url).stream(REQUEST))
        assert [chunk.text for chunk in chunks] == [""]

    def test_nothing_is_repeated_after_the_first_text(self, server: ModelServerDouble) -> None:
        server.behaviour = ["cut"]
        with pytest.raises(ProviderError, match="cut short"):
            list(quick(server.base_url).stream(REQUEST))
        assert len(server.received) == 1

    def test_a_stalled_stream_times_out(self, server: ModelServerDouble) -> None:
        server.behaviour = ["stall"]
        with pytest.raises(ProviderError) as failure:
            list(quick(server.base_url, between_chunks_seconds=0.2).stream(REQUEST))
        assert failure.value.started

    def test_the_whole_answer_has_a_limit_of_time(self, server: ModelServerDouble) -> None:
        clock = iter([0.0, 1.0, 91.0, 92.0])
        provider = OpenAIProvider(ModelServer(server.base_url, "double"), monotonic=lambda: next(clock))
        with pytest.raises(ProviderError, match="too long"):
            list(provider.stream(REQUEST))

    def test_a_port_where_nobody_listens(self) -> None:
        with ModelServerDouble() as gone:
            address = gone.base_url
        with pytest.raises(ProviderError) as failure:
            list(quick(address).stream(REQUEST))
        assert failure.value.retryable

    def test_closing_the_stream_hangs_up_on_the_server(self, server: ModelServerDouble) -> None:
        server.behaviour = ["huge"]
        chunks = quick(server.base_url).stream(REQUEST)
        next(chunks)
        chunks.close()
        assert server.broken_pipe.wait(5)


def test_the_next_provider_answers_when_the_first_is_down() -> None:
    down, up = ScriptedProvider(fails_after=0), ScriptedProvider(name="second")
    assert {chunk.provider for chunk in stream_in_order([down, up], REQUEST)} == {"second"}


def test_the_next_provider_is_not_tried_after_text_was_shown() -> None:
    half, up = ScriptedProvider(fails_after=1), ScriptedProvider()
    with pytest.raises(ProviderError):
        list(stream_in_order([half, up], REQUEST))
    assert up.requests == []


def test_no_provider_at_all_is_a_failure_like_another() -> None:
    with pytest.raises(ProviderError, match="no provider"):
        list(stream_in_order([], REQUEST))


@pytest.fixture
def breaker() -> tuple[ScriptedProvider, CircuitBreaker, Callable[[float], None]]:
    now = [0.0]
    provider = ScriptedProvider(fails_after=0)

    def at(seconds: float) -> None:
        now[0] = seconds

    return provider, CircuitBreaker(provider, monotonic=lambda: now[0], failures=2, rest_seconds=30), at


def test_a_provider_rests_after_repeated_failures(
    breaker: tuple[ScriptedProvider, CircuitBreaker, Callable[[float], None]],
) -> None:
    provider, resting, at = breaker
    for _ in range(3):
        with pytest.raises(ProviderError):
            list(resting.stream(REQUEST))
    assert len(provider.requests) == 2
    at(31)
    provider.fails_after = None
    assert list(resting.stream(REQUEST))[-1].finish_reason == "stop"


def test_a_probe_that_hears_no_word_says_so() -> None:
    probe = probe_connection(ScriptedProvider(pieces=()), lambda: 0.0)
    assert probe.reason == "no text came"
