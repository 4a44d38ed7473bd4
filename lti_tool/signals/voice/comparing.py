"""Compare a take with the speaker's own earlier ones; with nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from lti_tool.signals.voice.report import PACE_ERROR, Delivery

#: Earlier takes before anything is compared.
LEAST_EARLIER = 2
#: Measures that stand on any device, then those that the microphone and the codec change.
ANYWHERE = ("pause_ratio", "articulation_rate", "pitch_hz_median", "pitch_semitone_sd")
SAME_DEVICE = ("loudness_db_sd",)
#: Error of one measure: absolute, or a part of the value.
ABSOLUTE_ERROR = {"pause_ratio": 0.04, "pitch_semitone_sd": 0.5, "loudness_db_sd": 1.0}
RELATIVE_ERROR = {"articulation_rate": PACE_ERROR, "pitch_hz_median": 0.01}


@dataclass(frozen=True)
class Take:
    """A delivery and the device it was recorded on (any stable word; empty when unknown)."""

    delivery: Delivery
    device: str = ""


@dataclass(frozen=True)
class Change:
    """`usual` is the median of `takes` earlier takes; `beyond_error` says whether the difference exceeds `error`."""

    measure: str
    value: float
    usual: float
    error: float
    takes: int

    @property
    def difference(self) -> float:
        """Value minus usual, in the measure's unit."""
        return self.value - self.usual

    @property
    def beyond_error(self) -> bool:
        """Whether the difference is larger than the measure's own error."""
        return abs(self.difference) > self.error


def compare(take: Take, earlier_takes: Sequence[Take]) -> list[Change]:
    """Return what changed; a measure with fewer than LEAST_EARLIER comparable takes is left out."""
    same = [one for one in earlier_takes if take.device and one.device == take.device]
    found = [_change(name, take, earlier_takes) for name in ANYWHERE]
    found += [_change(name, take, same) for name in SAME_DEVICE]
    return [change for change in found if change is not None]


def _change(measure: str, take: Take, earlier: Sequence[Take]) -> Change | None:
    value = getattr(take.delivery, measure)
    known = [number for one in earlier if (number := getattr(one.delivery, measure)) is not None]
    if value is None or len(known) < LEAST_EARLIER:
        return None
    usual = median(known)
    error = ABSOLUTE_ERROR.get(measure, RELATIVE_ERROR.get(measure, 0.0) * usual)
    return Change(measure, value, usual, error, len(known))
