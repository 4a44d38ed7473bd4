"""Does matching treat groups alike: rates, fit, waiting and exposure by group, with intervals and small groups hidden.

A gap is reported when it is larger than the tolerance and would be rare by chance, corrected
for everything that was looked at. Where the interval is too wide to see a gap of that size the
report says "cannot tell": it never says "fair". Group data come from people who agreed to this
audit; matching never reads them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from lti_tool.errors import N_, ConfigurationError
from lti_tool.insight.people_rows import SMALLEST_GROUP, Audience, Outcome, Values, audience
from lti_tool.insight.resampling import Compare, chance, difference, holm, interval, ratio

#: Gaps of rates and fits that nobody needs to act on.
TOLERANCE = 0.05
#: The chance below which a gap is taken for real, over all comparisons of a report together.
RARE = 0.02
LEAST_FOR_EXPOSURE = 100
NEEDS_EXTRA = N_("An audit needs an extra: install boussole-lti[fairness].")


class Verdict(StrEnum):
    """What a comparison allows one to say."""

    GAP = "gap"
    INSIDE = "inside tolerance"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure per learner; `low` and `high` bound what nobody needs to act on."""

    name: str
    of: Callable[[Outcome], float | None]
    compare: Compare
    low: float
    high: float
    least: int = 2 * SMALLEST_GROUP


def _as_number(value: bool | None) -> float | None:
    return None if value is None else float(value)


MEASURES = (
    Measure("matched", lambda one: float(one.matched), difference, -TOLERANCE, TOLERANCE),
    Measure("fit", lambda one: one.score if one.matched else None, difference, -TOLERANCE, TOLERANCE),
    Measure("accepted", lambda one: _as_number(one.accepted), difference, -TOLERANCE, TOLERANCE),
    Measure("waiting_days", lambda one: one.waiting_days, difference, -2.0, 2.0),
    Measure("alerts", lambda one: one.alerts, difference, -0.5, 0.5),
    Measure("exposure", lambda one: one.shown, ratio, 0.8, 1.25, LEAST_FOR_EXPOSURE),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One group against all others in one measure: a difference, for exposure a ratio."""

    group: str
    measure: str
    value: float
    low: float
    high: float
    chance: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Audit:
    """One attribute's report. `by_group` holds measure -> group -> mean; hidden groups are only counted."""

    attribute: str
    sizes: Mapping[str, int]
    hidden_groups: int
    by_group: Mapping[str, Mapping[str, float]]
    comparisons: Sequence[Comparison]

    @property
    def gaps(self) -> list[Comparison]:
        """The comparisons somebody has to look into."""
        return [one for one in self.comparisons if one.verdict is Verdict.GAP]

    @property
    def verdict(self) -> Verdict:
        """A gap where there is one; "inside" only when every comparison is."""
        if self.gaps:
            return Verdict.GAP
        inside = bool(self.comparisons) and all(one.verdict is Verdict.INSIDE for one in self.comparisons)
        return Verdict.INSIDE if inside else Verdict.CANNOT_TELL


def audit(outcomes: Sequence[Outcome], group_of: Mapping[str, str], attribute: str = "group") -> Audit:
    """Compare every group with all others in every measure that the outcomes carry."""
    people = audience(outcomes, group_of)
    found: list[Comparison] = []
    by_group: dict[str, Mapping[str, float]] = {}
    for measure in MEASURES:
        columns = _columns(people, measure)
        if not columns or sum(map(len, columns.values())) < 2 * SMALLEST_GROUP:
            continue
        by_group[measure.name] = _means(columns)
        found += _comparisons(measure, columns)
    adjusted = holm([one.chance for one in found])
    judged = [_judged(one, likely) for one, likely in zip(found, adjusted, strict=True)]
    return Audit(attribute, people.sizes, people.suppressed, by_group, _ordered(judged, list(people.sizes)))


def _columns(people: Audience, measure: Measure) -> dict[str, Values]:
    """Return the known figures of each group that has enough of them."""
    values: dict[str, list[float]] = {group: [] for group in people.sizes}
    for outcome, group in zip(people.outcomes, people.groups, strict=True):
        if (value := measure.of(outcome)) is not None:
            values[group].append(value)
    return {group: np.array(column) for group, column in values.items() if len(column) >= SMALLEST_GROUP}


def _means(columns: Mapping[str, Values]) -> dict[str, float]:
    try:
        from fairlearn.metrics import MetricFrame  # noqa: PLC0415 - an extra, slow to load
    except ImportError:
        raise ConfigurationError(NEEDS_EXTRA) from None
    values = np.concatenate(list(columns.values()))
    labels = np.repeat(list(columns), [len(column) for column in columns.values()])
    frame = MetricFrame(
        metrics=lambda _true, shown: float(np.mean(shown)), y_true=values, y_pred=values, sensitive_features=labels
    )
    return {str(group): float(mean) for group, mean in frame.by_group.items()}


def _comparisons(measure: Measure, columns: Mapping[str, Values]) -> list[Comparison]:
    """Compare each group with the others; of two groups one comparison says everything."""
    groups = list(columns)
    found = []
    for group in groups if len(groups) > 2 else groups[1:]:
        one = columns[group]
        rest = np.concatenate([columns[other] for other in groups if other != group])
        low, high = interval(one, rest, measure.compare)
        value = float(measure.compare(one.mean(), rest.mean()))
        found.append(
            Comparison(group, measure.name, value, low, high, chance(one, rest), _reach(measure, one, rest, low, high))
        )
    return found


def _reach(measure: Measure, one: Values, rest: Values, low: float, high: float) -> Verdict:
    """Return what the interval alone allows: inside the tolerance with all of it, else nothing."""
    enough = min(len(one), len(rest)) >= SMALLEST_GROUP and len(one) + len(rest) >= measure.least
    return Verdict.INSIDE if enough and measure.low <= low and high <= measure.high else Verdict.CANNOT_TELL


def _judged(one: Comparison, likely: float) -> Comparison:
    measure = next(measure for measure in MEASURES if measure.name == one.measure)
    is_gap = likely < RARE and not measure.low < one.value < measure.high
    return replace(one, chance=likely, verdict=Verdict.GAP if is_gap else one.verdict)


def _ordered(found: Sequence[Comparison], groups: Sequence[str]) -> list[Comparison]:
    """Order by measure and group, as a reader expects them."""
    order = {measure.name: number for number, measure in enumerate(MEASURES)}
    return sorted(found, key=lambda one: (order[one.measure], groups.index(one.group)))
