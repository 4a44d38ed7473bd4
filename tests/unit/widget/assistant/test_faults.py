"""Whatever a model server does wrong over a real connection, the person gets a labelled search answer."""

from collections.abc import Iterator

import pytest
from llmock.scenarios import Fail, Reply, SlowFirstToken, StreamFault
from llmock.testing import LLMockServer

from tests.fakes.provider import ModelServerDouble
from tests.fakes.widget_ports import LEARNER, SwitchesInMemory, surroundings
from widget.assistant import wording
from widget.assistant.answering import Assistant
from widget.assistant.asked import Asked
from widget.conversation import Answer, EventKind, LabelKind
from widget.ports import AssistantSettings
from widget.providers.openai_compatible import ModelServer, OpenAIProvider

TRUE = "A cover letter has three paragraphs and fits on one page."


def answer_with(base_url: str, question: str = "How long is a cover letter?") -> Answer:
    server = ModelServer(base_url, "any", between_chunks_seconds=0.5, pause_before_retry_seconds=0.0)
    needs = surroundings(
        switches=SwitchesInMemory(AssistantSettings(model_on=True)), providers=[OpenAIProvider(server)]
    )
    events = list(Assistant(needs).answer(Asked(LEARNER, question, "en", "request-1")))
    assert events[-1].kind is EventKind.FINAL
    assert needs.store.turns(LEARNER, "", 1)[0].question.text == question
    assert events[-1].answer is not None
    return events[-1].answer


@pytest.fixture(scope="module")
def llmock() -> Iterator[LLMockServer]:
    with LLMockServer() as server:
        yield server


@pytest.mark.parametrize(
    "fault",
    [
        Fail(429, times=None),
        Fail(500, times=None),
        Fail(503, times=None),
        Fail(400, code="context_length_exceeded", times=None),
        StreamFault("disconnect", after_chunks=3, times=None),
        StreamFault("truncate", after_chunks=3, times=None),
        StreamFault("malformed", after_chunks=3, times=None),
        StreamFault("stall", after_chunks=3, stall_seconds=3, times=None),
        SlowFirstToken(3, times=None),
    ],
    ids=lambda fault: f"{type(fault).__name__}-{getattr(fault, 'kind', getattr(fault, 'status', ''))}",
)
def test_a_fault_of_the_server_ends_in_a_search_answer(llmock: LLMockServer, fault: object) -> None:
    llmock.state.scenarios.clear()
    llmock.state.scenarios.add(fault)
    llmock.state.scenarios.add(Reply(f"{TRUE} {TRUE}", times=None))
    answer = answer_with(llmock.base_url("openai"))
    assert (answer.label.kind, answer.notes[0]) == (LabelKind.SEARCH, wording.MODEL_FAILED)
    assert TRUE in answer.text


def test_a_healthy_server_gives_an_ai_draft(llmock: LLMockServer) -> None:
    llmock.state.scenarios.clear()
    llmock.state.scenarios.add(Reply(TRUE, times=None))
    assert answer_with(llmock.base_url("openai")).label.kind is LabelKind.AI


@pytest.mark.parametrize(
    ("behaviour", "note"),
    [
        ("html", wording.MODEL_FAILED),
        ("huge", wording.MODEL_FAILED),
        ("malformed", wording.MODEL_FAILED),
        ("cut", wording.MODEL_FAILED),
        ("refuse:422", wording.MODEL_FAILED),
        ("empty", wording.MODEL_UNGROUNDED),
        ("answer", wording.MODEL_UNGROUNDED),
    ],
)
def test_nonsense_of_the_server_ends_in_a_search_answer(behaviour: str, note: object) -> None:
    with ModelServerDouble(["It was invented ", "in 1482 by Ada. "]) as server:
        server.behaviour = [behaviour, behaviour]
        answer = answer_with(server.base_url)
    assert (answer.label.kind, answer.notes[0]) == (LabelKind.SEARCH, note)
    assert "1482" not in answer.text
