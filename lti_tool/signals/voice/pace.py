"""Pace from the loudness of syllables; exact on synthetic speech only, so it compares takes of one person."""

from typing import Any

import numpy as np
from scipy.signal import find_peaks

from lti_tool.signals.voice.frames import HOP

Array = np.ndarray[Any, Any]

#: dB by which the level must fall between two syllables.
DIP_DB = 2.0
#: Seconds: closest syllables, and one bar of the picture.
CLOSEST, BAR = 0.09, 5.0


def syllables(level: Array, voiced: Array) -> Array:
    """Return the frames at which syllables peak; `level` in dB is smoothed over about 50 ms."""
    inside = np.where(voiced, level, level.min())
    peaks, _ = find_peaks(inside, prominence=DIP_DB, distance=round(CLOSEST / HOP))
    kept: Array = peaks[voiced[peaks]]
    return kept


def over_time(peaks: Array, frames: int) -> list[dict[str, float]]:
    """Return syllables a second in bars of BAR seconds; a last bar under a second joins no picture."""
    width = round(BAR / HOP)
    bars = []
    for start in range(0, frames, width):
        seconds = min(width, frames - start) * HOP
        if seconds >= 1:
            count = int(((peaks >= start) & (peaks < start + width)).sum())
            bars.append({"start": round(start * HOP, 2), "per_second": round(count / seconds, 2)})
    return bars
