"""`boussole match`, as a script calls it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli.match import match_command


def file(tmp_path: Path, name: str, *rows: Any) -> str:
    path = tmp_path / name
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n\n")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(match_command, arguments)


def data(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert found["seconds"] >= 0
    return found


def test_scores_and_capacities(tmp_path: Path) -> None:
    scores = file(
        tmp_path,
        "s.jsonl",
        {"learner": "a", "mentor": "m", "score": 0.9},
        {"learner": "b", "mentor": "m", "score": 0.8},
        {"learner": "c", "mentor": "full", "score": 1},
        {"learner": "a", "mentor": "n", "score": 0.3},
    )
    places = file(
        tmp_path,
        "c.jsonl",
        {"mentor": "m", "capacity": 1},
        {"mentor": "n", "capacity": 1},
        {"mentor": "full", "capacity": 0},
    )
    found = data(run("--scores", scores, "--capacities", places, "--json"))
    assert [(one["learner"], one["mentor"], one["score"]) for one in found["matches"]] == [
        ("a", "n", 0.3),
        ("b", "m", 0.8),
    ]
    assert all(one["reasons"] for one in found["matches"])
    assert [one["learner"] for one in found["unmatched"]] == ["c"]
    assert "no place" in found["unmatched"][0]["reason"]


def test_who_is_left_without_a_place_is_told_so(tmp_path: Path) -> None:
    scores = file(tmp_path, "s.jsonl", *[{"learner": x, "mentor": "m", "score": 0.5} for x in "ab"])
    found = data(
        run("--scores", scores, "--capacities", file(tmp_path, "c.jsonl", {"mentor": "m", "capacity": 1}), "--json")
    )
    assert "taken" in found["unmatched"][0]["reason"]


def test_profiles_with_reasons_in_both_languages(tmp_path: Path) -> None:
    mentors = file(tmp_path, "m.jsonl", {"id": "m", "languages": ["fr"], "values": ["calme"], "capacity": 2})
    learners = file(
        tmp_path, "l.jsonl", {"id": "l", "language": "fr", "values": ["calme"]}, {"learner": "x", "language": "en"}
    )
    found = data(run("--mentors", mentors, "--learners", learners, "--weights", "values=1", "--json"))
    [match] = found["matches"]
    assert (match["learner"], match["mentor"], match["score"], match["parts"]) == ("l", "m", 1.0, {"values": 1.0})
    assert match["reasons"][0] == "Values: calme. 1 of 1 answered, weight 100 %."
    assert found["unmatched"] == [{"learner": "x", "reason": "No mentor speaks a language of the learner."}]
    french = data(run("--mentors", mentors, "--learners", learners, "--language", "fr", "--json"))
    assert french["matches"][0]["reasons"][0].startswith("Valeurs")


def test_words_for_people(tmp_path: Path) -> None:
    result = run(
        "--mentors", file(tmp_path, "m", {"id": "m"}), "--learners", file(tmp_path, "l", {"id": "l"}, {"id": "x"})
    )
    assert "l - m" in result.stdout
    assert "x waits" in result.stdout


@pytest.mark.parametrize("line", ["no json", "[1]", '{"id": "m", "capacity": 1.5}', "{}"])
def test_a_wrong_line_is_named_with_its_file(tmp_path: Path, line: str) -> None:
    mentors = file(tmp_path, "m.jsonl", {"id": "first"}, line)
    result = run("--mentors", mentors, "--learners", file(tmp_path, "l.jsonl", {"id": "l"}), "--json")
    assert result.exit_code == 1
    assert "m.jsonl" in result.stderr
    assert "Line 2" in result.stderr


@pytest.mark.parametrize(
    "row",
    [
        {"learner": "a", "mentor": "m"},
        {"learner": "a", "mentor": "m", "score": "x"},
        {"mentor": "m", "score": 1},
        '{"learner":"a","mentor":"m","score":NaN}',
    ],
)
def test_a_wrong_score_is_named(tmp_path: Path, row: Any) -> None:
    result = run(
        "--scores", file(tmp_path, "s", row), "--capacities", file(tmp_path, "c", {"mentor": "m", "capacity": 1})
    )
    assert result.exit_code == 1
    assert "Line 1" in result.stderr


def test_a_person_twice_and_a_wrong_capacity(tmp_path: Path) -> None:
    twice = file(tmp_path, "m", {"id": "m"}, {"id": "m"})
    assert "twice" in run("--mentors", twice, "--learners", file(tmp_path, "l", {"id": "l"})).stderr
    scores = file(tmp_path, "s", {"learner": "a", "mentor": "m", "score": 1})
    assert run("--scores", scores, "--capacities", file(tmp_path, "c", {"mentor": "m", "capacity": -1})).exit_code == 1


def test_the_files_have_to_come_in_pairs(tmp_path: Path) -> None:
    assert run("--mentors", file(tmp_path, "m", {"id": "m"})).exit_code == 2
    assert run().exit_code == 2


LOADED_MEANWHILE = """
import sys
from click.testing import CliRunner
from lti_tool.cli.match import match_command
known = set(sys.modules)
done = CliRunner().invoke(match_command, sys.argv[1:])
assert done.exit_code == 0, done.output
print(*(name for name in sys.modules if name.startswith("scipy.") and name not in known))
"""


def test_the_seconds_hold_no_loading_of_solvers(tmp_path: Path) -> None:
    """Loading takes a second or two, a thousand learners a tenth of one."""
    scores = file(tmp_path, "s.jsonl", {"learner": "a", "mentor": "m", "score": 0.9})
    places = file(tmp_path, "c.jsonl", {"mentor": "m", "capacity": 1})
    command = [sys.executable, "-c", LOADED_MEANWHILE, "--scores", scores, "--capacities", places]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() == []
