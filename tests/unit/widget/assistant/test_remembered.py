"""What a model answered before: given again only for the same question about the same content, to anybody."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from tests.fakes.provider import ScriptedProvider
from tests.fakes.widget_ports import (
    CV,
    LEARNER,
    LETTER,
    BudgetInMemory,
    PassagesInMemory,
    StoreInMemory,
    SwitchesInMemory,
    surroundings,
)
from widget.assistant.answering import Assistant
from widget.assistant.archive import answer_from_data, answer_to_data
from widget.assistant.asked import Asked
from widget.assistant.remembered import AnswerCache
from widget.conversation import AI_DRAFT, Answer, EventKind, Outcome, Scope
from widget.ports import AssistantSettings, Found

QUESTION = "How long is a cover letter?"
TRUE = "A cover letter has three paragraphs and fits on one page."
OTHER = replace(LEARNER, person="grace")


@dataclass
class Course(PassagesInMemory):
    """A course whose content has a state."""

    generation: str = "1"

    def find(self, scope: Scope, question: str, language: str, limit: int) -> Found:
        return replace(super().find(scope, question, language, limit), generation=self.generation)


class Lesson:
    """One assistant, its model and its course; `ask` brings the answer."""

    def __init__(self, **settings: object) -> None:
        self.model = ScriptedProvider([TRUE])
        self.course = Course()
        self.store, self.budget = StoreInMemory(), BudgetInMemory()
        self.switches = SwitchesInMemory(AssistantSettings(model_on=True, models="a:b", **settings))  # type: ignore[arg-type]
        self.assistant = Assistant(
            surroundings(
                providers=[self.model], passages=self.course, store=self.store, budget=self.budget,
                switches=self.switches,
            )
        )  # fmt: skip
        self._number = 0

    def ask(self, text: str = QUESTION, scope: Scope = LEARNER, language: str = "en", thread: str = "") -> Answer:
        self._number += 1
        asked = Asked(scope, text, language, f"request-{self._number}", thread)
        *_, last = self.assistant.answer(asked)
        assert last.kind is EventKind.FINAL
        assert last.answer is not None
        return last.answer

    @property
    def calls(self) -> int:
        return len(self.model.requests)


def test_the_same_question_of_somebody_else_is_answered_without_the_model() -> None:
    lesson = Lesson()
    first = lesson.ask()
    again = lesson.ask("how long is a COVER letter", scope=OTHER)
    assert lesson.calls == 1
    assert (first.remembered, again.remembered) == (False, True)
    assert (again.text, again.citations, again.label) == (first.text, first.citations, first.label)
    assert again.usage is None
    assert len(lesson.budget.settled) == 1
    assert lesson.budget.used == 2


def test_the_stored_record_says_that_it_was_remembered() -> None:
    lesson = Lesson()
    lesson.ask()
    lesson.ask(scope=OTHER)
    kept = [turn.answer for _, turn in lesson.store.rows.values() if turn.answer]
    assert [answer.remembered for answer in kept] == [False, True]
    assert answer_from_data(answer_to_data(kept[1])) == kept[1]
    assert not answer_from_data({k: v for k, v in answer_to_data(kept[1]).items() if k != "remembered"}).remembered


CHANGES: dict[str, Callable[[Lesson], object]] = {
    "content": lambda lesson: setattr(lesson.course, "generation", "2"),
    "passages": lambda lesson: setattr(lesson.course, "passages", (replace(LETTER, text=f"New. {LETTER.text}"), CV)),
    "models": lambda lesson: _set(lesson, models="a:c"),
    "tone": lambda lesson: _set(lesson, tone="warm"),
    "address": lambda lesson: _set(lesson, formal=False),
    "hint": lambda lesson: _set(lesson, hint_first=True),
}


def _set(lesson: Lesson, **changes: object) -> None:
    lesson.switches.settings = replace(lesson.switches.settings, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("what", CHANGES)
def test_another_state_of_what_it_depends_on_asks_the_model_again(what: str) -> None:
    lesson = Lesson()
    lesson.ask()
    CHANGES[what](lesson)
    lesson.ask(scope=OTHER)
    assert lesson.calls == 2


@pytest.mark.parametrize("scope", [replace(OTHER, course="other"), replace(OTHER, tenant="other")])
def test_nothing_goes_from_one_course_to_another(scope: Scope) -> None:
    lesson = Lesson()
    lesson.ask()
    assert not lesson.ask(scope=scope).remembered
    assert lesson.calls == 2


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace asks: how long is a cover letter?",
        "How long is a cover letter? My number is 06 12 34 56 78",
        "How long is a cover letter? I feel hopeless about it",
        f"{QUESTION} {'And a cover letter for a job like mine? ' * 5}",
    ],
)
def test_a_question_that_tells_of_a_person_is_never_remembered(text: str) -> None:
    lesson = Lesson()
    lesson.ask(text)
    assert not lesson.ask(text).remembered
    assert lesson.calls == 2


def test_a_question_inside_a_conversation_is_never_remembered() -> None:
    lesson = Lesson()
    lesson.ask()
    for _ in range(2):
        assert not lesson.ask(thread="c1").remembered
    assert lesson.calls == 3


def test_an_answer_that_broke_off_is_not_given_again() -> None:
    lesson = Lesson()
    lesson.model.fails_after = 1
    assert lesson.ask().label != AI_DRAFT
    lesson.model.fails_after = None
    assert not lesson.ask(scope=OTHER).remembered


def test_without_a_known_state_of_the_content_nothing_is_remembered() -> None:
    lesson = Lesson()
    lesson.course.generation = ""
    lesson.ask()
    assert not lesson.ask(scope=OTHER).remembered


def answer(text: str = "x", outcome: Outcome = Outcome.ANSWERED) -> Answer:
    return Answer(outcome, AI_DRAFT, "en", text=text)


def test_it_is_bounded_and_what_is_asked_for_stays() -> None:
    cache = AnswerCache(most=2)
    for key in ("a", "b"):
        cache.put("course", "1", key, answer(key))
    assert cache.get("course", "1", "a") is not None
    cache.put("course", "1", "c", answer("c"))
    assert cache.get("course", "1", "b") is None
    assert cache.get("course", "1", "a") is not None


def test_new_content_clears_one_course_and_no_other() -> None:
    cache = AnswerCache()
    for course in ("one", "two"):
        cache.put(course, "1", "k", answer())
    assert cache.get("one", "2", "k") is None
    assert cache.get("one", "1", "k") is None
    assert cache.get("two", "1", "k") is not None


def test_only_whole_answers_are_kept() -> None:
    cache = AnswerCache()
    cache.put("course", "1", "k", answer(outcome=Outcome.STOPPED))
    assert cache.get("course", "1", "k") is None
