"""What a speaker is told about one take."""

from dataclasses import asdict, dataclass
from typing import Any

#: Relative error of the pace on real voices (28-43 % measured): said wherever pace is shown.
PACE_ERROR = 0.43


@dataclass(frozen=True)
class Pause:
    """Seconds from the beginning of the recording, and length."""

    start: float
    seconds: float


@dataclass(frozen=True)
class Delivery:
    """Facts about one recording.

    Seconds; rates in syllables a second (`speech_rate` with pauses, `articulation_rate` without);
    `pause_ratio` of the time between the first and the last sound; pitch in Hz and semitones or None
    when no voiced sound is heard; loudness spread in dB; `pace` in syllables a second over time.
    """

    seconds: float
    speech_rate: float
    articulation_rate: float
    pause_ratio: float
    pauses: list[Pause]
    pitch_hz_median: float | None
    pitch_semitone_sd: float | None
    loudness_db_sd: float
    lead_seconds: float
    trail_seconds: float
    pace: list[dict[str, float]]
    pace_error: float = PACE_ERROR

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)
