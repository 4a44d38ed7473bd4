"""A narrow gate before the work that an answer takes at its start and at its end.

Searching, checking and storing keep the interpreter busy; a hundred questions at the same moment
would take it from the answers that are already running, whose readers would see them stand still.
Behind the gate a few prepare at a time and the others wait their turn.
"""

import threading
from types import TracebackType
from typing import Self

#: More would only wait for one another: the interpreter runs one at a time, the disk commits one at a time.
AT_ONCE = 2


class Gate:
    """`with gate:` lets so many through at once, in all threads. Never yield to a reader inside."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._places = threading.BoundedSemaphore(at_once)

    def __enter__(self) -> Self:
        self._places.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._places.release()
