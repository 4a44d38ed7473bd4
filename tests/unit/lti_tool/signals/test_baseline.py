"""Readings against one's own baseline, and when that may speak."""

from datetime import UTC, datetime, timedelta

import pytest

from lti_tool.signals.baseline import Point, log_odds, trend
from lti_tool.signals.prompting import may_prompt, pauses_itself

START = datetime(2026, 9, 7, tzinfo=UTC)


def points(values, *, days=4):
    return [Point(START + timedelta(days=days * place), log_odds(value)) for place, value in enumerate(values)]


STEADY = [0.1, 0.2] * 8


def test_a_fall_from_ones_own_usual_falls_out():
    found = trend(points(STEADY + [0.9] * 3))
    assert found.fell_out
    assert found.usual == pytest.approx(log_odds(0.15), abs=0.1)


def test_who_always_writes_low_is_left_alone():
    assert not trend(points([0.85, 0.95] * 10)).fell_out


def test_one_low_message_among_usual_ones_is_not_enough_after_three_more():
    assert not trend(points([*STEADY, 0.4, 0.1, 0.2, 0.1])).fell_out


@pytest.mark.parametrize(
    ("count", "days"), [(0, 4), (1, 4), (11, 10), (30, 1)], ids=["none", "one", "few messages", "five weeks"]
)
def test_silent_without_six_weeks_and_twelve_messages(count, days):
    values = [0.1] * max(0, count - 3) + [0.99] * min(3, count)
    assert trend(points(values, days=days)).deviation is None


def test_a_flat_baseline_does_not_divide_by_zero():
    assert not trend(points([0.1] * 15)).fell_out


def test_prompts_are_three_weeks_apart():
    fell = trend(points(STEADY + [0.9] * 3))
    now = START + timedelta(days=90)
    assert may_prompt(fell, now, None)
    assert may_prompt(fell, now, now - timedelta(weeks=3))
    assert not may_prompt(fell, now, now - timedelta(weeks=3, seconds=-1))
    assert not may_prompt(fell, now, None, paused=True)
    assert not may_prompt(trend([]), now, None)


def test_a_signal_pauses_itself_under_half_of_twenty_answers():
    assert pauses_itself([True] * 9 + [False] * 11)
    assert not pauses_itself([True] * 10 + [False] * 10)
    assert not pauses_itself([False] * 19)
    assert not pauses_itself([False] * 30 + [True] * 20)
