"""Reading JSON lines of mentors, learners, scores and capacities, with the line named where one is wrong."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard

from lti_tool.errors import N_, InvalidInputError
from lti_tool.mentoring.matching.profiles import BAD_CAPACITY, BAD_ROW, Profile, is_capacity, profile_of
from lti_tool.mentoring.matching.score_table import ScoreTable, table_of

NOT_JSON = N_("it is not a JSON object.")
TWICE = N_("“%(id)s” stands there twice.")
BAD_SCORE = N_("it needs “learner”, “mentor” and a “score” that is a number.")
LARGEST_SCORE = 1000.0


def rows(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (line number, object); empty lines are left out, `InvalidInputError` names a line that is no object."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise _wrong(number, NOT_JSON)
        yield number, row


def read_profiles(lines: Iterable[str], kind: str) -> list[Profile]:
    """Read people, one JSON object a line (`profile_of` names the fields)."""
    found: dict[str, Profile] = {}
    for number, row in rows(lines):
        one = profile_of(row, kind, number)
        if one.id in found:
            raise _wrong(number, TWICE % {"id": one.id})
        found[one.id] = one
    return list(found.values())


def read_scores(lines: Iterable[str]) -> tuple[list[str], list[str], list[float]]:
    """Read {"learner", "mentor", "score"} lines as three columns; a score is any finite number up to a thousand."""
    learners, mentors, scores = [], [], []
    for number, row in rows(lines):
        learner, mentor, score = row.get("learner"), row.get("mentor"), row.get("score")
        if learner is None or mentor is None or not _is_score(score):
            raise _wrong(number, BAD_SCORE)
        learners.append(str(learner))
        mentors.append(str(mentor))
        scores.append(float(score))
    return learners, mentors, scores


def read_capacities(lines: Iterable[str]) -> dict[str, int]:
    """Read {"mentor", "capacity"} lines; a mentor named twice has the sum."""
    capacities: dict[str, int] = {}
    for number, row in rows(lines):
        name, capacity = row.get("mentor"), row.get("capacity")
        if name is None or not is_capacity(capacity):
            raise _wrong(number, BAD_CAPACITY)
        capacities[str(name)] = capacities.get(str(name), 0) + capacity
    return capacities


def read_table(scores: tuple[list[str], list[str], list[float]], capacities: Mapping[str, int]) -> ScoreTable:
    """Build the table that is assigned from what was read."""
    return table_of(*scores, capacities)


def _is_score(score: object) -> TypeGuard[float]:
    if not isinstance(score, (int, float)) or isinstance(score, bool):
        return False
    return math.isfinite(score) and abs(score) <= LARGEST_SCORE


def _wrong(line: int, problem: str) -> InvalidInputError:
    return InvalidInputError(BAD_ROW, line=line, problem=problem)
