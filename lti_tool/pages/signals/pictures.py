"""Small pictures as numbers: where the dots, lines and bars of a chart stand. Templates draw them as SVG.

A picture is WIDTH by HEIGHT units, about the pixels of a phone; every one has a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.signals.voice.report import Delivery

WIDTH, HEIGHT = 320, 120
#: Room for the names of the levels, and around the drawing.
LEFT, RIGHT, TOP, BOTTOM = 22, 8, 10, 18


@dataclass(frozen=True, slots=True)
class Rung:
    """One line across, with its name."""

    y: float
    name: str


@dataclass(frozen=True, slots=True)
class Run:
    """Dots of what was said, a line of the moving average, and the usual where it is known."""

    dots: Sequence[tuple[float, float]]
    line: str
    usual: float | None
    rungs: Sequence[Rung]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Talk:
    """Pace as bars over time, pauses as a band below; seconds along the bottom."""

    bars: Sequence[Bar]
    pauses: Sequence[Bar]
    seconds: Sequence[tuple[float, int]]
    rungs: Sequence[Rung]


def run(values: Sequence[float], averages: Sequence[float], low: float, high: float, usual: float | None = None) -> Run:
    """Lay out values from `low` to `high`, evenly from left to right."""

    def y(value: float) -> float:
        return _between(value, low, high, HEIGHT - BOTTOM, TOP)

    step = (WIDTH - LEFT - RIGHT) / max(1, len(values) - 1)
    xs = [round(LEFT + number * step, 1) for number in range(len(values))]
    line = " ".join(f"{x},{y(value)}" for x, value in zip(xs, averages, strict=True))
    rungs = [Rung(y(value), f"{value:g}") for value in (low, (low + high) / 2, high)]
    return Run([(x, y(value)) for x, value in zip(xs, values, strict=True)], line, usual and y(usual), rungs)


def talk(delivery: Delivery) -> Talk:
    """Lay out pace and pauses of one take.

    Pace is drawn against the take's own mean: its absolute figure is too inexact to be read off.
    """
    floor = HEIGHT - BOTTOM - 14
    paces = relative_pace(delivery)
    most = max([2.0, *paces])

    def x(second: float) -> float:
        return _between(second, 0, delivery.seconds, LEFT, WIDTH - RIGHT)

    starts = [bar["start"] for bar in delivery.pace]
    bars = []
    for start, end, pace in zip(starts, [*starts[1:], delivery.seconds], paces, strict=True):
        top = _between(pace, 0, most, floor, TOP)
        bars.append(Bar(x(start), top, round(max(1.0, x(end) - x(start) - 1), 1), round(floor - top, 1)))
    pauses = [
        Bar(x(pause.start), floor + 4, round(max(1.5, x(pause.start + pause.seconds) - x(pause.start)), 1), 8)
        for pause in delivery.pauses
    ]
    every = next((step for step in (5, 10, 20) if delivery.seconds / step <= 6), 30)
    marks = [(x(second), second) for second in range(0, int(delivery.seconds) + 1, every)]
    return Talk(bars, pauses, marks, [Rung(_between(1.0, 0, most, floor, TOP), "1")])


def relative_pace(delivery: Delivery) -> list[float]:
    """Return the pace of each stretch as a part of the take's mean, 1.0 being that mean."""
    rates = [bar["per_second"] for bar in delivery.pace]
    mean = sum(rates) / len(rates) if rates else 0.0
    return [rate / mean if mean else 0.0 for rate in rates]


def _between(value: float, low: float, high: float, at_low: float, at_high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.0
    return round(at_low + share * (at_high - at_low), 1)
