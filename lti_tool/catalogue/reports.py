"""What an import did and how the index stands: plain frozen records for the instructor's pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content_index.errors import Message


def stored_message(stored: Mapping[str, Any]) -> Message:
    """Return the sentence that was kept as {"text", "parameters"}."""
    text: str = stored["text"]
    return Message(text, dict(stored["parameters"]))


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Why a source did not go in ("refused") or went in with a doubt ("note"), and what to do."""

    source: str
    message: Message
    severity: str = "refused"


@dataclass(frozen=True, slots=True)
class RunReport:
    """What an import did, or (state "preview") would do."""

    id: int
    source: str
    state: str
    added: int
    updated: int
    unchanged: int
    removed: int
    problems: tuple[ProblemLine, ...]
    started_at: datetime
    finished_at: datetime | None
    started_by: str = ""
    can_undo: bool = False

    @property
    def refused(self) -> int:
        """How many sources did not go in."""
        return sum(1 for problem in self.problems if problem.severity == "refused")

    @property
    def stored(self) -> int:
        """How many resources this import left in the course."""
        return self.added + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The state of a course's index for the instructor: `message` says it in one sentence, `reason` why.

    `rebuild_reason` is an English source sentence too.
    `embedded` counts the passages read for meaning; None where there is no model of meaning.
    `waiting` counts changes not searchable yet; `age_seconds` is how long the oldest of them waits.
    """

    ready: bool
    message: Message
    reason: Message | None = None
    resources: int = 0
    hidden: int = 0
    indexed: int = 0
    passages: int = 0
    waiting: int = 0
    age_seconds: float = 0.0
    size: int = 0
    applied_at: datetime | None = None
    rebuilt_at: datetime | None = None
    rebuild_reason: str = ""
    embedded: int | None = None
