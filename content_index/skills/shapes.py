"""A skill, its prerequisites, and what was found about them."""

from dataclasses import dataclass, field
from typing import Literal

from content_index.errors import Message


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that can be learned; `key` is unique in a course and stays when names change.

    `names` holds the name per language where it differs ("fr": "Écoute active");
    `prerequisites` are keys of the skills that come first.
    """

    key: str
    name: str
    prerequisites: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    description: str = ""
    level: int | None = None

    def name_in(self, language: str) -> str:
        """The name in `language`, or the main name."""
        return self.names.get(language, self.name)


@dataclass(frozen=True, slots=True)
class Edge:
    """`prerequisite` comes before `skill`; `weight` says how sure that is (given edges: 1)."""

    skill: str
    prerequisite: str
    weight: float = 1.0
    origin: Literal["given", "inferred"] = "given"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A circle of prerequisites and the edge left out to break it.

    `edges` run in order: the prerequisite of each is the skill of the next.
    """

    edges: tuple[Edge, ...]
    removed: Edge
    message: Message


@dataclass(frozen=True, slots=True)
class SkillProblem:
    """A row of an import that could not be used, or only in part."""

    row: int
    message: Message


@dataclass(frozen=True, slots=True)
class SkillsRead:
    """What a skills file holds."""

    skills: tuple[Skill, ...] = ()
    problems: tuple[SkillProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the content, verbatim, that speak for a suggestion."""

    passage_id: str
    text: str


@dataclass(frozen=True, slots=True)
class SkillSuggestion:
    """A skill that a resource seems to teach; `score` in 0..1; an instructor confirms it."""

    skill: str
    score: float
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class PrerequisiteSuggestion:
    """An edge that the content suggests; `confidence` in 0..1; an instructor confirms it."""

    skill: str
    prerequisite: str
    confidence: float
    evidence: tuple[Message | Quote, ...]
