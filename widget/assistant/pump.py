"""A model call in a thread of its own, so that its reader can beat, be stopped and give up.

The reader is the generator of a web response: it must wake up for heartbeats while a model
thinks, end at once when the person presses Stop, and cancel the call when the person leaves.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final

from widget.providers import Chunk, ProviderError

#: Chunks waiting for the reader; a reader that is gone must not let a model fill the memory.
_WAITING = 256
#: How often a full queue is looked at again.
_ROOM_SECONDS = 0.1


class Stop:
    """A request to end one answer early; may come before, during or after the call."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    @property
    def asked(self) -> bool:
        """True once somebody pressed Stop."""
        return self._asked.is_set()

    def ask(self) -> None:
        """End the answer; more than once does no harm."""
        with self._lock:
            self._asked.set()
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def tell(self, listener: Callable[[], None]) -> None:
        """Call `listener` when the answer is to end, at once if it already is."""
        with self._lock:
            self._listeners.append(listener)
        if self.asked:
            listener()


class Silence:
    """What the pump hands over when nothing came in time."""


SILENCE: Final = Silence()


class Pump:
    """Reads chunks in a thread; `next_item` waits for the next one at most so many seconds."""

    def __init__(self, chunks: Iterator[Chunk], stop: Stop) -> None:
        # Unbounded and without locks of its own; `_put` keeps it short.
        self._items: queue.SimpleQueue[Chunk | ProviderError | None] = queue.SimpleQueue()
        self._chunks = chunks
        self._gone = threading.Event()
        self._stop = stop
        self._thread = threading.Thread(target=self._run, name="model-call", daemon=True)

    def __enter__(self) -> "Pump":
        self._stop.tell(self._wake)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._gone.set()

    def next_item(self, seconds: float) -> Chunk | ProviderError | Silence | None:
        """A chunk, the failure, None at the end (or after Stop), SILENCE after `seconds`."""
        if self._stop.asked:
            return None
        try:
            return self._items.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return SILENCE

    def _wake(self) -> None:
        self._gone.set()
        self._items.put(None)

    def _run(self) -> None:
        last: ProviderError | None = None
        try:
            with closing(self._chunks) as chunks:  # type: ignore[type-var]
                for chunk in chunks:
                    if not self._put(chunk):
                        return
        except ProviderError as error:
            last = error
        except Exception as error:  # noqa: BLE001 a provider's bug must not silence the answer
            last = ProviderError(f"provider failed ({type(error).__name__})")
        self._put(last)

    def _put(self, item: Chunk | ProviderError | None) -> bool:
        """Hand over, waiting for room; False once the reader is gone."""
        while self._items.qsize() >= _WAITING:
            if self._gone.wait(_ROOM_SECONDS):
                break
        if self._gone.is_set():
            return False
        self._items.put(item)
        return True
