"""What the assistant needs from the outside, as protocols that the host fills.

Every call may come from the generator of a stream, after the web request that started it is
over: an implementation opens and closes its own unit of work and commits before it returns.
Ids are opaque strings. Times are aware UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from widget.conversation import (
    Answer,
    Conversation,
    Feedback,
    Message,
    Passage,
    Question,
    Scope,
    Turn,
    Usage,
)


class Now(Protocol):
    """The time, passed in."""

    def __call__(self) -> datetime:
        """Aware UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought back.

    `coverage` (0..1) says how much of the question the best passages carry; `degraded` is a
    sentence when the search itself is not whole (index being rebuilt, one language missing);
    `generation` names the state of the course's content ("" when unknown).
    """

    passages: tuple[Passage, ...] = ()
    coverage: float = 0.0
    degraded: Message | None = None
    generation: str = ""


class PassageSource(Protocol):
    """The course's own material. Course, role and visibility are conditions of the query."""

    def find(self, scope: Scope, question: str, language: str, limit: int) -> Found:
        """Best passages first, at most `limit`; never one that this person may not open."""
        ...


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A stored question; `answer` is set when the same request was already answered."""

    question_id: str
    conversation_id: str
    answer: Answer | None = None
    answer_id: str = ""


class ConversationStore(Protocol):
    """Where conversations are kept. Someone else's ids raise `UnknownAnswerError`."""

    def open_question(self, scope: Scope, question: Question) -> OpenQuestion:
        """Store the question before anything is answered; the same `request_id` twice is one."""
        ...

    def store_answer(self, scope: Scope, question_id: str, answer: Answer) -> str:
        """Store the answer and return its id; a second call for one question replaces it."""
        ...

    def turns(self, scope: Scope, conversation_id: str, limit: int) -> Sequence[Turn]:
        """The last `limit` turns of one thread, oldest first; "" means the latest thread."""
        ...

    def turn_of(self, scope: Scope, answer_id: str) -> Turn:
        """The turn that holds this answer."""
        ...

    def conversations(self, scope: Scope, query: str, limit: int) -> Sequence[Conversation]:
        """This person's threads in this course, newest first, narrowed by words of `query`."""
        ...

    def give_feedback(self, scope: Scope, answer_id: str, feedback: Feedback) -> None:
        """Keep the verdict; "wrong source" also reaches the instructor's list."""
        ...

    def delete(self, scope: Scope, conversation_id: str) -> int:
        """Delete one thread, or all of them for ""; returns how many went."""
        ...

    def restore(self, scope: Scope) -> int:
        """Bring back what this person deleted last, for a while; returns how many came."""
        ...


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of the library, as much as an answer shows of it."""

    id: str
    title: str
    purpose: str
    minutes: int
    url: str


class ExerciseSource(Protocol):
    """The library of introspection and coping exercises."""

    def match(self, scope: Scope, question: str, language: str) -> Exercise | None:
        """One exercise whose tags fit the question, or none."""
        ...

    def get(self, scope: Scope, exercise_id: str, language: str) -> Exercise | None:
        """The exercise of an answer that was stored earlier, or none when it is gone."""
        ...


@dataclass(frozen=True, slots=True)
class ExerciseRun:
    """What a person wrote in one exercise, step by step; private until shared."""

    exercise_id: str
    answers: tuple[str, ...] = ()
    finished: bool = False
    shared: bool = False


class ExerciseNotes(Protocol):
    """Where the writing in exercises is kept, for the person alone."""

    def read(self, scope: Scope, exercise_id: str) -> ExerciseRun | None:
        """The latest run, or none."""
        ...

    def save(self, scope: Scope, exercise_id: str, answers: Sequence[str], *, finished: bool) -> ExerciseRun:
        """Keep what stands in every step; the first finish counts as an interaction."""
        ...

    def share(self, scope: Scope, exercise_id: str, *, shared: bool) -> ExerciseRun:
        """Show this item to the mentor, or take it back."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """A help line: `number` is what one dials, `url` where one writes."""

    name: str
    number: str = ""
    url: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The humans around a person.

    `mentor` is empty without one; `ask_url` opens a message to the mentor (or to whoever
    stands in); `human_url` is the permanent "I need a human now"; `local_lines` come from
    the administrator and stand before the country's; `turns_since_human` and
    `days_since_human` count since the last exchange with a human (None: never or unknown).
    `next_session` is when they meet next, on the person's own clock.
    """

    human_url: str
    ask_url: str = ""
    mentor: str = ""
    next_session: datetime | None = None
    country: str = ""
    local_lines: tuple[Line, ...] = ()
    turns_since_human: int = 0
    days_since_human: int | None = None


class HumanContact(Protocol):
    """Who stands behind the assistant for this person."""

    def of(self, scope: Scope) -> Contact:
        """The contact of this person in this course."""
        ...


class Letters(Protocol):
    """The way to the mentor: exactly the words that a person sends, nothing of the conversation."""

    def send(self, scope: Scope, text: str) -> str:
        """Put the words before the mentor and return their id; `LetterRefusedError` says why not."""
        ...

    def take_back(self, scope: Scope, letter_id: str) -> None:
        """Delete the words; somebody else's id raises `UnknownAnswerError`."""
        ...


@dataclass(frozen=True, slots=True)
class TurnsLeft:
    """Where a person stands with the daily limit; `which` names it, to be translated."""

    used: int
    limit: int
    resets_at: datetime
    which: Message = field(default_factory=lambda: Message("questions a day for each person"))

    @property
    def left(self) -> int:
        """Questions that may still be asked before `resets_at`."""
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Tokens set aside for one model call; `granted` False means: no model this time."""

    id: str
    granted: bool
    reason: Message | None = None


class Budget(Protocol):
    """Turns a day (for the person's sake) and tokens (for the bill's)."""

    def turns(self, scope: Scope) -> TurnsLeft:
        """Where this person stands, without taking a turn."""
        ...

    def take_turn(self, scope: Scope) -> TurnsLeft | None:
        """Take one turn, atomically; None when none is left."""
        ...

    def reserve(self, scope: Scope, tokens: int) -> Reservation:
        """Set `tokens` aside in every budget that applies (person, course, tenant)."""
        ...

    def settle(self, scope: Scope, reservation_id: str, usage: Usage | None, provider: str = "") -> None:
        """Replace the reservation by what `provider` used; None gives everything back."""
        ...


@dataclass(frozen=True, slots=True)
class AssistantSettings:
    """What the course and its administrator chose, merged.

    `model_on` is False unless an administrator accepted the provider's sheet and nobody
    switched it off for the tenant, the course or the activity; `models` names those that may be
    asked, for what is remembered of their answers; `hint_first` gives a pointer
    before an answer; `subject` names the course in one line for the scope check; `formal`
    is « vous »; without `exercises_on` nobody begins an exercise, and what was begun stays;
    `coverage_floor` (0..1) is how much the sources must carry.
    """

    assistant_on: bool = True
    model_on: bool = False
    models: str = ""
    hint_first: bool = False
    exercises_on: bool = True
    subject: str = ""
    tone: str = "calm"
    formal: bool = True
    coverage_floor: float = 0.35
    passages: int = 8
    max_tokens: int = 500


class Switches(Protocol):
    """The switches of the activity, the course and the tenant."""

    def read(self, scope: Scope) -> AssistantSettings:
        """The merged settings; every doubt is resolved to the safer side."""
        ...


class Asker(Protocol):
    """Words by which a person could be recognised, to be taken out of a model call."""

    def names(self, scope: Scope) -> Sequence[str]:
        """Names, e-mail addresses and ids of this person and of the people around them."""
        ...
