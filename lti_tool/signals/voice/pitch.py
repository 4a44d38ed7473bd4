"""Pitch of the voice through pyworld's harvest, which holds in noise."""

import math
import warnings
from typing import Any

import numpy as np

from lti_tool.signals.voice.frames import HOP
from lti_tool.signals.voice.pauses import Speech, runs
from lti_tool.signals.voice.refusals import VoiceAbsentError

Array = np.ndarray[Any, Any]

#: Hertz of human speech.
LOWEST, HIGHEST = 60.0, 500.0
#: Seconds of talk that are listened to, about.
MOST_SECONDS = 40.0
#: Seconds between two estimates.
PERIOD = 0.01
#: Semitones from the median beyond which an estimate is an octave taken for another.
FARTHEST = 11.0


def pitch(samples: Array, rate: int, speech: Speech) -> tuple[float, float] | None:
    """Return the median in Hz and the spread in semitones around it; None without a voiced sound."""
    spans = list(runs(speech.voiced))
    talked = sum(end - begin for begin, end in spans) * HOP
    # Every so many stretches of a long take: harvest takes a fifth of the time it listens to, more on a busy machine.
    chosen = spans[:: max(1, math.ceil(talked / MOST_SECONDS))]
    heard = np.concatenate([np.zeros(0), *(_track(samples, rate, span) for span in chosen)])
    if len(heard) < 5:
        return None
    median = float(np.median(heard))
    semitones = 12 * np.log2(heard / median)
    kept = semitones[np.abs(semitones) <= FARTHEST]
    return median, float(kept.std())


def _track(samples: Array, rate: int, span: tuple[int, int]) -> Array:
    """Return the pitch in Hz of the voiced estimates of a stretch of speech."""
    with warnings.catch_warnings():
        # pyworld imports pkg_resources, which warns that it will go.
        warnings.simplefilter("ignore")
        try:
            import pyworld  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise VoiceAbsentError from error
    begin, end = (round(place * HOP * rate) for place in span)
    part = np.ascontiguousarray(samples[begin:end])
    if len(part) < rate * 0.05:
        return np.zeros(0)
    found, _ = pyworld.harvest(part, rate, f0_floor=LOWEST, f0_ceil=HIGHEST, frame_period=PERIOD * 1000)
    heard: Array = found[found > 0]
    return heard
