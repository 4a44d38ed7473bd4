"""The port behind which a search engine stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np

from content_index.documents import Resource
from content_index.index.records import Change, EngineState, Found, Plan

Array = np.ndarray[Any, Any]


class SearchEngine(Protocol):
    """One index: a course's, or a shared library's. Safe to share between threads.

    Reading never raises for the state of the index: an index that is missing or damaged
    finds nothing and `state` says why. Writing raises `content_index.errors.IndexWriteError`,
    which the worker handles.
    """

    def apply(self, changes: Iterable[Change]) -> int:
        """Write changes in one commit, in order of sequence; those already applied are skipped.

        Returns the last sequence the index now holds. All or nothing.
        """
        ...

    def rebuild(self, resources: Iterable[Resource], sequence: int) -> None:
        """Build a new index beside the live one from the whole truth as of `sequence`, then swap."""
        ...

    def search(self, plan: Plan, limit: int = 10) -> Found:
        """The best `limit` passages."""
        ...

    def weights(self, text: str, language: str) -> Mapping[str, float]:
        """How telling each word of `text` is here (inverse document frequency), by stem.

        Words that never occur weigh most.
        """
        ...

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Those of the raw words, long enough to be judged, that occur here in no form."""
        ...

    def suggest(self, word: str) -> str | None:
        """A word of this index that `word` may be a misspelling of; None when known or nothing is near."""
        ...

    def merge(self) -> bool:
        """Tidy the index when that pays; seconds long, for the worker. True when something was done."""
        ...

    def check(self) -> EngineState:
        """Tidy up after a crash and look for damage; for the worker's start."""
        ...

    def state(self) -> EngineState:
        """What is in it and whether it can answer."""
        ...

    def close(self) -> None:
        """Let go of files; the engine opens them again when used."""
        ...


@runtime_checkable
class MeaningIndex(Protocol):
    """What an engine offers beside `SearchEngine` when it can keep meaning vectors.

    `model` names what made the vectors; vectors of different models are kept apart.
    """

    def unembedded(self, model: str, dimension: int) -> Iterator[tuple[int, str]]:
        """Content key and text of each passage that has no vector of this model yet."""
        ...

    def add_vectors(self, model: str, keys: Sequence[int], vectors: Array) -> None:
        """Keep unit vectors (n, dimension) under content keys, on disk when this returns."""
        ...

    def nearest(self, model: str, vector: Array, plan: Plan, limit: int = 10) -> Found:
        """The passages nearest in meaning that the plan's filters allow; `score` is the cosine."""
        ...

    def embedded(self, model: str, dimension: int) -> int:
        """Passages that have a vector of this model."""
        ...
