"""The shapes of a conversation: what is asked, what comes back, what is shown while it comes.

Every record is plain and frozen: it crosses threads, a stream that outlives its request, and
the storage that another package provides. Nothing here knows a database, a web framework or
a model. Sentences of the product are carried as `Message` (an English source sentence with
its parameters) and translated where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the product: `text` is the English source with `%(name)s` places."""

    text: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % dict(self.parameters) if self.parameters else self.text


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, and inside which walls. Ids are opaque to this package.

    `role` is "learner", "mentor", "instructor", "administrator" or "anonymous"; `activity` is
    the place in the course (a resource link) when there is one. Search, storage and budgets
    get the whole scope, so that no query can forget the tenant or the course.
    """

    tenant: str
    course: str
    person: str
    role: str = "learner"
    activity: str = ""


class LabelKind(StrEnum):
    """Where a text comes from; there are three kinds and no fourth."""

    SEARCH = "search"
    AI = "ai"
    VALIDATED = "validated"


@dataclass(frozen=True, slots=True)
class AnswerLabel:
    """The label above a text. `str(label)` is one of the three exact wordings."""

    kind: LabelKind
    mentor: str = ""

    @property
    def message(self) -> Message:
        """The wording, to be translated."""
        match self.kind:
            case LabelKind.SEARCH:
                return Message("search answer")
            case LabelKind.AI:
                return Message("AI draft")
            case LabelKind.VALIDATED:
                return Message("validated by %(mentor)s", {"mentor": self.mentor})

    def __str__(self) -> str:
        return str(self.message)


SEARCH_ANSWER = AnswerLabel(LabelKind.SEARCH)
AI_DRAFT = AnswerLabel(LabelKind.AI)


def validated_by(mentor: str) -> AnswerLabel:
    """The label that only a named mentor's act gives."""
    if not mentor.strip():
        raise ValueError("a validation needs the mentor's name")
    return AnswerLabel(LabelKind.VALIDATED, mentor.strip())


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    NOTHING_FOUND = "nothing_found"
    OFF_SCOPE = "off_scope"
    CRISIS = "crisis"
    LIMIT = "limit"
    SWITCHED_OFF = "switched_off"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the course's material as the search returns it.

    `url` opens the passage itself for this person (page, anchor); `language` is a BCP 47
    primary tag; `score` is comparable inside one search only.
    """

    id: str
    resource_id: str
    title: str
    text: str
    language: str
    url: str
    heading: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """One source of an answer: `quote` stands verbatim in the passage."""

    number: int
    passage_id: str
    resource_id: str
    title: str
    quote: str
    url: str
    language: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one model call; `estimated` when the server did not say."""

    prompt_tokens: int
    completion_tokens: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked.

    `request_id` comes from the form: the same id sent twice is one question. `asked_at` is
    aware UTC.
    """

    text: str
    language: str
    asked_at: datetime
    request_id: str
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person got.

    `text` is Markdown in which `[1]` refers to `citations`; empty when `notes` say it all.
    `notes` stand above the text (a model that failed, nothing found), `next_steps` below it.
    `withdrawn` counts sentences of a model that no source carries; they are never shown.
    `exercise_id` is one exercise that fits. `remembered` says that a model had written it before,
    for the same question about the same content.
    """

    outcome: Outcome
    label: AnswerLabel
    language: str
    text: str = ""
    citations: tuple[Citation, ...] = ()
    notes: tuple[Message, ...] = ()
    next_steps: tuple[Message, ...] = ()
    exercise_id: str = ""
    provider: str = "search"
    withdrawn: int = 0
    usage: Usage | None = None
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class Feedback:
    """A reader's verdict on one answer: `helpful` is None for "wrong source" alone."""

    helpful: bool | None
    reason: str = ""
    wrong_source: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer; `answer` is None while it is open (or after a crash)."""

    question_id: str
    question: Question
    answer: Answer | None = None
    answer_id: str = ""
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One thread in a person's history."""

    id: str
    title: str
    started_at: datetime
    turns: int


class EventKind(StrEnum):
    """The events of an answer's stream, in the order they may come."""

    STATUS = "status"
    TOKEN = "token"  # noqa: S105 a kind of event, not a secret
    CITATIONS = "citations"
    FINAL = "final"
    ERROR = "error"
    HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One step of an answer.

    TOKEN carries `text` to append: whole sentences that were already matched to a source.
    FINAL carries the answer that replaces everything shown so far, with the id it was stored
    under (empty when it could not be stored). ERROR carries `message` and ends the stream.
    """

    kind: EventKind
    text: str = ""
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    answer_id: str = ""
    question_id: str = ""
    message: Message | None = None
