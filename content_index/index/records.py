"""What goes into an engine and what comes out: plain frozen records, no search library in sight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from content_index.documents import Resource


class ChangeKind(StrEnum):
    """What happened to a resource in the database."""

    UPSERT = "upsert"
    REMOVE = "remove"
    HIDE = "hide"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class Change:
    """One recorded change of one resource.

    `sequence` grows with every change of the same index (a database sequence; gaps are fine).
    `resource` is needed for UPSERT only.
    """

    sequence: int
    kind: ChangeKind
    resource_id: str
    resource: Resource | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be found; an empty set sets no limit.

    `skills` keeps resources that teach at least one of them; `max_minutes` keeps resources
    that are not longer (unknown duration passes); `only` and `exclude` are resource ids;
    `include_hidden` is for people who may see what is hidden from learners.
    """

    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    max_minutes: int | None = None
    only: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    include_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A query taken apart: what every engine understands.

    `words` ranks; the rest narrows: every one of `phrases`, `prefixes` (beginnings of words)
    and `titles` (words of the title) must hold, none of `excluded` may. `expansions` are
    other wordings with a weight between 0 and 1. `language` is the reader's: passages in it
    are preferred, others still found. `per_resource` limits the passages of one resource.
    """

    words: str = ""
    language: str = "en"
    phrases: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    expansions: tuple[tuple[str, float], ...] = ()
    filters: Filters = field(default_factory=Filters)
    per_resource: int | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything but plain words was asked."""
        return bool(self.phrases or self.prefixes or self.titles or self.excluded)


#: A stretch of text and whether it is one of the words asked for; joined, the stretches are the text.
Segment = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers. `score` compares hits of one answer only, higher is better.

    `share` (0..1) is the part of the query's weight that the passage holds, comparable
    between indexes. `highlights` is an excerpt as segments, never markup.
    """

    passage_id: str
    resource_id: str
    title: str
    text: str
    language: str
    score: float
    heading: str = ""
    anchor: str = ""
    url: str = ""
    kind: str = "lesson"
    minutes: int | None = None
    skills: tuple[str, ...] = ()
    visible: bool = True
    share: float = 0.0
    highlights: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An engine's answer: best first; `total` counts every passage that matches.

    `problem` is an English source sentence when the index could not be asked.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    problem: str = ""


class EngineStatus(StrEnum):
    """Whether an index can answer."""

    READY = "ready"
    MISSING = "missing"
    REBUILD_NEEDED = "rebuild needed"


@dataclass(frozen=True, slots=True)
class EngineState:
    """What the health page and the worker need to know of an index.

    `sequence` is the last change applied (0: none): replay what is recorded after it.
    `reason` is an English source sentence, empty when the index is ready. `size` is in bytes.
    """

    status: EngineStatus
    reason: str = ""
    schema_version: int = 0
    documents: int = 0
    passages: int = 0
    sequence: int = 0
    size: int = 0
    segments: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """True when searching can find something."""
        return self.status is EngineStatus.READY
