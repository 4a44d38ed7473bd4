"""Fit logistic regressions, calibrated on predictions for lines that were left out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import issparse

from lti_tool.signals.training.scoring import auroc

Array = np.ndarray[Any, Any]

FOLDS_SEED = 7


def logistic(features: Any, labels: Array, penalty: float, weight: Array | None = None) -> tuple[Array, float]:
    """Return weights (features) and bias that minimise the mean logistic loss + penalty / 2n * |weights|^2."""
    target = np.where(labels, 1.0, -1.0)
    share = np.ones(len(target)) if weight is None else weight
    total = share.sum()
    transposed = features.T.tocsr() if issparse(features) else features.T

    def loss(point: Array) -> tuple[float, Array]:
        margin = target * (features @ point[:-1] + point[-1])
        slope = -target * share / (1 + np.exp(np.clip(margin, -30, 30))) / total
        value = float((share * np.logaddexp(0, -margin)).sum() / total + penalty / 2 / total * point[:-1] @ point[:-1])
        return value, np.append(transposed @ slope + penalty / total * point[:-1], slope.sum())

    start = np.zeros(features.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60, "ftol": 1e-7}).x
    return found[:-1], float(found[-1])


def calibrated(
    features: Any,
    labels: Array,
    penalties: Sequence[float],
    *,
    natural: Array,
    folds: int = 4,
    also: tuple[Any, Array] | None = None,
) -> tuple[Array, float, float]:
    """Return weights, bias and the penalty chosen on left-out lines.

    `natural` (n) weighs each line so that the labels are as common as where they were gathered.
    `also` holds lines of another language: they help to fit, and never to choose or to calibrate.
    """
    best: tuple[float, float, Array] | None = None
    for penalty in penalties:
        left_out = _left_out(features, labels, penalty, folds, also)
        quality = auroc(labels, left_out)
        if best is None or quality > best[0]:
            best = (quality, penalty, left_out)
    if best is None:
        raise ValueError("no penalty to choose from")
    _, penalty, left_out = best
    slope, shift = logistic(left_out[:, None], labels, 1e-3, natural)
    weights, bias = logistic(*_joined(features, labels, also), penalty)
    return weights * slope[0], bias * float(slope[0]) + shift, penalty


def _left_out(features: Any, labels: Array, penalty: float, folds: int, also: tuple[Any, Array] | None) -> Array:
    """Return the score of each line by a regression that never saw it."""
    scores = np.zeros(len(labels))
    # Drawn, not counted: lines may come in a pattern of labels.
    fold = np.random.default_rng(FOLDS_SEED).integers(0, folds, len(labels))
    for number in range(folds):
        seen = fold != number
        weights, bias = logistic(*_joined(features[seen], labels[seen], also), penalty)
        scores[~seen] = features[~seen] @ weights + bias
    return scores


def _joined(features: Any, labels: Array, also: tuple[Any, Array] | None) -> tuple[Any, Array]:
    if also is None:
        return features, labels
    return np.vstack([features, also[0]]), np.concatenate([labels, also[1]])
