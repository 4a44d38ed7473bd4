"""The process that decodes a recording: reads it from standard input, writes a JSON line and samples.

Started by `decoding` as a script of its own, isolated and with an empty environment. It limits itself
before it reads a byte: processor seconds, memory, no written file, and no network where the system allows.
"""

import ctypes
import io
import json
import resource
import sys
from typing import Any

RATE = 16_000
LONGEST_SECONDS = 120
LARGEST_BYTES = 10 * 1024 * 1024
CPU_SECONDS = 20
MEMORY_BYTES = 1536 * 1024 * 1024
#: New user and network namespaces: no way out, even for a flaw in the decoder.
NAMESPACES = 0x10000000 | 0x40000000
#: Seconds by which containers round their declared length.
SLACK_SECONDS = 0.5
_STREAMING_SIZES = (0, 0xFFFFFFFF)


class RefusedError(Exception):
    """Holds a key of `refusals.REASONS`."""


def main() -> None:
    """Answer one recording."""
    limit()
    data = sys.stdin.buffer.read(LARGEST_BYTES + 1)
    try:
        samples = decode(data)
    except RefusedError as refused:
        _answer({"refused": str(refused)})
    except MemoryError:
        _answer({"refused": "costly"})
    else:
        _answer({"rate": RATE}, samples)


def limit() -> None:
    """Bound this process; what the system refuses to bound further stays as it is."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    ctypes.CDLL(None).unshare(NAMESPACES)


def decode(data: bytes) -> bytes:
    """Return mono float32 samples at RATE."""
    if not data:
        raise RefusedError("empty")
    if len(data) > LARGEST_BYTES:
        raise RefusedError("large")
    kind = kind_of(data)
    if cut_short(data, kind):
        raise RefusedError("truncated")
    import av  # noqa: PLC0415 - after the limits

    try:
        # The format is named, so that no playlist or list of files is ever tried.
        with av.open(io.BytesIO(data), mode="r", format=kind, options={"protocol_whitelist": ""}) as container:
            return _samples(container, kind)
    except av.FFmpegError as error:
        raise RefusedError("broken") from error


def kind_of(data: bytes) -> str:
    """Return FFmpeg's name of the container, by its first bytes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[4:8] == b"ftyp":
        return "mov"
    if data[:2] in {b"\xff\xf1", b"\xff\xf9"}:
        return "aac"
    if data[:3] == b"ID3" or (data[0] == 0xFF and len(data) > 1 and data[1] & 0xE6 == 0xE2):
        return "mp3"
    for start, name in ((b"OggS", "ogg"), (b"\x1aE\xdf\xa3", "matroska"), (b"fLaC", "flac")):
        if data.startswith(start):
            return name
    raise RefusedError("format")


def cut_short(data: bytes, kind: str) -> bool:
    """Whether the bytes end before the container says they do; FFmpeg decodes such files silently."""
    if kind == "wav":
        declared = int.from_bytes(data[4:8], "little")
        return declared not in _STREAMING_SIZES and declared + 8 > len(data) + 1
    if kind == "ogg":
        return _ogg_cut_short(data[data.rfind(b"OggS") :])
    return False


def _ogg_cut_short(page: bytes) -> bool:
    """Whether the last page is incomplete, or is not marked as the last of its stream (RFC 3533, section 6)."""
    if len(page) < 27 or not page[5] & 4:
        return True
    sizes = page[27 : 27 + page[26]]
    return len(page) < 27 + page[26] + sum(sizes)


def _samples(container: Any, kind: str) -> bytes:
    if container.streams.video:
        raise RefusedError("video")
    if len(container.streams) != 1 or len(container.streams.audio) != 1:
        raise RefusedError("streams")
    import av  # noqa: PLC0415 - after the limits

    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    declared = container.duration / av.time_base if container.duration else 0.0
    parts: list[bytes] = []
    size = 0
    for frame in container.decode(container.streams.audio[0]):
        for part in resampler.resample(frame):
            parts.append(part.to_ndarray().tobytes())
            size += len(parts[-1])
            if size > 4 * RATE * LONGEST_SECONDS:
                raise RefusedError("long")
    seconds = size / 4 / RATE
    # The length of an MP3 without a header of its own is a guess from its first frames.
    slack = max(SLACK_SECONDS, declared * (0.1 if kind in {"mp3", "aac"} else 0.01))
    if declared - seconds > slack:
        raise RefusedError("truncated")
    if not size:
        raise RefusedError("empty")
    return b"".join(parts)


def _answer(head: dict[str, Any], samples: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + samples)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
