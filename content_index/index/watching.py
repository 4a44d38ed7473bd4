"""The latest snapshot, kept open: one look at one small file tells whether there is a newer one."""

import threading
from pathlib import Path
from typing import NamedTuple

from content_index.index import live, pointer
from content_index.index.opening import DAMAGED, MISSING, UnreadableError, open_snapshot
from content_index.index.snapshot import Snapshot


class Seen(NamedTuple):
    """What was found at one writing of the pointer: a snapshot, or the reason why there is none."""

    stamp: pointer.Stamp | None
    snapshot: Snapshot | None
    problem: str


class Watch:
    """Gives readers the snapshot of the latest commit. What was seen is replaced as a whole."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._seen = Seen(None, None, MISSING)

    @property
    def problem(self) -> str:
        """Why there is no snapshot; empty when there is one."""
        return self._seen.problem

    def current(self) -> Snapshot | None:
        """The snapshot, opened anew when something was committed since."""
        seen = self._seen
        if seen.stamp is None or seen.stamp != pointer.stamp(self._root):
            with self._lock:
                seen = self._seen
                if seen.stamp is None or seen.stamp != pointer.stamp(self._root):
                    seen = self._seen = self._look()
        return seen.snapshot

    def _look(self) -> Seen:
        for _ in range(pointer.LOOKS):
            stamp = pointer.stamp(self._root)
            try:
                return Seen(stamp, open_snapshot(self._root), "")
            except UnreadableError as problem:
                seen = Seen(stamp, None, problem.message)
            if pointer.stamp(self._root) == stamp:
                break
        return seen

    def suspect(self) -> str:
        """After a failure: the reason when files are damaged (then nothing is read any more), else empty."""
        with self._lock:
            if live.damaged(self._root):
                self._seen = Seen(pointer.stamp(self._root), None, DAMAGED)
            return self._seen.problem

    def forget(self) -> None:
        """Let go of the open files."""
        with self._lock:
            self._seen = Seen(None, None, MISSING)
