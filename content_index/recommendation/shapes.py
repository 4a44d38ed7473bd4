"""What a recommendation depends on, and what it says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from content_index.errors import Message

Slot = Literal["regular", "different"]

#: The visible parts of a score, in the order they are shown.
PARTS = ("gap", "ready", "goal_text", "time", "language", "liked", "fresh", "pinned", "seen")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that may be recommended.

    `exposure` is how often it was shown to anyone lately; `pinned` is the instructor's pin.
    """

    id: str
    title: str
    language: str
    skills: tuple[str, ...] = ()
    minutes: int | None = None
    kind: str = "lesson"
    added_on: date | None = None
    pinned: bool = False
    exposure: int = 0


@dataclass(frozen=True, slots=True)
class Learner:
    """What is known of a learner; an empty one is a cold start and gets a list all the same.

    `known` maps a skill to a level in 0..1. `minutes` is the time of one sitting. `goal_scores`
    maps resource ids to the search score of the goal text (any positive scale). `shown` maps
    resource ids to how often they were listed; `later` to the day they may come back.
    `language` is that of the resources wanted, `reader` that of the reasons (empty: the same).
    """

    id: str
    goals: tuple[str, ...] = ()
    known: Mapping[str, float] = field(default_factory=dict)
    language: str = ""
    minutes: int | None = None
    goal_scores: Mapping[str, float] = field(default_factory=dict)
    liked: frozenset[str] = frozenset()
    dismissed: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    later: Mapping[str, date] = field(default_factory=dict)
    shown: Mapping[str, int] = field(default_factory=dict)
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; the instructor may change them; 0 switches a part off.

    `ready` counts against a resource whose prerequisites are missing or that holds nothing new;
    `seen` is what one loses that was listed often and never opened.
    """

    gap: float = 3.0
    ready: float = 2.5
    goal_text: float = 1.5
    time: float = 1.0
    language: float = 2.0
    liked: float = 1.0
    fresh: float = 0.5
    pinned: float = 1.5
    seen: float = 1.5


@dataclass(frozen=True, slots=True)
class Config:
    """How a list is made; `today` and `seed` make it repeatable.

    `diversity` in 0..1 is how much likeness to what is already in the list costs (MMR);
    `exposure_cap` is the largest share of all showings one resource may have before it yields
    (in a small course three times its even share);
    `different` is the number of labelled "something different" slots.
    """

    today: date
    size: int = 5
    different: int = 1
    weights: Weights = field(default_factory=Weights)
    diversity: float = 0.2
    exposure_cap: float = 0.01
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One entry of a list: `score` is the sum of `parts` (each already weighted).

    `new` is False when it was shown before. `reasons` are the strongest parts in words, the
    first of them is `reason`.
    """

    resource_id: str
    score: float
    parts: dict[str, float]
    reasons: tuple[Message, ...]
    slot: Slot = "regular"
    new: bool = True

    @property
    def reason(self) -> Message:
        """The strongest reason."""
        return self.reasons[0]
