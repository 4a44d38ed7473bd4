"""Levels over time: what pauses and pace are read from."""

from typing import Any

import numpy as np
from scipy.ndimage import uniform_filter1d

Array = np.ndarray[Any, Any]

#: Seconds between two frames, and length of one.
HOP, LENGTH = 0.01, 0.025
#: Hertz where voices carry most; hum and hiss lie outside.
LOW, HIGH = 150, 3_500
QUIET_DB = -90.0


def levels(samples: Array, rate: int, *, smooth: int = 1) -> Array:
    """Return the level in dB of each frame, in the band of the voice; `smooth` frames are averaged in power."""
    hop, length = round(HOP * rate), round(LENGTH * rate)
    padded = np.pad(samples, (length // 2, length))
    count = max(1, len(samples) // hop)
    window = np.hanning(length)
    band = slice(int(LOW * length / rate), int(HIGH * length / rate) + 1)
    power = np.empty(count)
    for start in range(0, count, 1_000):
        places = np.arange(start, min(count, start + 1_000))[:, None] * hop + np.arange(length)
        spectrum = np.abs(np.fft.rfft(padded[places] * window, axis=1)[:, band]) ** 2
        power[start : start + 1_000] = spectrum.sum(axis=1) / length**2
    if smooth > 1:
        power = uniform_filter1d(power, smooth)
    found: Array = np.maximum(10 * np.log10(power + 1e-12), QUIET_DB)
    return found
