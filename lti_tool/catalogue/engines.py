"""The search engines of this process: one per course, opened once, shared by all threads."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from content_index.index import SearchEngine, open_engine


class Engines:
    """Engines by course, each in its own directory below `root` (one index never holds two courses).

    `place` names this copy of the indexes: on several machines each follows the change log
    into a copy of its own.
    """

    def __init__(self, root: Path, *, place: str = "", open_one: Callable[[Path], SearchEngine] = open_engine) -> None:
        self.root = root
        self.place = place or str(root.resolve())[-255:]
        self._open = open_one
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
