"""Describe a recording that somebody sent: in memory, a few at a time, and nothing of the sound is kept."""

from importlib.util import find_spec
from threading import BoundedSemaphore
from typing import Protocol

from lti_tool.errors import N_, UnavailableError
from lti_tool.signals.voice.report import Delivery

#: Recordings read at once in one process: each takes up to ten seconds of a processor.
AT_ONCE = 2
#: Seconds one waits for a place.
PATIENCE = 20.0


class BusyError(UnavailableError):
    """Others' recordings are being read."""

    message = N_("Other recordings are being read just now. Yours is still here: send it again in a minute.")


class Listener(Protocol):
    """Whatever turns a recording into facts for its speaker."""

    def is_there(self) -> bool:
        """Return whether recordings can be read in this installation."""
        ...

    def describe(self, recording: bytes, declared_seconds: float | None) -> Delivery:
        """Return the facts; `declared_seconds` is what the recorder counted. Refusals are `InvalidInputError`."""
        ...


class InstalledListener:
    """The `voice` extra: decodes in a limited process, describes in this one."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._places = BoundedSemaphore(at_once)
        self._patience = patience

    def is_there(self) -> bool:
        """Return whether the extra is installed."""
        return find_spec("av") is not None and find_spec("pyworld") is not None

    def describe(self, recording: bytes, declared_seconds: float | None) -> Delivery:
        """Return the facts about the bytes of a recording; `BusyError` when there is no place for it."""
        # Numerical libraries: a web process that hears nothing starts without them.
        from lti_tool.signals.voice.decoding import RATE, decode_bytes  # noqa: PLC0415
        from lti_tool.signals.voice.delivery import describe_samples  # noqa: PLC0415

        if not self._places.acquire(timeout=self._patience):
            raise BusyError
        try:
            return describe_samples(decode_bytes(recording, declared_seconds=declared_seconds), RATE)
        finally:
            self._places.release()
