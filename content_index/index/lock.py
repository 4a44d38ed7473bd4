"""One writer at a time, across threads and processes; the kernel frees the lock of a process that dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content_index.errors import IndexBusyError

_PAUSE = 0.02


@contextmanager
def writer_lock(path: Path, timeout: float) -> Iterator[None]:
    """Hold the lock file at `path`; IndexBusyError after `timeout` seconds."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(handle, timeout)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, timeout: float) -> None:
    end = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise IndexBusyError from None
            time.sleep(_PAUSE)
        else:
            return
