"""Facts about delivery, on sound whose pauses and pitch are known."""

import numpy as np
import pytest

from lti_tool.signals.voice.delivery import describe_samples
from lti_tool.signals.voice.pauses import find_speech
from lti_tool.signals.voice.refusals import RecordingRefusedError
from tests.factories.speech import RATE, speech, with_noise


@pytest.mark.parametrize(("noise", "error"), [(None, 0.01), (20, 0.02), (10, 0.04)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pause_ratio(noise, error, seed):
    samples, ratio = speech(pitch=100 + 40 * seed, seed=seed)
    heard = samples if noise is None else with_noise(samples, noise, seed)
    found = find_speech(heard, RATE)
    assert found.pause_ratio == pytest.approx(ratio, abs=error)
    assert [round(pause.seconds, 1) for pause in found.pauses] == pytest.approx([0.6, 0.4, 0.9], abs=0.11)


def test_pauses_start_where_talk_ends():
    samples, _ = speech(((1.0, 0.5), (1.0, 0.0)))
    (pause,) = find_speech(samples, RATE).pauses
    assert pause.start == pytest.approx(1.0, abs=0.05)


def test_silence_around_is_no_pause():
    samples, _ = speech(((1.0, 0.5), (1.0, 0.0)))
    around = np.concatenate([np.zeros(RATE), samples, np.zeros(RATE // 2)])
    found = describe_samples(around, RATE)
    assert len(found.pauses) == 1
    assert found.lead_seconds == pytest.approx(1.0, abs=0.05)
    assert found.trail_seconds == pytest.approx(0.5, abs=0.05)


def test_pitch_within_one_percent_also_in_noise():
    samples, _ = speech(((1.0, 0.3), (1.0, 0.0)), pitch=180)
    for heard in (samples, with_noise(samples, 10)):
        assert describe_samples(heard, RATE).pitch_hz_median == pytest.approx(180, rel=0.01)


def test_a_livelier_melody_spreads_wider():
    flat, _ = speech(((1.5, 0.3), (1.0, 0.0)))
    lively, _ = speech(((1.5, 0.3), (1.0, 0.0)), glide=4.0)
    assert describe_samples(lively, RATE).pitch_semitone_sd > describe_samples(flat, RATE).pitch_semitone_sd + 1


def test_quicker_syllables_are_a_quicker_pace():
    slow, _ = speech(((3.0, 0.3), (1.0, 0.0)), syllable=0.4)
    quick, _ = speech(((3.0, 0.3), (1.0, 0.0)), syllable=0.2)
    slower, quicker = describe_samples(slow, RATE), describe_samples(quick, RATE)
    assert quicker.articulation_rate == pytest.approx(5, rel=0.15)
    assert slower.articulation_rate == pytest.approx(2.5, rel=0.2)
    assert quicker.speech_rate < quicker.articulation_rate
    assert quicker.pace[0]["start"] == 0


@pytest.mark.parametrize("sound", [np.zeros(RATE), np.full(RATE, 1e-5), np.eye(1, RATE)[0] * 0.5])
def test_a_recording_without_a_voice_says_so(sound):
    with pytest.raises(RecordingRefusedError) as refused:
        describe_samples(sound, RATE)
    assert refused.value.reason == "silent"


def test_a_whisper_has_no_pitch():
    chance = np.random.default_rng(1)
    talk = chance.standard_normal(RATE) * 0.1
    found = describe_samples(np.concatenate([talk, np.zeros(RATE // 2), talk]), RATE)
    assert found.pitch_hz_median is None or found.pitch_hz_median > 0
    assert len(found.pauses) == 1
