"""Make one head from a split: features, labels, calibration, and what it scores on lines kept apart."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lti_tool.signals.mood import ngrams
from lti_tool.signals.mood.heads import LABELS, Head
from lti_tool.signals.training import scoring
from lti_tool.signals.training.fitting import calibrated
from lti_tool.signals.training.labelled import SEED, Line, Split

Array = np.ndarray[Any, Any]

PENALTIES = (100.0, 300.0, 1_000.0)
NGRAM_PENALTIES = (1.0,)


def embedding_head(
    lines: Sequence[Line], vectors: Array, split: Split, also: tuple[Array, Sequence[Line]] | None = None
) -> Head:
    """Return a head over vectors (n, features) of `lines`, with the lines of another language to help."""
    vectors = vectors.astype(np.float64)
    middle, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    features = (vectors - middle) / spread
    weights, bias = [], []
    for label in LABELS:
        # Each language around its own middle: the model puts languages in different places.
        help_from = None if also is None else ((also[0] - also[0].mean(axis=0)) / spread, labels_of(also[1], label))
        row, shift, _ = calibrated(
            features, labels_of(lines, label), PENALTIES, natural=natural(lines, split), also=help_from
        )
        row = row / spread
        weights.append(row)
        bias.append(shift - row @ middle)
    return Head(np.stack(weights), np.asarray(bias), usual(split))


def ngram_head(lines: Sequence[Line], split: Split) -> Head:
    """Return a head over the hashed n-grams of `lines`."""
    table = ngrams.counts([line.text for line in lines])
    idf = ngrams.rarity(table)
    features = ngrams.weighted(table, idf)
    found = [
        calibrated(features, labels_of(lines, label), NGRAM_PENALTIES, natural=natural(lines, split), folds=3)
        for label in LABELS
    ]
    return Head(np.stack([row for row, _, _ in found]), np.asarray([bias for _, bias, _ in found]), usual(split), idf)


def measured(lines: Sequence[Line], chances: Array) -> dict[str, Any]:
    """Return what a head scores on lines that it never saw: each figure with its 95 % interval."""
    found: dict[str, Any] = {"lines": len(lines)}
    for place, label in enumerate(LABELS):
        marked, scores = labels_of(lines, label), chances[:, place]
        found[label] = {
            "share": _rounded(float(marked.mean())),
            "auroc": _rounded(scoring.auroc(marked, scores)),
            "auroc_interval": _pair(scoring.interval(scoring.auroc, marked, scores, seed=SEED)),
            "recall_at_1_percent_false_positives": _rounded(scoring.recall(marked, scores)),
            "recall_interval": _pair(scoring.interval(scoring.recall, marked, scores, seed=SEED)),
            "threshold_at_1_percent_false_positives": _rounded(scoring.threshold(marked, scores)),
            "calibration_error": _rounded(scoring.calibration_error(marked, scores)),
        }
    return found


def labels_of(lines: Sequence[Line], label: str) -> Array:
    """Return a label as booleans (n)."""
    return np.asarray([getattr(line, label) for line in lines], dtype=bool)


def natural(lines: Sequence[Line], split: Split) -> Array:
    """Return weights (n) that give distress the share it has in the source."""
    marked = labels_of(lines, "distress")
    share, there = marked.mean(), split.prevalence["distress"]
    weights: Array = np.where(marked, there / max(share, 1e-9), (1 - there) / max(1 - share, 1e-9))
    return weights


def usual(split: Split) -> Array:
    """Return the share of each label where the head was calibrated."""
    return np.asarray([split.prevalence[label] for label in LABELS])


def _rounded(number: float) -> float:
    return round(number, 4)


def _pair(numbers: tuple[float, float]) -> list[float]:
    return [_rounded(number) for number in numbers]
