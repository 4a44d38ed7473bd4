"""What rules a pair out, whatever its fit: language, time slot, conflict, exclusion, being away, no free place."""

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from lti_tool.mentoring.matching.profiles import Profile
from lti_tool.mentoring.matching.score_table import Vector


class Constraint(StrEnum):
    """The hard constraints, in the order in which they are named to people."""

    AWAY = "away"
    EXCLUDED = "excluded"
    CONFLICT = "conflict"
    LANGUAGE = "language"
    SLOT = "slot"
    PLACES = "places"


def passes(learner: Profile, mentor: Profile, constraint: Constraint) -> bool:
    """Return whether this pair keeps to one constraint (for one pair: reasons, swaps, checks by hand)."""
    if constraint is Constraint.AWAY:
        return not (learner.away or mentor.away)
    if constraint is Constraint.EXCLUDED:
        return not (mentor.id in learner.excluded or learner.id in mentor.excluded or mentor.id == learner.id)
    if constraint is Constraint.CONFLICT:
        return not learner.conflicts & mentor.conflicts
    if constraint is Constraint.LANGUAGE:
        return not learner.languages or not mentor.languages or bool(learner.languages & mentor.languages)
    if constraint is Constraint.SLOT:
        return not learner.slots or not mentor.slots or bool(learner.slots & mentor.slots)
    return mentor.capacity > 0


def broken(learner: Profile, mentor: Profile) -> list[Constraint]:
    """Return the constraints that rule this pair out."""
    return [constraint for constraint in Constraint if not passes(learner, mentor, constraint)]


def feasible(learners: Sequence[Profile], mentors: Sequence[Profile]) -> Vector:
    """Return the mask (learners x mentors) of pairs that nothing rules out, free places aside."""
    here = np.array([not one.away for one in learners], dtype=bool)
    there = np.array([not one.away for one in mentors], dtype=bool)
    mask: Vector = here[:, None] & there[None, :]
    mask &= _share_or_open(learners, mentors, lambda one: one.languages)
    mask &= _share_or_open(learners, mentors, lambda one: one.slots)
    mask &= ~_share(learners, mentors, lambda one: one.conflicts)
    _take_out_exclusions(mask, learners, mentors)
    return mask


def _share(learners: Sequence[Profile], mentors: Sequence[Profile], of: Callable[[Profile], frozenset[str]]) -> Vector:
    """Return which pairs have an item in common."""
    common = np.zeros((len(learners), len(mentors)), dtype=bool)
    for item in sorted({item for one in mentors for item in of(one)}):
        left = np.array([item in of(one) for one in learners], dtype=bool)
        right = np.array([item in of(one) for one in mentors], dtype=bool)
        common[np.ix_(left, right)] = True
    return common


def _share_or_open(
    learners: Sequence[Profile], mentors: Sequence[Profile], of: Callable[[Profile], frozenset[str]]
) -> Vector:
    """Return which pairs have an item in common, or at least one of the two says "any"."""
    common = _share(learners, mentors, of)
    common[[not of(one) for one in learners], :] = True
    common[:, [not of(one) for one in mentors]] = True
    return common


def _take_out_exclusions(mask: Vector, learners: Sequence[Profile], mentors: Sequence[Profile]) -> None:
    learner_at = {one.id: number for number, one in enumerate(learners)}
    mentor_at = {one.id: number for number, one in enumerate(mentors)}
    for one in learners:
        for other in (one.excluded | {one.id}) & mentor_at.keys():
            mask[learner_at[one.id], mentor_at[other]] = False
    for one in mentors:
        for other in one.excluded & learner_at.keys():
            mask[learner_at[other], mentor_at[one.id]] = False
