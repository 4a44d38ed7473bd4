"""`boussole match`: propose pairs from profiles, or assign from scores; needs no database."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import click

# Loaded before any clock starts: matching loads them at its first use, and `seconds` is of the matching alone.
import scipy.optimize
import scipy.sparse.csgraph  # noqa: F401

from lti_tool.errors import InvalidInputError
from lti_tool.mentoring.matching import files
from lti_tool.mentoring.matching.assignment import Assignment, assign
from lti_tool.mentoring.matching.proposing import Match, Proposals, propose
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.translations import LANGUAGES, translate

FULL = "All places of the mentors with a score for this learner are taken."
NO_PLACE = "Every mentor with a score for this learner has no place."
BEST_SCORE = "Score %(score)s. The whole assignment matches most people, then lifts the lowest score, then the sum."


@click.command("match")
@click.option("--mentors", type=click.File(encoding="utf-8-sig"), help="Mentors, one JSON object a line.")
@click.option("--learners", type=click.File(encoding="utf-8-sig"), help="Learners, one JSON object a line.")
@click.option("--weights", default="", metavar="profession=N,values=N,goals=N", help="Default: 40, 20, 40.")
@click.option("--scores", type=click.File(encoding="utf-8-sig"), help='{"learner","mentor","score"} a line.')
@click.option("--capacities", type=click.File(encoding="utf-8-sig"), help='{"mentor","capacity"} a line.')
@click.option("--floor/--no-floor", default=True, show_default=True, help="Lift the lowest fit before the sum.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the reasons.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def match_command(
    mentors: TextIO | None,
    learners: TextIO | None,
    weights: str,
    scores: TextIO | None,
    capacities: TextIO | None,
    floor: bool,
    language: str,
    as_json: bool,
) -> None:
    """Match learners with mentors: most people, then the highest lowest fit, then the best sum."""
    if mentors and learners and not (scores or capacities):
        found = _from_profiles(mentors, learners, Weights.parsed(weights), floor=floor, language=language)
    elif scores and capacities and not (mentors or learners):
        found = _from_scores(scores, capacities, floor=floor)
    else:
        raise click.UsageError("Give --mentors with --learners, or --scores with --capacities.")
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else _text(found))


def _from_profiles(
    mentors: TextIO, learners: TextIO, weights: Weights, *, floor: bool, language: str
) -> dict[str, Any]:
    with _naming(mentors):
        there = files.read_profiles(mentors, "mentor")
    with _naming(learners):
        here = files.read_profiles(learners, "learner")
    start = time.perf_counter()
    found = propose(here, there, weights, floor=floor)
    return _profile_data(found, language, time.perf_counter() - start)


def _profile_data(found: Proposals, language: str, seconds: float) -> dict[str, Any]:
    return {
        "matches": [_match_data(match, language) for match in found.matches],
        "unmatched": [
            {"learner": one.learner, "reason": translate(language, one.reason.text, **one.reason.parameters)}
            for one in found.waiting
        ],
        "seconds": round(seconds, 4),
    }


def _match_data(match: Match, language: str) -> dict[str, Any]:
    return {
        "learner": match.learner,
        "mentor": match.mentor,
        "score": round(match.score, 6),
        "reasons": [translate(language, one.text, **one.parameters) for one in match.reasons],
        "parts": {group.value: round(part, 6) for group, part in match.parts.items()},
        "would_change": [translate(language, one.text, **one.parameters) for one in match.changes],
    }


def _from_scores(scores: TextIO, capacities: TextIO, *, floor: bool) -> dict[str, Any]:
    with _naming(scores):
        columns = files.read_scores(scores)
    with _naming(capacities):
        places = files.read_capacities(capacities)
    table = files.read_table(columns, places)
    start = time.perf_counter()
    found = assign(table, floor=floor)
    seconds = time.perf_counter() - start
    return {
        "matches": [
            {
                "learner": pair.learner,
                "mentor": pair.mentor,
                "score": pair.score,
                "reasons": [BEST_SCORE % {"score": f"{pair.score:g}"}],
            }
            for pair in found.pairs
        ],
        "unmatched": _unmatched(columns, places, found),
        "seconds": round(seconds, 4),
    }


def _unmatched(
    columns: tuple[list[str], list[str], list[float]], places: Mapping[str, int], found: Assignment
) -> list[dict[str, str]]:
    matched = {pair.learner for pair in found.pairs}
    could = {learner for learner, mentor in zip(columns[0], columns[1], strict=True) if places.get(mentor, 0) > 0}
    return [
        {"learner": learner, "reason": FULL if learner in could else NO_PLACE}
        for learner in sorted(set(columns[0]) - matched)
    ]


@contextmanager
def _naming(file: TextIO) -> Iterator[None]:
    """Name the file whose line cannot be used."""
    try:
        yield
    except (InvalidInputError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error


def _text(found: dict[str, Any]) -> str:
    lines = [f"{one['learner']} - {one['mentor']}  {one['score']:.2f}  {one['reasons'][0]}" for one in found["matches"]]
    lines += [f"{one['learner']} waits: {one['reason']}" for one in found["unmatched"]]
    return "\n".join([*lines, f"{len(found['matches'])} matched in {found['seconds']} s"])
