"""The heads that ship: weights of calibrated logistic regressions, one file per language and kind of reader."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lti_tool.signals.mood.result import SHIPPED

Array = np.ndarray[Any, Any]

#: What a head answers, in the order of its rows.
LABELS = ("distress", "negative", "positive")


@dataclass(frozen=True)
class Head:
    """`weights` (3, features), `bias` (3), `usual` (3): the share of each label where it was calibrated.

    `idf` (features) belongs to n-grams only. Nothing of the texts can be read back from these numbers.
    """

    weights: Array
    bias: Array
    usual: Array
    idf: Array | None = None

    def chances(self, features: Any) -> Array:
        """Return the calibrated chance of each label, (n, 3), for features (n, features)."""
        scores = np.asarray(features @ self.weights.T, dtype=np.float64) + self.bias
        chances: Array = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        return chances

    def save(self, path: Path) -> None:
        """Write half-precision numbers, compressed."""
        idf = {} if self.idf is None else {"idf": self.idf.astype(np.float16)}
        np.savez_compressed(
            path,
            allow_pickle=False,
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
            usual=self.usual.astype(np.float32),
            **idf,
        )


def load(path: Path) -> Head:
    """Read a head; the file holds numbers only."""
    with np.load(path, allow_pickle=False) as file:
        idf = file["idf"].astype(np.float32) if "idf" in file else None
        return Head(file["weights"].astype(np.float32), file["bias"], file["usual"], idf)


def file_name(language: str, kind: str) -> str:
    """Name of a head's file."""
    return f"{language}.{kind}.npz"


@cache
def shipped(language: str, kind: str) -> Head | None:
    """Return the head that comes with the product, or None."""
    path = SHIPPED / file_name(language, kind)
    return load(path) if path.exists() else None
