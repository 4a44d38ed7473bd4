"""How many answers run at once in this process, and how one of them is told to stop."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from widget.assistant.pump import Stop
from widget.conversation import Scope
from widget.errors import StreamsBusyError

_Key = tuple[str, str, str]


class Streams:
    """The running answers of one process."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._running: dict[_Key, Stop] = {}
        self._count = 0

    @property
    def are_full(self) -> bool:
        """True when nobody would be let in now."""
        with self._lock:
            return self._count >= self._limit

    def enter(self, scope: Scope, request_id: str) -> Stop:
        """Take a place; raises `StreamsBusyError` at once when all are taken."""
        with self._lock:
            if self._count >= self._limit:
                raise StreamsBusyError
            self._count += 1
            stop = Stop()
            self._running[(scope.tenant, scope.person, request_id)] = stop
            return stop

    def leave(self, scope: Scope, request_id: str) -> None:
        """Give the place back."""
        with self._lock:
            self._count -= 1
            self._running.pop((scope.tenant, scope.person, request_id), None)

    @contextmanager
    def place(self, scope: Scope, request_id: str) -> Iterator[Stop]:
        """A place for the length of a block."""
        stop = self.enter(scope, request_id)
        try:
            yield stop
        finally:
            self.leave(scope, request_id)

    def stop(self, scope: Scope, request_id: str) -> bool:
        """Ask one's own answer to end; False when it does not run here."""
        with self._lock:
            running = self._running.get((scope.tenant, scope.person, request_id))
        if running is None:
            return False
        running.ask()
        return True
