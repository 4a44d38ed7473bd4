"""Delivery of scores: claim one, make sure of its line item, send it, write down what came of it."""

from dataclasses import dataclass
from typing import Protocol

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.gradebook.models import ScoreState
from lti_tool.lti.scores import GradeService


class Random(Protocol):
    """Where jitter comes from; `random.Random` is one."""

    def uniform(self, a: float, b: float, /) -> float:
        """Return a number between the two."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one attempt."""

    score_id: int
    state: ScoreState


def deliver_next(database: Database, grades: GradeService, clock: Clock, random: Random) -> Delivery | None:
    """Try the next due score; None when nothing is due. Safe in any number of processes at once."""
    raise NotImplementedError
