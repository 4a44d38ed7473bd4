"""Speech-like sound with known pauses and pitch: syllables of formants over a voice's harmonics."""

import io
import wave

import numpy as np

RATE = 16_000


def speech(
    pattern=((2.0, 0.6), (1.5, 0.4), (2.2, 0.9), (1.8, 0.0)),
    *,
    pitch=140.0,
    seed=1,
    rate=RATE,
    syllable=0.22,
    glide=0.0,
):
    """Return samples and the pause ratio; `pattern` gives seconds of talk, then of pause."""
    chance = np.random.default_rng(seed)
    parts, silent = [], 0
    for talk, pause in pattern:
        parts.append(_talk(talk, pitch, chance, rate, syllable, glide))
        parts.append(np.zeros(round(pause * rate)))
        silent += len(parts[-1])
    samples = np.concatenate(parts)
    return samples / np.abs(samples).max() * 0.6, silent / len(samples)


def _talk(seconds, pitch, chance, rate, syllable, semitones):
    size = round(seconds * rate)
    time = np.arange(size) / rate
    glide = pitch * 2 ** (semitones * np.sin(2 * np.pi * 0.8 * time) / 12)
    phase = 2 * np.pi * np.cumsum(glide) / rate
    formants = ((500, 120), (1_500, 200), (2_500, 300))
    sound = np.zeros(size)
    for harmonic in range(1, int(3_400 / pitch)):
        gain = sum(np.exp(-(((harmonic * pitch - middle) / width) ** 2)) for middle, width in formants) + 0.1
        sound += gain / harmonic**0.5 * np.sin(harmonic * phase)
    count = max(1, round(seconds / syllable))
    shape = 0.25 + 0.75 * np.abs(np.sin(np.pi * count * time / seconds))
    return sound * shape * (1 + 0.1 * chance.standard_normal(size).cumsum() / size**0.5 / 3)


def with_noise(samples, decibels, seed=2):
    """Add white noise `decibels` under the level of the talking parts."""
    chance = np.random.default_rng(seed)
    talking = samples[np.abs(samples) > 1e-9]
    noise = chance.standard_normal(len(samples)) * np.sqrt((talking**2).mean()) / 10 ** (decibels / 20)
    return samples + noise


def wav(samples, rate=RATE, channels=1):
    """Return the bytes of a 16-bit WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        data = (np.clip(samples, -1, 1) * 32_000).astype("<i2")
        sound.writeframes(np.repeat(data, channels).tobytes())
    return file.getvalue()
