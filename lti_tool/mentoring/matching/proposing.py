"""Propose mentors to learners from their profiles: everything the instructor's page and the command line show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_tool.mentoring.matching.alternatives import would_change
from lti_tool.mentoring.matching.assignment import assign
from lti_tool.mentoring.matching.constraints import feasible
from lti_tool.mentoring.matching.explaining import reasons, waiting_reason
from lti_tool.mentoring.matching.fit import fits
from lti_tool.mentoring.matching.profiles import Group, Profile
from lti_tool.mentoring.matching.score_table import table_of_matrix
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Match:
    """A proposed pair: its fit (0..1), the part of each group, why, and what would change it."""

    learner: str
    mentor: str
    score: float
    parts: Mapping[Group, float]
    reasons: Sequence[Sentence]
    changes: Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A learner without a proposal, and why."""

    learner: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Proposals:
    """What matching proposes; nothing is decided until a human approves it."""

    matches: Sequence[Match]
    waiting: Sequence[Waiting]


def propose(
    learners: Sequence[Profile], mentors: Sequence[Profile], weights: Weights, *, floor: bool = True
) -> Proposals:
    """Match everybody who can be matched; the same people give the same proposals in whatever order they come."""
    learners, mentors = sorted(learners, key=lambda one: one.id), sorted(mentors, key=lambda one: one.id)
    found, allowed = fits(learners, mentors), feasible(learners, mentors)
    fit = found.weighted(weights)
    names, mentor_names = [one.id for one in learners], [one.id for one in mentors]
    pairs = assign(
        table_of_matrix(names, mentor_names, fit, allowed, [one.capacity for one in mentors]), floor=floor
    ).pairs
    row_of, column_of = _at(names), _at(mentor_names)
    matches = []
    for pair in pairs:
        row, column = row_of[pair.learner], column_of[pair.mentor]
        parts = {group: found.parts[group][row] for group in Group}
        matches.append(
            Match(
                pair.learner,
                pair.mentor,
                float(fit[row, column]),
                {group: float(part[column]) for group, part in parts.items() if found.says[group][row]},
                reasons(learners[row], mentors[column], weights),
                would_change(learners[row], column, mentors, fit[row], allowed[row], parts),
            )
        )
    matched = {pair.learner for pair in pairs}
    waiting = [Waiting(one.id, waiting_reason(one, mentors)) for one in learners if one.id not in matched]
    return Proposals(matches, waiting)


def _at(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}
