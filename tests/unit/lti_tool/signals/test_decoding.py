"""Recordings that are read, and those that are refused in words."""

import io
import struct
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from lti_tool.signals.voice import decoder, decoding
from lti_tool.signals.voice.decoding import RATE, decode_bytes, decode_file
from lti_tool.signals.voice.refusals import REASONS, RecordingRefusedError
from tests.factories.speech import speech, wav

SAMPLES, _ = speech(((0.8, 0.3), (0.6, 0.0)))


def encoded(kind, codec, *, video=False, tracks=1, samples=SAMPLES, rate=48_000):
    file = io.BytesIO()
    with av.open(file, "w", format=kind) as container:
        streams = [container.add_stream(codec, rate=rate, layout="mono") for _ in range(tracks)]
        if video:
            picture = container.add_stream("mpeg4", rate=5)
            picture.width = picture.height = 32
            for packet in picture.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")):
                container.mux(packet)
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(samples[None].astype(np.float32), format="flt", layout="mono")
            frame.sample_rate = RATE
            for resampled in av.AudioResampler(stream.format, "mono", rate, stream.frame_size or 960).resample(frame):
                container.mux(stream.encode(resampled))
            container.mux(stream.encode(None))
    return file.getvalue()


def reason(data, **more):
    with pytest.raises(RecordingRefusedError) as refused:
        decode_bytes(data, **more)
    assert str(refused.value) == REASONS[refused.value.reason]
    return refused.value.reason


@pytest.mark.parametrize(("kind", "codec"), [("webm", "libopus"), ("ogg", "libopus"), ("mp4", "aac")])
def test_what_browsers_record_is_read(kind, codec):
    assert len(decode_bytes(encoded(kind, codec))) / RATE == pytest.approx(1.7, abs=0.15)


def test_wav_in_stereo_is_read_as_one_voice():
    found = decode_bytes(wav(SAMPLES, channels=2))
    assert len(found) == pytest.approx(len(SAMPLES), abs=RATE // 50)
    assert np.abs(found).max() > 0.5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (wav(np.zeros(0)), "empty"),
        (wav(SAMPLES[:900]), "empty"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "format"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "format"),
        (b"%PDF-1.7 nothing to hear", "format"),
        (b"R", "format"),
        (wav(SAMPLES)[:-9_000], "truncated"),
        (b"RIFF\x00\x00\x00\x00WAVEjunk", "broken"),
        (b"\x1aE\xdf\xa3" + b"\xff" * 500, "broken"),
        (b"0" * (decoder.LARGEST_BYTES + 1), "large"),
    ],
    ids=["nothing", "no samples", "blink", "playlist", "concat", "pdf", "byte", "cut wav", "header", "noise", "large"],
)
def test_refused_in_words(data, said):
    assert reason(data) == said


def test_video_is_refused():
    assert reason(encoded("mp4", "aac", video=True)) == "video"


def test_two_tracks_are_refused():
    assert reason(encoded("mp4", "aac", tracks=2)) == "streams"


def test_more_than_two_minutes_is_refused_while_decoding():
    assert reason(encoded("ogg", "libopus", samples=np.zeros(RATE * 122))) == "long"


def test_a_cut_ogg_is_told():
    whole = encoded("ogg", "libopus")
    assert reason(whole[: len(whole) * 2 // 3]) == "truncated"


def test_what_the_recorder_counted_tells_a_lost_end():
    data = wav(SAMPLES)
    decode_bytes(data, declared_seconds=1.9)
    assert reason(data, declared_seconds=4.0) == "truncated"


def test_a_wav_that_lies_about_its_rate_costs_nothing():
    data = bytearray(wav(SAMPLES))
    data[24:28] = struct.pack("<I", 0)
    assert reason(bytes(data)) in {"broken", "empty"}


def test_a_process_that_takes_too_long_is_ended():
    assert reason(wav(SAMPLES), patience=0.001) == "costly"


def test_a_missing_file_or_a_folder_is_told(tmp_path):
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(RecordingRefusedError, match="no file"):
            decode_file(path)


def test_the_process_knows_no_secret_and_is_limited(tmp_path):
    script = (
        "import os,resource,sys;sys.path.insert(0,sys.argv[1]);import decoder;decoder.limit();"
        "print(sorted(set(os.environ)-{'LC_CTYPE'}),resource.getrlimit(resource.RLIMIT_CPU)[1],"
        "resource.getrlimit(resource.RLIMIT_AS)[1],resource.getrlimit(resource.RLIMIT_FSIZE)[1])"
    )
    folder = str(Path(decoder.__file__).parent)
    command = [sys.executable, "-I", "-c", script, folder]
    said = subprocess.run(command, env={}, capture_output=True, text=True, check=False)
    assert said.stdout.split() == ["[]", str(decoder.CPU_SECONDS), str(decoder.MEMORY_BYTES), "0"]
    assert decoding.RATE == RATE
