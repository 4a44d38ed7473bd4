"""The assistant's surroundings in memory: a course of two lessons, a store, budgets, switches."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from widget.assistant.needs import AssistantNeeds
from widget.conversation import Answer, Conversation, Feedback, Message, Passage, Question, Scope, Turn, Usage
from widget.errors import LetterRefusedError, UnknownAnswerError
from widget.grounding.extraction import share_carried
from widget.ports import (
    AssistantSettings,
    Contact,
    Exercise,
    ExerciseRun,
    Found,
    OpenQuestion,
    Reservation,
    TurnsLeft,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LEARNER = Scope("tenant", "course", "ada")

CV = Passage(
    id="p-cv",
    resource_id="cv",
    title="Écrire son CV",
    text=(
        "Pour moins de dix ans d'expérience, le CV tient sur une page. "
        "Les recruteurs lisent un CV en trente secondes environ. La photo est facultative en France."
    ),
    language="fr",
    url="/learn/open/cv#p-cv",
)
LETTER = Passage(
    id="p-letter",
    resource_id="letter",
    title="The cover letter",
    text=(
        "Name the employer's need in the first sentence of a cover letter. "
        "A cover letter has three paragraphs and fits on one page. Ask your mentor to read it before you send it."
    ),
    language="en",
    url="/learn/open/letter#p-letter",
)


@dataclass
class PassagesInMemory:
    """Finds by shared words; `down` makes the search fail."""

    passages: Sequence[Passage] = (CV, LETTER)
    down: bool = False
    degraded: Message | None = None
    asked: list[tuple[Scope, str, str]] = field(default_factory=list)

    def find(self, scope: Scope, question: str, language: str, limit: int) -> Found:
        self.asked.append((scope, question, language))
        if self.down:
            raise RuntimeError("index gone")
        weighed = sorted(self.passages, key=lambda p: -share_carried(question, p))
        best = share_carried(question, weighed[0]) if weighed else 0.0
        return Found(tuple(weighed[:limit]) if best else (), best, self.degraded)


@dataclass
class StoreInMemory:
    """Turns by question id; `broken` makes storing answers fail."""

    rows: dict[str, tuple[Scope, Turn]] = field(default_factory=dict)
    broken: bool = False
    deleted: dict[str, tuple[Scope, Turn]] = field(default_factory=dict)
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def open_question(self, scope: Scope, question: Question) -> OpenQuestion:
        for known, turn in self.rows.values():
            if known.person == scope.person and turn.question.request_id == question.request_id:
                return OpenQuestion(turn.question_id, turn.question.conversation_id, turn.answer, turn.answer_id)
        number = next(self.ids)
        question = replace(question, conversation_id=question.conversation_id or f"c{number}")
        self.rows[f"q{number}"] = (scope, Turn(f"q{number}", question))
        return OpenQuestion(f"q{number}", question.conversation_id)

    def store_answer(self, scope: Scope, question_id: str, answer: Answer) -> str:
        if self.broken:
            raise OSError("disk full")
        owner, turn = self.rows[question_id]
        assert owner == scope
        answer_id = question_id.replace("q", "a")
        self.rows[question_id] = (scope, replace(turn, answer=answer, answer_id=answer_id))
        return answer_id

    def turns(self, scope: Scope, conversation_id: str, limit: int) -> Sequence[Turn]:
        own = [turn for owner, turn in self.rows.values() if owner.person == scope.person]
        wanted = conversation_id or (own[-1].question.conversation_id if own else "")
        return [turn for turn in own if turn.question.conversation_id == wanted][-limit:]

    def turn_of(self, scope: Scope, answer_id: str) -> Turn:
        for owner, turn in self.rows.values():
            if owner.person == scope.person and turn.answer_id == answer_id:
                return turn
        raise UnknownAnswerError

    def conversations(self, scope: Scope, query: str, limit: int) -> Sequence[Conversation]:
        threads: dict[str, list[Turn]] = {}
        for owner, turn in self.rows.values():
            if owner.person == scope.person:
                threads.setdefault(turn.question.conversation_id, []).append(turn)
        found = [Conversation(key, turns[0].question.text, NOON, len(turns)) for key, turns in threads.items()]
        return [one for one in reversed(found) if query.lower() in one.title.lower()][:limit]

    def give_feedback(self, scope: Scope, answer_id: str, feedback: Feedback) -> None:
        turn = self.turn_of(scope, answer_id)
        self.rows[turn.question_id] = (scope, replace(turn, feedback=feedback))

    def delete(self, scope: Scope, conversation_id: str) -> int:
        doomed = [
            key
            for key, (owner, turn) in self.rows.items()
            if owner.person == scope.person and conversation_id in ("", turn.question.conversation_id)
        ]
        self.deleted = {key: self.rows.pop(key) for key in doomed}
        return len({turn.question.conversation_id for _, turn in self.deleted.values()})

    def restore(self, scope: Scope) -> int:
        threads = {turn.question.conversation_id for _, turn in self.deleted.values()}
        self.rows = dict(sorted({**self.rows, **self.deleted}.items()))
        self.deleted = {}
        return len(threads)


@dataclass
class BudgetInMemory:
    limit: int = 20
    used: int = 0
    tokens: bool = True
    settled: list[tuple[str, Usage | None]] = field(default_factory=list)

    def turns(self, scope: Scope) -> TurnsLeft:
        return TurnsLeft(self.used, self.limit, NOON + timedelta(hours=12))

    def take_turn(self, scope: Scope) -> TurnsLeft | None:
        if self.used >= self.limit:
            return None
        self.used += 1
        return self.turns(scope)

    def reserve(self, scope: Scope, tokens: int) -> Reservation:
        return Reservation("r1", granted=self.tokens)

    def settle(self, scope: Scope, reservation_id: str, usage: Usage | None, provider: str = "") -> None:
        self.settled.append((reservation_id, usage))


@dataclass
class SwitchesInMemory:
    settings: AssistantSettings = field(default_factory=AssistantSettings)

    def read(self, scope: Scope) -> AssistantSettings:
        return self.settings


@dataclass
class ContactInMemory:
    contact: Contact = field(
        default_factory=lambda: Contact("/help/now", ask_url="/learn/mentor", mentor="Marc", country="FR")
    )

    def of(self, scope: Scope) -> Contact:
        return self.contact


EXERCISE = Exercise(
    "five-minutes", "Start with five minutes", "To begin when beginning is hard.", 5, "/learn/exercise/1"
)


class OneExercise:
    def match(self, scope: Scope, question: str, language: str) -> Exercise | None:
        return EXERCISE if "commencer" in question or "start" in question else None

    def get(self, scope: Scope, exercise_id: str, language: str) -> Exercise | None:
        return EXERCISE if exercise_id == EXERCISE.id else None


class NamesOfAda:
    def names(self, scope: Scope) -> Sequence[str]:
        return ("Ada Lovelace", "ada@example.org", "Marc Seguin")


def surroundings(**changes: object) -> AssistantNeeds:
    """Everything in memory; each part can be replaced by name."""
    needs = AssistantNeeds(
        passages=PassagesInMemory(),
        store=StoreInMemory(),
        budget=BudgetInMemory(),
        switches=SwitchesInMemory(),
        contact=ContactInMemory(),
        exercises=OneExercise(),
        asker=NamesOfAda(),
        now=lambda: NOON,
    )
    return replace(needs, **changes)  # type: ignore[arg-type]


@dataclass
class NotesInMemory:
    """What was written in exercises."""

    runs: dict[str, ExerciseRun] = field(default_factory=dict)

    def read(self, scope: Scope, exercise_id: str) -> ExerciseRun | None:
        return self.runs.get(exercise_id)

    def save(self, scope: Scope, exercise_id: str, answers: Sequence[str], *, finished: bool) -> ExerciseRun:
        known = self.runs.get(exercise_id, ExerciseRun(exercise_id))
        self.runs[exercise_id] = replace(known, answers=tuple(answers), finished=known.finished or finished)
        return self.runs[exercise_id]

    def share(self, scope: Scope, exercise_id: str, *, shared: bool) -> ExerciseRun:
        self.runs[exercise_id] = replace(self.runs.get(exercise_id, ExerciseRun(exercise_id)), shared=shared)
        return self.runs[exercise_id]


@dataclass
class LettersInMemory:
    """What was sent to the mentor, by id; without a mentor everything is refused."""

    sent: dict[str, str] = field(default_factory=dict)
    somebody_reads: bool = True

    def send(self, scope: Scope, text: str) -> str:
        if not self.somebody_reads or not text.strip():
            raise LetterRefusedError
        letter_id = f"l{len(self.sent) + 1}"
        self.sent[letter_id] = text
        return letter_id

    def take_back(self, scope: Scope, letter_id: str) -> None:
        if self.sent.pop(letter_id, None) is None:
            raise UnknownAnswerError
