"""Pauses and pitch on real voices, against two references: a speech recogniser's alignment, and Praat.

    apt-get download pocketsphinx-testdata && dpkg-deb -x pocketsphinx-testdata_*.deb voices
    uv pip install --target build/voice-reference praat-parselmouth pocketsphinx
    PYTHONPATH=build/voice-reference python -m tests.bench.voice --recordings voices

The recordings are Debian's (BSD-2; five sentences of a LibriVox reader, public domain, with their words, and
two short commands of other speakers): read where they lie, nothing is copied. The references are used here and ship
nowhere (Praat is GPL). "joined": the five sentences one after the other, so that the silence at their edges,
with the room in it, becomes pauses. Reference pauses are the aligner's silences of 0.2 s and more; Praat's are
its silences by intensity, which makes the same kind of choice as ours and is no truth. Pitch: Praat's median and
deviation over the same sound. Without the recordings or the references it says so and measures nothing.
"""

import argparse
import importlib
import importlib.util
import itertools
import json
import os
import wave
from pathlib import Path

import numpy as np

from lti_tool.signals.voice.delivery import describe_samples
from lti_tool.signals.voice.pauses import SHORTEST_PAUSE
from lti_tool.signals.voice.pitch import FARTHEST, HIGHEST, LOWEST
from tests.factories.speech import with_noise

RATE = 16_000
#: Frames of the aligner, in seconds.
FRAME = 0.01
#: Praat's "To TextGrid (silences)": dB under the maximum, least silence and sounding in seconds.
SILENCE_DB, SOUNDING = -25.0, 0.05
#: Decibels of white noise under the voice, beside the recording as it is.
NOISES = (None, 20, 10)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recordings", type=Path, default=os.environ.get("BOUSSOLE_BENCH_VOICES") or None)
    asked = parser.parse_args()
    missing = [name for name in ("parselmouth", "pocketsphinx") if not present(name)]
    found = recordings(asked.recordings) if asked.recordings else []
    if missing or not found:
        why = f"no {' and no '.join(missing)}" if missing else "no recordings: --recordings DIRECTORY"
        print(json.dumps({"benchmark": "voice", "left_out": why}))
        return
    rows = [compared(name, samples, silences, decibels) for name, samples, silences in found for decibels in NOISES]
    for row in rows:
        print(json.dumps({"benchmark": "voice", **row}), flush=True)
    for decibels in NOISES:
        same = [row for row in rows if row["noise_db"] == decibels]
        print(json.dumps({"benchmark": "voice_errors", "noise_db": decibels, **errors(same)}), flush=True)


def present(name):
    return importlib.util.find_spec(name) is not None


def recordings(place):
    """Return (name, samples, inner silences by the aligner) of each recording, and of the sentences joined."""
    found, joined, silent, at = [], [], [], 0.0
    for transcript in sorted(place.rglob("librivox/transcription")):
        for line in transcript.read_text().splitlines():
            words, _, key = line.rpartition(" (")
            samples = read(transcript.parent / f"{key.rstrip(')')}.wav")
            lead, trail, inner = aligned(samples, words.replace("<s> ", "").replace(" </s>", ""))
            found.append((key.rstrip(")")[-4:], samples, inner))
            joined.append(samples)
            silent += [(at, at + lead), *((at + a, at + b) for a, b in inner)]
            at += len(samples) / RATE
            silent.append((at - trail, at))
    for name, words in (("goforward", "go forward ten meters"), ("something", "go somewhere and do something")):
        for file in place.rglob(f"{name}.raw"):
            samples = np.frombuffer(file.read_bytes(), "<i2") / 32768
            found.append((name, samples, aligned(samples, words)[2]))
    if joined:
        found.append(("joined", np.concatenate(joined), merged(silent)[1:-1]))
    return found


def read(file):
    with wave.open(str(file)) as sound:
        if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (RATE, 1, 2):
            raise ValueError(f"{file}: not 16 kHz, one channel, 16 bit")
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2") / 32768


def merged(spans):
    """Join silences that touch: the end of one sentence and the beginning of the next are one pause."""
    found = []
    for begin, end in sorted(spans):
        if found and begin - found[-1][1] < 2 * FRAME:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def aligned(samples, words):
    """Return seconds of silence before and after the words, and (begin, end) of those of 0.2 s and more inside."""
    decoder = importlib.import_module("pocketsphinx").Decoder(samprate=RATE, lm=None, loglevel="FATAL")
    decoder.set_align_text(words)
    decoder.start_utt()
    decoder.process_raw((samples * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    spoken = [
        (one.start_frame * FRAME, (one.end_frame + 1) * FRAME)
        for one in decoder.seg()
        if not one.word.startswith(("<", "["))
    ]
    between = itertools.pairwise(spoken)
    inner = [(a, b) for (_, a), (b, _) in between if b - a >= SHORTEST_PAUSE]
    return spoken[0][0], len(samples) / RATE - spoken[-1][1], inner


def by_praat(samples):
    """Return Praat's pause ratio between the first and the last sound, and its pitch (median, semitones)."""
    parselmouth = importlib.import_module("parselmouth")
    sound = parselmouth.Sound(samples, sampling_frequency=RATE)
    grid = parselmouth.praat.call(
        sound, "To TextGrid (silences)", 100, 0.0, SILENCE_DB, SHORTEST_PAUSE, SOUNDING, "silent", "sounding"
    )
    count = parselmouth.praat.call(grid, "Get number of intervals", 1)
    spans = [
        (
            parselmouth.praat.call(grid, "Get label of interval", 1, number),
            parselmouth.praat.call(grid, "Get start time of interval", 1, number),
            parselmouth.praat.call(grid, "Get end time of interval", 1, number),
        )
        for number in range(1, count + 1)
    ]
    sounding = [(begin, end) for label, begin, end in spans if label == "sounding"]
    whole = sounding[-1][1] - sounding[0][0]
    ratio = 1 - sum(end - begin for begin, end in sounding) / whole
    pitch = sound.to_pitch_ac(time_step=0.01, pitch_floor=LOWEST, pitch_ceiling=HIGHEST).selected_array["frequency"]
    heard = pitch[pitch > 0]
    median = float(np.median(heard))
    semitones = 12 * np.log2(heard / median)
    return ratio, median, float(semitones[np.abs(semitones) <= FARTHEST].std())


def compared(name, samples, silences, decibels):
    """Return our figures beside the references' for one recording; references read it without the noise."""
    heard = samples if decibels is None else with_noise(samples, decibels)
    ours = describe_samples(np.ascontiguousarray(heard, dtype=np.float64), RATE)
    spoken = len(samples) / RATE - ours.lead_seconds - ours.trail_seconds
    reference = sum(end - begin for begin, end in silences) / spoken
    ratio, median, spread = by_praat(samples)
    return {
        "recording": name,
        "noise_db": decibels,
        "seconds": round(len(samples) / RATE, 2),
        "pauses": len(ours.pauses),
        "pauses_aligner": len(silences),
        "pause_ratio": ours.pause_ratio,
        "pause_ratio_aligner": round(reference, 4),
        "pause_ratio_praat": round(ratio, 4),
        "pitch_hz": ours.pitch_hz_median,
        "pitch_hz_praat": round(median, 1),
        "semitones": ours.pitch_semitone_sd,
        "semitones_praat": round(spread, 2),
    }


def errors(rows):
    """Return what was invented, the pauses of the joined sentences, and the distances in pitch."""

    def distances(of, reference, relative=False):
        held = [
            abs(row[of] - row[reference]) / (row[reference] if relative else 1) for row in rows if row[of] is not None
        ]
        return {"mean": round(float(np.mean(held)), 4), "largest": round(max(held), 4)}

    without = [row for row in rows if not row["pauses_aligner"]]
    [joined] = [row for row in rows if row["recording"] == "joined"]
    return {
        "recordings": len(rows),
        "pauses_invented": sum(row["pauses"] for row in without),
        "recordings_without_a_pause": len(without),
        "joined_ratio": joined["pause_ratio"],
        "joined_ratio_aligner": joined["pause_ratio_aligner"],
        "joined_ratio_praat": joined["pause_ratio_praat"],
        "pitch_relative_from_praat": distances("pitch_hz", "pitch_hz_praat", relative=True),
        "semitones_from_praat": distances("semitones", "semitones_praat"),
    }


if __name__ == "__main__":
    main()
