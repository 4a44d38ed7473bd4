"""What pages get from the catalogue: plain frozen records, sentences still as message ids.

A `Message` has `text` (the English source sentence with `%(name)s` places) and `parameters`;
whoever shows it translates the text first, then fills in the parameters.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from content_index.errors import Message
from content_index.paths import MentorEdit
from lti_tool.catalogue.reports import IndexReport, ProblemLine, RunReport

__all__ = [
    "Goal",
    "Graded",
    "Hit",
    "IndexReport",
    "MentorEdit",
    "Message",
    "NamedSkill",
    "NextStep",
    "PathPage",
    "PathStep",
    "ProblemLine",
    "Reading",
    "Recommended",
    "ResourceCard",
    "RunReport",
    "SearchPage",
    "Section",
    "StepChange",
    "StepItem",
]


@dataclass(frozen=True, slots=True)
class NamedSkill:
    """A skill with its name in the reader's language; `level` (0..4) is the reader's, if known."""

    key: str
    name: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class ResourceCard:
    """A resource as a list shows it; `id` is the public id used in addresses.

    `added_by` is a name, for teachers' lists only. `library` names the shared library it comes
    from; empty for the course's own.
    """

    id: str
    title: str
    language: str
    kind: str
    minutes: int | None
    skills: tuple[NamedSkill, ...] = ()
    url: str = ""
    visible: bool = True
    pinned: bool = False
    library: str = ""
    section: tuple[str, ...] = ()
    opened: bool = False
    done: bool = False
    later: bool = False
    not_for_me: bool = False
    liked: bool = False
    again: bool = False
    added_at: datetime | None = None
    added_by: str = ""

    @property
    def seen(self) -> bool:
        """True once its reader opened it, here or elsewhere."""
        return self.opened or self.done


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a search. `excerpt` is (stretch, is it a word asked for) pairs, never markup.

    `fragment` is the anchor of the passage on the resource's page ("p-3").
    """

    card: ResourceCard
    passage_id: str
    fragment: str
    heading: str
    text: str
    excerpt: tuple[tuple[str, bool], ...]
    score: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """An answer to a search. `state` is a sentence when the index is not whole (being rebuilt).

    `speaks` is False when the hits are only the nearest there is: the material does not speak of
    what was asked. `refinable` says that meaning was not asked yet and may add to this.
    """

    text: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    did_you_mean: str | None = None
    relaxed: bool = False
    coverage: float = 0.0
    speaks: bool = False
    refinable: bool = False
    state: Message | None = None


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommended resource with its reasons, strongest first; `different` labels the open slot."""

    card: ResourceCard
    reasons: tuple[Message, ...]
    different: bool = False
    new: bool = True
    score: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepItem:
    """A resource inside a path step, with why it was chosen."""

    card: ResourceCard
    why: Message
    done: bool = False


@dataclass(frozen=True, slots=True)
class PathStep:
    """One skill to learn; `week` counts from 1 (0: done). `state` is "todo", "started" or "done".

    `agreed` tells a step a mentor agreed from one the tool proposes.
    """

    skill: NamedSkill
    why: tuple[Message, ...]
    items: tuple[StepItem, ...]
    alternatives: tuple[StepItem, ...] = ()
    prerequisites: tuple[NamedSkill, ...] = ()
    week: int = 0
    last_week: int = 0
    minutes: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    state: str = "todo"
    agreed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepChange:
    """What changed in the path since the learner last saw it, and why."""

    skill: NamedSkill
    kind: str
    message: Message


@dataclass(frozen=True, slots=True)
class Graded:
    """A skill as the platform's gradebook holds it: `level` from 0 to 3, `label` of the column.

    `at` is when these points were first read: a platform's result carries no date.
    """

    skill: str
    level: int
    given: float
    maximum: float
    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What the learner is heading for; everything may be empty."""

    text: str = ""
    skills: tuple[NamedSkill, ...] = ()
    hours_per_week: float | None = None
    language: str = ""
    levels: dict[str, int] = field(default_factory=dict)
    assessed: dict[str, int] = field(default_factory=dict)
    graded: dict[str, Graded] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """True before the learner said anything."""
        return not (self.text or self.skills or self.hours_per_week or self.language or self.levels)


@dataclass(frozen=True, slots=True)
class PathPage:
    """The path of one learner: steps in the order they can be learned, the goal last."""

    goals: tuple[NamedSkill, ...]
    steps: tuple[PathStep, ...] = ()
    missing: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()
    cycles: tuple[Message, ...] = ()
    changes: tuple[StepChange, ...] = ()
    done_steps: int = 0
    counted_steps: int = 0
    total_minutes: int = 0
    ends_on: date | None = None
    #: Skills that mentor and learner took out.
    taken_out: tuple[NamedSkill, ...] = ()

    @property
    def fraction(self) -> float:
        """Share of the steps that are done (0..1), which is what the gradebook counts.

        Steps that nothing teaches count neither way.
        """
        return self.done_steps / self.counted_steps if self.counted_steps else 0.0


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now: a resource, the skill it serves, and why."""

    item: StepItem
    skill: NamedSkill
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Part:
    """A "paragraph", "heading", "list", "numbered" list, "code" or "rows" of a table: one line of each, or all of them.

    `start` is the number of a numbered list's first item. Everything is plain text.
    """

    kind: str
    lines: tuple[str, ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a resource's page: `fragment` is its anchor, `paragraphs` its running text, `parts` all of it."""

    fragment: str
    passage_id: str
    heading: str
    parts: tuple[Part, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text without headings."""
        return tuple(line for part in self.parts if part.kind != "heading" for line in part.lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """A resource, opened."""

    card: ResourceCard
    sections: tuple[Section, ...]
