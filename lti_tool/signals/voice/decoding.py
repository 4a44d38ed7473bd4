"""Turn a recording into samples, in a limited process that knows no secret."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from lti_tool.signals.voice import decoder
from lti_tool.signals.voice.refusals import REASONS, RecordingRefusedError, VoiceAbsentError

Array = np.ndarray[Any, Any]

RATE = decoder.RATE
#: Seconds on the clock; the process bounds its own processor time below that.
PATIENCE = 90
#: Seconds by which a browser's count of what it recorded may exceed what arrives.
SLACK_SECONDS = 1.0
SHORTEST_SECONDS = 0.3


def decode_file(path: Path, *, declared_seconds: float | None = None) -> Array:
    """Return float64 mono samples at RATE; `declared_seconds` is what the recorder counted."""
    if not path.is_file():
        raise RecordingRefusedError("missing")
    with path.open("rb") as file:
        return decode_bytes(file.read(decoder.LARGEST_BYTES + 1), declared_seconds=declared_seconds)


def decode_bytes(data: bytes, *, declared_seconds: float | None = None, patience: float = PATIENCE) -> Array:
    """Return float64 mono samples at RATE."""
    if not data:
        raise RecordingRefusedError("empty")
    if len(data) > decoder.LARGEST_BYTES:
        raise RecordingRefusedError("large")
    if find_spec("av") is None:
        raise VoiceAbsentError
    samples = _run(data, patience)
    seconds = len(samples) / RATE
    if declared_seconds is not None and declared_seconds - seconds > SLACK_SECONDS:
        raise RecordingRefusedError("truncated")
    if seconds < SHORTEST_SECONDS:
        raise RecordingRefusedError("empty")
    return samples


def _run(data: bytes, patience: float) -> Array:
    # -I: no user site, no PYTHON* variables, no current directory; an empty environment holds no secret.
    command = [sys.executable, "-I", decoder.__file__]
    try:
        done = subprocess.run(  # noqa: S603 - our interpreter and our script
            command, input=data, capture_output=True, env={}, cwd="/", timeout=patience, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RecordingRefusedError("costly") from error
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode or not head:
        # A negative code is a signal: the limits, or a crash of the decoder on a crafted file.
        raise RecordingRefusedError("costly" if done.returncode < 0 else "broken")
    refused = json.loads(head).get("refused")
    if refused:
        raise RecordingRefusedError(refused if refused in REASONS else "broken")
    return np.nan_to_num(np.frombuffer(body, dtype="<f4").astype(np.float64), posinf=0.0, neginf=0.0)
