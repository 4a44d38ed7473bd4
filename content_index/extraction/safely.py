"""Read files of unknown people in a process of its own, with limits on time and memory.

When an item makes that process die or hang, the item is one problem and a new process goes on
with the next: one hostile file costs itself only.
"""

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from content_index.errors import N_, Message
from content_index.extraction.claims import Claims
from content_index.extraction.gathering import gathered
from content_index.extraction.limits import Limits
from content_index.extraction.shapes import Extracted, Problem
from content_index.extraction.wire import from_wire

_PACKAGES = Path(__file__).resolve().parents[2]
#: Starting Python and its libraries, on a busy machine, before the first item.
_START_SECONDS = 60.0
_LONGEST_LINE = 64 * 1024 * 1024


def extract_safely(path: Path, limits: Limits, claims: Claims | None = None) -> Extracted:
    """Everything in `path`; never raises for what is in it."""
    return gathered(parts_safely(path, limits, claims), path.name, limits)


def parts_safely(path: Path, limits: Limits, claims: Claims | None = None) -> Iterator[Extracted]:
    """Like `extract_safely`, item by item, for progress; closing the iterator ends the process."""
    skip = 0
    for _ in range(limits.crashes):
        process = _Process(path, limits, claims or Claims(), skip)
        try:
            yield from process.parts()
        finally:
            process.stop()
        if process.ended:
            return
        yield Extracted(problems=(Problem(process.source or path.name, process.reason()),))
        if process.number is None:
            return
        skip = process.number + 1
    message = N_("Too many files here stop the reader. Check where they come from, or import them one by one.")
    yield Extracted(problems=(Problem(path.name, Message(message)),))


class _Process:
    """One run of the parsing process, from item `skip` on."""

    def __init__(self, path: Path, limits: Limits, claims: Claims, skip: int) -> None:
        order = {"path": str(path.absolute()), "claims": asdict(claims), "skip": skip, "limits": asdict(limits)}
        self._limits = limits
        self._timed_out = False
        self.number: int | None = None
        self.source = ""
        self.ended = False
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", "content_index.extraction.parsing_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PACKAGES,
            # Nothing of our own environment: it holds keys.
            env={"PYTHONPATH": str(_PACKAGES), "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        )
        if self._popen.stdin is None or self._popen.stdout is None:
            raise AssertionError("pipes were asked for")
        self._stdin, self._stdout = self._popen.stdin, self._popen.stdout
        # Bounded, so that a fast child does not fill our memory while we store its documents.
        self._lines: queue.Queue[bytes] = queue.Queue(maxsize=4)
        self._stopped = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        self._send(order)

    def parts(self) -> Iterator[Extracted]:
        """What each item gave, until the process ends, dies, hangs or talks nonsense."""
        deadline = time.monotonic() + _START_SECONDS
        while True:
            event = self._next(deadline)
            if event is None:
                return
            if "begin" in event:
                self.number, self.source = int(event["begin"]), str(event["source"])
                deadline = time.monotonic() + self._limits.seconds
            elif "part" in event:
                yield from_wire(event["part"])
                deadline = time.monotonic() + self._limits.seconds
            else:
                self.ended = True
                return

    def reason(self) -> Message:
        """Why it did not come to its end."""
        if self._timed_out:
            message = N_("Reading this file took over %(seconds)d seconds. Split it, or save it in a simpler format.")
            return Message(message, {"seconds": int(self._limits.seconds)})
        return Message(N_("This file stopped the reader. Save it again in another format, or leave it out."))

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._stopped.set()
        self._popen.kill()
        self._popen.wait()

    def _send(self, order: dict[str, Any]) -> None:
        # The process may have died already; then listening tells.
        with contextlib.suppress(BrokenPipeError), self._stdin as stream:
            stream.write(json.dumps(order).encode())

    def _next(self, deadline: float) -> dict[str, Any] | None:
        try:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            self._timed_out = True
            return None
        try:
            event = json.loads(line)
        except ValueError:
            return None
        return event if isinstance(event, dict) else None

    def _listen(self) -> None:
        with self._stdout as stream:
            while (line := stream.readline(_LONGEST_LINE)) and self._put(line):
                pass
        # An empty line is no JSON: it says that nothing more will come.
        self._put(b"")

    def _put(self, line: bytes) -> bool:
        while not self._stopped.is_set():
            with contextlib.suppress(queue.Full):
                self._lines.put(line, timeout=0.5)
                return True
        return False
