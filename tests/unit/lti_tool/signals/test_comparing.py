"""A take against one's own earlier takes."""

from dataclasses import replace

import pytest

from lti_tool.signals.voice.comparing import Take, compare
from lti_tool.signals.voice.report import Delivery

USUAL = Delivery(60, 3.5, 4.5, 0.2, [], 180.0, 2.5, 6.0, 0, 0, [])


def take(device="phone", **changed):
    return Take(replace(USUAL, **changed), device)


def measures(changes):
    return {change.measure: change for change in changes}


def test_two_earlier_takes_are_needed():
    assert compare(take(), [take()]) == []


def test_differences_come_with_their_error():
    found = measures(compare(take(pause_ratio=0.3, articulation_rate=5.5), [take(), take()]))
    assert found["pause_ratio"].difference == pytest.approx(0.1)
    assert found["pause_ratio"].beyond_error
    assert found["articulation_rate"].error == pytest.approx(4.5 * 0.43)
    assert not found["articulation_rate"].beyond_error


def test_loudness_compares_takes_of_the_same_device_only():
    assert "loudness_db_sd" not in measures(compare(take(), [take("laptop"), take("laptop")]))
    assert "loudness_db_sd" not in measures(compare(take(""), [take(""), take("")]))
    assert "loudness_db_sd" in measures(compare(take(), [take(), take(), take("laptop")]))


def test_a_take_without_pitch_is_compared_on_the_rest():
    found = measures(compare(take(pitch_hz_median=None), [take(), take()]))
    assert "pitch_hz_median" not in found
    assert "pause_ratio" in found


def test_the_usual_is_the_median():
    found = measures(compare(take(), [take(pause_ratio=ratio) for ratio in (0.1, 0.2, 0.9)]))
    assert found["pause_ratio"].usual == 0.2
    assert found["pause_ratio"].takes == 3
