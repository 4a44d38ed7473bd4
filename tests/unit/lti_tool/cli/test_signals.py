"""`boussole signals`: lines in, lines out; a recording described or refused in words."""

import json

import pytest
from click.testing import CliRunner

from lti_tool.cli.signals import signals
from tests.factories.speech import speech, wav


def run(*arguments, **more):
    return CliRunner().invoke(signals, arguments, **more)


def test_lines_are_read_in_order_and_the_lesser_head_is_told():
    lines = [{"id": "a", "text": "I am sad and afraid"}, {"id": 2, "text": "Thank you, great"}, {"id": "c", "text": ""}]
    done = run("text", "--language", "en", "--no-model", input="\n".join(map(json.dumps, lines)) + "\n\n")
    assert done.exit_code == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == ["a", 2, "c"]
    assert found[0]["distress"] > found[1]["distress"]
    assert found[0]["valence"] < 0 < found[1]["valence"]
    assert [one["confidence"] > 0 for one in found] == [True, True, False]
    assert found[0]["degraded"]
    assert "less exact" in done.stderr


def test_no_lines_are_no_answer():
    done = run("text", "--no-model", input="")
    assert (done.exit_code, done.stdout) == (0, "")


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 3}', b"\xff\xfe\xff"])
def test_a_line_that_cannot_be_used_is_named(line):
    done = run("text", "--no-model", input=line)
    assert done.exit_code == 1
    assert "Line" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_lines_around_one_that_cannot_be_used_are_answered():
    lines = [b'{"id": 1, "text": "I am sad"}', b"{", b'{"id": 3, "text": "Thank you"}', b"\xff", b"null"]
    done = run("text", "--language", "en", "--no-model", input=b"\n".join(lines))
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 3]
    assert done.exit_code == 1
    assert "Line 2 is not JSON" in done.stderr
    assert "Line 4 is not JSON" in done.stderr
    assert 'Line 5 needs "id"' in done.stderr


def test_a_recording_is_described(tmp_path):
    samples, ratio = speech(((0.8, 0.4), (0.8, 0.0)), pitch=150)
    (tmp_path / "take.wav").write_bytes(wav(samples))
    done = run("voice", str(tmp_path / "take.wav"), "--json")
    found = json.loads(done.stdout)
    assert found["pause_ratio"] == pytest.approx(ratio, abs=0.02)
    assert found["pitch_hz_median"] == pytest.approx(150, rel=0.01)
    assert set(found["pauses"][0]) == {"start", "seconds"}
    assert found["seconds"] == pytest.approx(2.0, abs=0.05)


def test_a_recording_is_described_in_words_with_units_and_errors(tmp_path):
    samples, ratio = speech(((0.8, 0.4), (0.8, 0.0)), pitch=150)
    (tmp_path / "take.wav").write_bytes(wav(samples))
    said = run("voice", str(tmp_path / "take.wav")).stdout
    assert f"Pauses: 1, {ratio:.1%} of the time" in said
    assert "  at 0.8 s: 0.40 s" in said
    assert "off by up to 43% on real voices" in said
    assert "Pitch: 150 Hz in the middle" in said


def test_what_is_no_recording_is_refused_in_words(tmp_path):
    (tmp_path / "take.wav").write_bytes(b"hello")
    for path in (tmp_path / "take.wav", tmp_path / "none.wav"):
        done = run("voice", str(path), "--json")
        assert done.exit_code == 1
        assert "Record again" in done.stderr or "not a recording" in done.stderr
