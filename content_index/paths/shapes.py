"""What a path is asked for and what it is made of; every explanation is data, not a sentence."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from content_index.errors import Message
from content_index.skills.shapes import Cycle

Origin = Literal["proposed", "agreed"]
StepState = Literal["todo", "started", "done"]


@dataclass(frozen=True, slots=True)
class PathResource:
    """What the planner knows of a resource; `kind` "exercise" is practice, anything else is reading."""

    id: str
    title: str
    minutes: int
    language: str
    skills: tuple[str, ...]
    kind: str = "lesson"


@dataclass(frozen=True, slots=True)
class MentorEdit:
    """What a mentor and a learner agreed about one skill; kept when the path is planned again.

    "keep" fixes the step as it stands with `resources` (ids; empty: the planner's choice), "add"
    puts a skill in, "remove" takes it out, and `before` asks for a place before another skill.
    Prerequisites are never broken: an edit that would do so is kept as far as possible and noted.
    """

    skill: str
    action: Literal["keep", "add", "remove"] = "keep"
    resources: tuple[str, ...] = ()
    before: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Everything a plan depends on; the same request gives the same path.

    `known` are skills that count as mastered; `failed` are skills that need another look, as
    after a quiz (they win over `known`). `done`, `started`, `disliked`, `later` are resource ids.
    `language` is that of the resources wanted, `reader` that of the sentences about them.
    `session_minutes` are kept free every `session_every` weeks for the mentor.
    """

    goals: tuple[str, ...]
    known: frozenset[str] = frozenset()
    hours_per_week: float = 3.0
    starts_on: date | None = None
    language: str = "en"
    done: frozenset[str] = frozenset()
    started: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    edits: tuple[MentorEdit, ...] = ()
    session_minutes: int = 0
    session_every: int = 2
    reader: str = ""

    @property
    def names_in(self) -> str:
        """The language that skills are named in: the reader's, else that of the resources."""
        return self.reader or self.language


@dataclass(frozen=True, slots=True)
class StepResource:
    """A resource inside a step, with the reason it was chosen."""

    id: str
    title: str
    minutes: int
    why: Message
    kind: str = "lesson"
    done: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One skill to learn. `week` counts from 1 and is the week the step begins (0: done already).

    `prerequisites` are the skills of the path that come before; `minutes` is what is left to do.
    """

    skill: str
    name: str
    why: tuple[Message, ...]
    resources: tuple[StepResource, ...]
    alternatives: tuple[StepResource, ...] = ()
    prerequisites: tuple[str, ...] = ()
    week: int = 0
    last_week: int = 0
    minutes: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    state: StepState = "todo"
    origin: Origin = "proposed"
    note: str = ""


@dataclass(frozen=True, slots=True)
class WeekItem:
    """A resource, or a part of it, done in one week; a session with the mentor has no skill."""

    skill: str
    resource_id: str
    minutes: int
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """What one week holds; `minutes` is within 10 % of what was asked, except in the last week."""

    number: int
    starts_on: date | None
    minutes: int
    items: tuple[WeekItem, ...]


@dataclass(frozen=True, slots=True)
class MissingSkill:
    """A skill on the way to the goal that no visible resource teaches."""

    skill: str
    name: str
    message: Message


@dataclass(frozen=True, slots=True)
class Path:
    """Steps in the order they can be learned, the goal last."""

    goals: tuple[str, ...]
    steps: tuple[Step, ...]
    weeks: tuple[Week, ...] = ()
    missing: tuple[MissingSkill, ...] = ()
    broken_cycles: tuple[Cycle, ...] = ()
    notes: tuple[Message, ...] = field(default=())

    @property
    def total_minutes(self) -> int:
        """Minutes left to do, sessions included."""
        return sum(week.minutes for week in self.weeks)

    @property
    def total_hours(self) -> float:
        """Hours left to do, to one decimal."""
        return round(self.total_minutes / 60, 1)

    @property
    def ends_on(self) -> date | None:
        """The last day of the plan."""
        return max((step.ends_on for step in self.steps if step.ends_on), default=None)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two plans of the same learner, with its reason."""

    skill: str
    kind: Literal["added", "removed", "moved", "resources", "done"]
    message: Message


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a learner is; `fraction` in 0..1 is by steps, which is what the gradebook counts."""

    done_steps: int
    steps: int
    done_minutes: int
    minutes: int

    @property
    def fraction(self) -> float:
        """Share of the steps that are done; 0 for an empty path."""
        return self.done_steps / self.steps if self.steps else 0.0
