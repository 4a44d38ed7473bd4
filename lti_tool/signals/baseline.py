"""A person's readings against that person's own baseline: an exponentially weighted moving average.

Chosen over absolute thresholds in a simulation (`python -m tests.bench.signals`). Still only one prompt
in four or five is right, so it prompts the person who wrote, and nobody else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Weight of the newest message, and how many deviations of the average make it fall out.
WEIGHT, LIMIT = 0.3, 4.5
#: Silent before: time since the first message, and messages.
LEAST_TIME = timedelta(weeks=6)
LEAST_MESSAGES = 12
#: The least spread a baseline is given, in log-odds: readings move by that much on their own.
LEAST_SPREAD = 0.5


@dataclass(frozen=True)
class Point:
    """A reading at an instant; `value` grows with what is watched: `log_odds` of a chance."""

    at: datetime
    value: float


@dataclass(frozen=True)
class Trend:
    """`deviation`: how far the average is from the usual, in deviations of that average; None while silent."""

    usual: float | None
    deviation: float | None

    @property
    def fell_out(self) -> bool:
        """Whether the last messages read otherwise than this person's usual."""
        return self.deviation is not None and self.deviation > LIMIT


SILENT = Trend(None, None)


def log_odds(chance: float) -> float:
    """Return a chance (0..1) on a scale where readings of one person spread evenly."""
    inside = min(max(chance, 0.001), 0.999)
    return math.log(inside / (1 - inside))


def trend(points: Sequence[Point]) -> Trend:
    """Return where the newest of `points` (oldest first) stand.

    The baseline is the first LEAST_TIME and at least LEAST_MESSAGES; it stays what it was while later
    messages are watched, so that a slow fall is not learnt as the usual.
    """
    if not points:
        return SILENT
    first = points[0].at
    learnt = [place < LEAST_MESSAGES or point.at - first < LEAST_TIME for place, point in enumerate(points)]
    base = [point.value for point, known in zip(points, learnt, strict=True) if known]
    watched = [point.value for point, known in zip(points, learnt, strict=True) if not known]
    if not watched:
        return SILENT
    usual = sum(base) / len(base)
    spread = max((sum((value - usual) ** 2 for value in base) / (len(base) - 1)) ** 0.5, LEAST_SPREAD)
    average, variance = usual, 0.0
    for value in watched:
        average = WEIGHT * value + (1 - WEIGHT) * average
        variance = WEIGHT**2 + (1 - WEIGHT) ** 2 * variance
    return Trend(usual, (average - usual) / (spread * variance**0.5))
