"""How well scores tell labels apart, with intervals: ranks only, so any monotonous change leaves them alone."""

from typing import Any

import numpy as np
from scipy.stats import rankdata

Array = np.ndarray[Any, Any]

#: False positives that `recall` allows.
FALSE_POSITIVES = 0.01


def auroc(labels: Array, scores: Array) -> float:
    """Return the chance that a marked line scores above an unmarked one; nan when one kind is missing."""
    marked = int(labels.sum())
    others = len(labels) - marked
    if not marked or not others:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[labels.astype(bool)].sum() - marked * (marked + 1) / 2) / (marked * others))


def threshold(labels: Array, scores: Array, false_positives: float = FALSE_POSITIVES) -> float:
    """Return the score that at most `false_positives` of the unmarked lines exceed."""
    unmarked = np.sort(scores[~labels.astype(bool)])
    return float(unmarked[min(len(unmarked) - 1, int(np.ceil(len(unmarked) * (1 - false_positives))))])


def recall(labels: Array, scores: Array, false_positives: float = FALSE_POSITIVES) -> float:
    """Return the share of marked lines above `threshold`."""
    return float((scores[labels.astype(bool)] > threshold(labels, scores, false_positives)).mean())


def interval(measure: Any, labels: Array, scores: Array, *, seed: int, rounds: int = 500) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of `measure(labels, scores)`."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(rounds):
        chosen = random.integers(0, len(labels), len(labels))
        if 0 < labels[chosen].sum() < len(labels):
            found.append(measure(labels[chosen], scores[chosen]))
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def calibration_error(labels: Array, chances: Array, bins: int = 10) -> float:
    """Return the mean distance between the chance said and the share found, in bins of equal size."""
    order = np.argsort(chances, kind="stable")
    gaps = [
        abs(chances[part].mean() - labels[part].mean()) * len(part) for part in np.array_split(order, bins) if len(part)
    ]
    return float(sum(gaps) / len(labels))
