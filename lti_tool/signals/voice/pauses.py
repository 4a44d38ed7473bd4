"""Find pauses: stretches near the floor of the recording, also when that floor is noise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lti_tool.signals.voice.frames import HOP, levels
from lti_tool.signals.voice.report import Pause

Array = np.ndarray[Any, Any]

#: Seconds: shorter silences belong to speech (closures of p, t, k); shorter sounds are clicks.
SHORTEST_PAUSE, SHORTEST_SOUND = 0.2, 0.05
#: dB: how far below the loud parts speech may fall in a quiet room.
RANGE_DB = 40.0
#: dB above a noisy floor where speech begins, and the least distance between loud parts and floor.
ABOVE_FLOOR_DB, LEAST_CONTRAST_DB = 1.2, 6.0
#: Frames averaged: quiet room; noisy room, where weak syllables stand out of the noise only on average.
SMOOTH_QUIET, SMOOTH_NOISY = 3, 7
#: Seconds by which a frame and its smoothing carry a sound into the silence beside it: quiet room, noisy room.
SMEAR_QUIET, SMEAR_NOISY = 0.015, 0.02
#: dB below which nothing is heard.
INAUDIBLE_DB = -65.0


@dataclass(frozen=True)
class Speech:
    """`voiced` marks the frames (HOP apart) of speech from `start` to `end`, short silences included."""

    voiced: Array
    start: float
    end: float
    pauses: list[Pause]

    @property
    def pause_ratio(self) -> float:
        """Share of the time from the first to the last sound that is pause."""
        return sum(pause.seconds for pause in self.pauses) / (self.end - self.start)


def find_speech(samples: Array, rate: int) -> Speech | None:
    """Return where speech and its pauses are, or None when nothing stands out."""
    level, loud, edge = _heard(samples, rate, SMOOTH_QUIET)
    if loud < INAUDIBLE_DB or edge is None:
        return None
    smear = SMEAR_QUIET
    if edge > loud - RANGE_DB:
        smear = SMEAR_NOISY
        level, loud, edge = _heard(samples, rate, SMOOTH_NOISY)
        if edge is None:
            return None
    voiced = level > edge
    _fill(voiced, value=False, shorter=SHORTEST_SOUND)
    if not voiced.any():
        return None
    first, last = int(np.argmax(voiced)), len(voiced) - int(np.argmax(voiced[::-1]))
    inside = voiced[first:last]
    _fill(inside, value=True, shorter=SHORTEST_PAUSE)
    pauses = [
        Pause(round((first + begin) * HOP - smear, 3), round((end - begin) * HOP + 2 * smear, 3))
        for begin, end in runs(~inside)
    ]
    return Speech(voiced, first * HOP, last * HOP, pauses)


def _heard(samples: Array, rate: int, smooth: int) -> tuple[Array, float, float | None]:
    """Return levels in dB, the level of loud parts, and the edge of speech."""
    level = levels(samples, rate, smooth=smooth)
    loud = float(np.quantile(level, 0.95))
    return level, loud, _edge(level, loud)


def _edge(level: Array, loud: float) -> float | None:
    """Return the dB above which a frame is speech."""
    floor = float(np.quantile(level, 0.08))
    if loud - floor < LEAST_CONTRAST_DB:
        # Nothing but noise, or one sound without a pause: a steady sound that is loud is taken as speech.
        return None
    # The quietest frames are below the middle of the noise: measure it on all that is near them.
    near = level[level < floor + 4.0]
    return max(float(np.median(near)) + ABOVE_FLOOR_DB, loud - RANGE_DB)


def runs(marked: Array) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _fill(marked: Array, *, value: bool, shorter: float) -> None:
    """Set runs of `not value` that are shorter than `shorter` seconds to `value`, in place."""
    for begin, end in list(runs(marked != value)):
        if (end - begin) * HOP < shorter:
            marked[begin:end] = value
