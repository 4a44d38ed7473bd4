"""The latest snapshot, kept open: one look at one small file tells whether there is a newer one."""

import threading
from pathlib import Path

from content_index.index import live, pointer
from content_index.index.opening import DAMAGED, MISSING, UnreadableError, open_snapshot
from content_index.index.snapshot import Snapshot


class Watch:
    """Gives readers the snapshot of the latest commit; `problem` says why there is none."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._seen: pointer.Stamp | None = None
        self.problem = MISSING

    def current(self) -> Snapshot | None:
        """The snapshot, opened anew when something was committed since."""
        if self._fresh():
            return self._snapshot
        with self._lock:
            if not self._fresh():
                self._refresh()
            return self._snapshot

    def _fresh(self) -> bool:
        seen = pointer.stamp(self._root)
        return seen is not None and seen == self._seen

    def _refresh(self) -> None:
        for _ in range(3):  # a rebuild may swap directories between two looks
            self._seen = pointer.stamp(self._root)
            try:
                self._snapshot, self.problem = open_snapshot(self._root), ""
            except UnreadableError as problem:
                self._snapshot, self.problem = None, problem.message
            if pointer.stamp(self._root) == self._seen:
                return

    def suspect(self) -> str:
        """After a failure: the reason when files are damaged (then nothing is read any more), else empty."""
        with self._lock:
            if live.damaged(self._root):
                self._snapshot, self.problem = None, DAMAGED
                self._seen = pointer.stamp(self._root)
            return self.problem

    def forget(self) -> None:
        """Let go of the open files."""
        with self._lock:
            self._snapshot, self._seen = None, None
