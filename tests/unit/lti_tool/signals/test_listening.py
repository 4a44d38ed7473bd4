"""Recordings are described in memory, and only so many at once."""

import pytest

from lti_tool.signals.listening import BusyError, InstalledListener
from lti_tool.signals.voice.refusals import RecordingRefusedError
from tests.factories import speech


def test_a_recording_becomes_figures() -> None:
    samples, _ = speech.speech()
    found = InstalledListener().describe(speech.wav(samples), None)
    assert found.seconds == pytest.approx(9.4, abs=0.1)
    assert len(found.pauses) == 3


def test_who_finds_no_place_is_told_so_and_the_place_comes_free_again() -> None:
    listener = InstalledListener(at_once=1, patience=0.01)
    told: list[Exception] = []

    class Recording(bytes):
        """Is measured while it is being read: another recording comes at that moment."""

        def __len__(self) -> int:
            with pytest.raises(BusyError) as busy:
                listener.describe(b"another", None)
            told.append(busy.value)
            return 11 * 1024 * 1024

    with pytest.raises(RecordingRefusedError):
        listener.describe(Recording(b"x"), None)
    assert told
    with pytest.raises(RecordingRefusedError):
        listener.describe(b"", None)
