"""The weeks of a course as bars: where each stands. The template draws them; a table stands beside."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.pages.signals.pictures import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Bar, Rung

#: Share of a week's room that its bar takes.
FULL = 0.7


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar a week; a week whose count is not shown has a mark on the ground (`hidden`: its middle)."""

    bars: Sequence[Bar]
    hidden: Sequence[float]
    rungs: Sequence[Rung]


def bars_of(counts: Sequence[int | None]) -> Bars:
    """Lay out one count a week, from left to right; the tallest bar is the largest count."""
    most = max((count for count in counts if count), default=0)
    ground, room = HEIGHT - BOTTOM, (WIDTH - LEFT - RIGHT) / max(1, len(counts))
    bars, hidden = [], []
    for number, count in enumerate(counts):
        left = LEFT + number * room
        if count is None:
            hidden.append(round(left + room / 2, 1))
        elif count:
            height = (ground - TOP) * count / most
            bars.append(
                Bar(
                    round(left + room * (1 - FULL) / 2, 1),
                    round(ground - height, 1),
                    round(room * FULL, 1),
                    round(height, 1),
                )
            )
    return Bars(bars, hidden, [Rung(ground, "0"), *([Rung(TOP, str(most))] if most else [])])
