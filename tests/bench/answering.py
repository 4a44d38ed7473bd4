"""What the assistant does before a model is asked, in a course of 10,000 resources with its database.

    python -m tests.bench.answering [--resources N] [--questions N]

From the question's arrival to the moment in which the provider is called: crisis check, storing,
switches, scope, turn, search, coverage, prompt, reservation. `cpu` is this thread's own time, which
other work on the machine lengthens less.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lti_tool.assembly import assistant_needs
from lti_tool.settings import Settings
from tests.bench.content import Desk, _endings
from tests.factories import people
from widget.assistant.answering import Assistant
from widget.assistant.asked import Asked
from widget.conversation import Scope
from widget.ports import AssistantSettings, Switches
from widget.providers import Chunk, ProviderRequest


@dataclass
class Bell:
    """A provider that notes when it is called, in wall and thread time."""

    name: str = "bell"
    rang: list[float] = field(default_factory=list)

    def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
        self.rang.append(time.perf_counter())
        yield Chunk(finish_reason="stop", provider=self.name)


@dataclass(frozen=True)
class ModelOn:
    """The course's switches with the model on and nothing to refuse."""

    switches: Switches

    def read(self, scope: Scope) -> AssistantSettings:
        return replace(self.switches.read(scope), model_on=True, models="bell", coverage_floor=0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resources", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    chance = random.Random(7)
    words = [f"{first}{second}" for first in ("ba", "ce", "di", "fo", "gu", "ha") for second in _endings()]
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), chance, words)
        desk.fill(arguments.resources)
        settings = Settings.from_environ({"BOUSSOLE_DATA_DIR": folder, "BOUSSOLE_DAILY_TURNS": "100000"}, None)
        bell = Bell()
        needs = assistant_needs(settings.prepared(), desk.database, desk.engines, desk.clock)
        needs = replace(needs, providers=(bell,), switches=ModelOn(needs.switches))
        with desk.database.transaction() as session:
            learners = [people.user(session).id for _ in range(arguments.questions)]
        assistant, took = Assistant(needs), []
        for number, learner in enumerate(learners):
            scope = Scope("", str(desk.course_id), str(learner))
            question = f"How {' '.join(chance.choices(words, k=4))}?"
            asked = Asked(scope, question, "en", f"question-{number}")
            wall, cpu, calls = time.perf_counter(), time.process_time(), len(bell.rang)
            for _event in assistant.answer(asked):
                if len(bell.rang) > calls:
                    break
            if len(bell.rang) > calls:
                took.append(((bell.rang[-1] - wall) * 1000, (time.process_time() - cpu) * 1000))
        figures = {
            name: round(sorted(one[place] for one in took)[int(len(took) * share)], 1)
            for place, kind in enumerate(("wall", "cpu"))
            for name, share in ((f"{kind}_p50_ms", 0.5), (f"{kind}_p95_ms", 0.95))
        }
        asked_of = {"benchmark": "before_the_model", "resources": arguments.resources, "reached": len(took)}
        print(json.dumps({**asked_of, "questions": arguments.questions, **figures}), flush=True)
        desk.close()


if __name__ == "__main__":
    main()
