"""A few prepare at a time; a running answer does not wait for those who begin."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.fakes.provider import ScriptedProvider
from tests.fakes.widget_ports import LEARNER, PassagesInMemory, SwitchesInMemory, surroundings
from widget.assistant.answering import Assistant
from widget.assistant.asked import Asked
from widget.conversation import EventKind, Scope
from widget.ports import AssistantSettings, Found
from widget.providers import Chunk, ProviderRequest

TRUE = "A cover letter has three paragraphs and fits on one page."


class Crowded(PassagesInMemory):
    """Counts who searches at once; each waits until somebody else could have come in as well."""

    def __init__(self) -> None:
        super().__init__()
        self.here = self.most = 0
        self.lock = threading.Lock()
        self.pause = threading.Event()

    def find(self, scope: Scope, question: str, language: str, limit: int) -> Found:
        with self.lock:
            self.here += 1
            self.most = max(self.most, self.here)
        self.pause.wait(0.01)
        with self.lock:
            self.here -= 1
        return super().find(scope, question, language, limit)


def test_at_most_so_many_prepare_at_once() -> None:
    course = Crowded()
    assistant = Assistant(surroundings(passages=course))
    with ThreadPoolExecutor(12) as pool:
        ended = list(pool.map(lambda number: _last(assistant, f"request-{number}"), range(12)))
    assert set(ended) == {EventKind.FINAL}
    assert course.most == 2


def test_a_running_answer_goes_on_while_others_wait_to_begin() -> None:
    said = threading.Event()

    class Slow(ScriptedProvider):
        def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
            yield Chunk(text=f"{TRUE} ", provider="slow")
            said.wait(5)
            yield Chunk(text=f"{TRUE} ", provider="slow")
            yield Chunk(finish_reason="stop", provider="slow")

    switches = SwitchesInMemory(AssistantSettings(model_on=True))
    assistant = Assistant(surroundings(switches=switches, providers=[Slow()]))
    running = assistant.answer(Asked(LEARNER, "How long is a cover letter?", "en", "request-1"))
    assert next(event for event in running if event.kind is EventKind.TOKEN)
    with assistant.gate, assistant.gate:
        said.set()
        assert next(event for event in running if event.kind is EventKind.TOKEN)
    assert [event.kind for event in running][-1] is EventKind.FINAL


def test_a_failure_inside_gives_the_place_back() -> None:
    course = PassagesInMemory(down=True)
    assistant = Assistant(surroundings(passages=course))
    for number in range(5):
        _last(assistant, f"request-{number}")
    broken = Assistant(replace(surroundings(), switches=None))  # type: ignore[arg-type]
    for number in range(5):
        assert _last(broken, f"request-{number}") is EventKind.ERROR


def _last(assistant: Assistant, request_id: str) -> EventKind:
    *_, last = assistant.answer(Asked(LEARNER, "How long is a cover letter?", "en", request_id))
    return last.kind
