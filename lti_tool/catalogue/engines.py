"""The search engines of this process: one per course, opened once, shared by all threads; and the model of meaning."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from content_index.index import SearchEngine, open_engine
from content_index.search import Embedder, load_embedder
from content_index.search.embedding import ABSENT as NOT_INSTALLED

#: Loads the model of meaning when it is first asked for: the model, or None and why there is none.
Meaning = Callable[[], tuple[Embedder | None, str]]


def words_only() -> tuple[Embedder | None, str]:
    """No model: everything is found by words alone."""
    return None, NOT_INSTALLED


def installed_meaning() -> tuple[Embedder | None, str]:
    """Return the model of the extra, loaded once in a process."""
    return load_embedder()


class Engines:
    """Engines by course, each in its own directory below `root` (one index never holds two courses).

    `place` names this copy of the indexes: on several machines each follows the change log
    into a copy of its own. `meaning` is asked for the model when a question first needs it.
    """

    #: What the engines stand on, by the name people know it by.
    kind = "Whoosh"

    def __init__(
        self,
        root: Path,
        *,
        place: str = "",
        open_one: Callable[[Path], SearchEngine] = open_engine,
        meaning: Meaning = words_only,
    ) -> None:
        self.root = root
        self.place = place or str(root.resolve())[-255:]
        self._open = open_one
        self._meaning = meaning
        self._model: tuple[Embedder | None, str] | None = None
        self._engines: dict[int, SearchEngine] = {}
        self._lock = threading.Lock()

    def of(self, course_id: int) -> SearchEngine:
        """Return the course's engine; its directory may not exist yet."""
        engine = self._engines.get(course_id)
        if engine is not None:
            return engine
        with self._lock:
            if course_id not in self._engines:
                self._engines[course_id] = self._open(self.directory(course_id))
            return self._engines[course_id]

    @property
    def embedder(self) -> Embedder | None:
        """The model of meaning; None where the extra is absent or does not start."""
        return self.loaded()[0]

    def loaded(self) -> tuple[Embedder | None, str]:
        """Return the model, or None and an English source sentence that says why there is none."""
        model = self._model
        if model is None:
            with self._lock:
                model = self._model = self._meaning()  # of several at once, each gets what the first one loaded
        return model

    @property
    def misses_extra(self) -> bool:
        """True where the extra is not installed, which is no fault."""
        return self.loaded()[1] == NOT_INSTALLED

    def directory(self, course_id: int) -> Path:
        """Where the course's index lives."""
        return self.root / str(course_id)

    def drop(self, course_id: int) -> None:
        """Forget the course's engine and delete its index (the course is gone)."""
        with self._lock:
            engine = self._engines.pop(course_id, None)
        if engine is not None:
            engine.close()
        shutil.rmtree(self.directory(course_id), ignore_errors=True)

    def close(self) -> None:
        """Let go of all files; engines open again when asked for."""
        with self._lock:
            engines, self._engines = list(self._engines.values()), {}
        for engine in engines:
            engine.close()
