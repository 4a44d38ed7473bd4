"""Describe the delivery in a recording."""

from pathlib import Path
from typing import Any

import numpy as np

from lti_tool.signals.voice import pace
from lti_tool.signals.voice.decoding import RATE, decode_file
from lti_tool.signals.voice.frames import levels
from lti_tool.signals.voice.pauses import find_speech
from lti_tool.signals.voice.pitch import pitch
from lti_tool.signals.voice.refusals import RecordingRefusedError
from lti_tool.signals.voice.report import Delivery

Array = np.ndarray[Any, Any]

#: Frames over which a syllable's level is averaged.
SYLLABLE_SMOOTH = 6


def describe(path: Path, *, declared_seconds: float | None = None) -> Delivery:
    """Return the facts about a file; `declared_seconds` is what the recorder counted. Keeps nothing."""
    return describe_samples(decode_file(path, declared_seconds=declared_seconds), RATE)


def describe_samples(samples: Array, rate: int) -> Delivery:
    """Return the facts about float64 mono samples."""
    seconds = len(samples) / rate
    speech = find_speech(samples, rate)
    if speech is None:
        raise RecordingRefusedError("silent")
    level = levels(samples, rate, smooth=SYLLABLE_SMOOTH)
    peaks = pace.syllables(level, speech.voiced)
    tone = pitch(samples, rate, speech)
    span = speech.end - speech.start
    talking = span * (1 - speech.pause_ratio)
    return Delivery(
        seconds=round(seconds, 3),
        speech_rate=round(len(peaks) / span, 2),
        articulation_rate=round(len(peaks) / talking, 2),
        pause_ratio=round(speech.pause_ratio, 4),
        pauses=speech.pauses,
        pitch_hz_median=round(tone[0], 1) if tone else None,
        pitch_semitone_sd=round(tone[1], 2) if tone else None,
        loudness_db_sd=round(float(level[speech.voiced].std()), 2),
        lead_seconds=round(speech.start, 2),
        trail_seconds=round(max(0.0, seconds - speech.end), 2),
        pace=pace.over_time(peaks, len(level)),
    )
