"""Reading for meaning in a thread that gives way to pages.

A passage takes a third of a second of one core and nobody waits for it. The thread computes
outside the interpreter's lock and never holds the database's, so that stepping back keeps
nobody else from either (decision 0122).
"""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from content_index.search import Embedder
from content_index.search.embedding import Array

#: How far behind pages the thread stands (the nice value).
BEHIND = 15


class UnhurriedEmbedder:
    """An `Embedder` whose passages are read in one thread of its own, behind everything else on the machine."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.model, self.dimension = embedder.model, embedder.dimension
        self.floor, self.near = embedder.floor, embedder.near
        self._thread = ThreadPoolExecutor(1, "meaning", initializer=_step_back)

    def embed_query(self, text: str) -> Array:
        """The vector of a question, at once: somebody waits for it."""
        return self._embedder.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Array:
        """Vectors of passages, when nobody else needs the processor."""
        return self._thread.submit(self._embedder.embed_passages, texts).result()


def unhurried(loaded: tuple[Embedder | None, str]) -> tuple[Embedder | None, str]:
    """Return what was loaded, its passages read behind pages."""
    embedder, why_not = loaded
    return (None if embedder is None else UnhurriedEmbedder(embedder)), why_not


def _step_back() -> None:
    # Linux keeps a nice value per thread; elsewhere the whole process would step back, so it stays.
    if os.uname().sysname == "Linux":
        with suppress(OSError):  # an administrator who started it further back still is obeyed
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND)
