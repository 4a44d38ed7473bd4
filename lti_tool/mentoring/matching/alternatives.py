"""What would change a proposal: one place more, one hour more, other weights."""

from collections.abc import Mapping, Sequence

import numpy as np

from lti_tool.errors import N_
from lti_tool.mentoring.matching.constraints import Constraint, broken
from lti_tool.mentoring.matching.profiles import Group, Profile
from lti_tool.mentoring.matching.score_table import Vector
from lti_tool.mentoring.sentences import Sentence

#: A difference that is worth a sentence.
NOTABLE = 0.01
#: How many of the closest mentors are looked through for one that a constraint keeps away.
LOOKED_AT = 10

MORE_PLACES = N_("%(mentor)s fits %(better)s %% instead of %(fit)s %%, and all places there are taken.")
OTHER_TIME = N_("%(mentor)s would fit %(better)s %%, and they share no time: one more hour could change this.")
OTHER_LANGUAGE = N_("%(mentor)s would fit %(better)s %%, and they share no language.")
IS_BEST = N_("No other mentor fits better.")
IF_ONLY = {
    Group.PROFESSION: N_("If only the profession counted, %(mentor)s would come first."),
    Group.VALUES: N_("If only values counted, %(mentor)s would come first."),
    Group.GOALS: N_("If only goals counted, %(mentor)s would come first."),
}
BLOCKED = {Constraint.SLOT: OTHER_TIME, Constraint.LANGUAGE: OTHER_LANGUAGE}


def would_change(
    learner: Profile,
    chosen: int,
    mentors: Sequence[Profile],
    fit: Vector,
    is_open: Vector,
    parts: Mapping[Group, Vector],
) -> list[Sentence]:
    """Return what would change the proposal; `fit`, `is_open` and `parts` are the learner's rows over `mentors`."""
    sentences = _better_and_full(chosen, mentors, fit, is_open) or [Sentence(IS_BEST)]
    sentences += _blocked(learner, chosen, mentors, fit, is_open)
    for group, part in parts.items():
        if learner.words.get(group) and (best := _first(part, is_open)) is not None and part[best] > part[chosen]:
            sentences.append(Sentence(IF_ONLY[group], {"mentor": mentors[best].id}))
    return sentences


def _better_and_full(chosen: int, mentors: Sequence[Profile], fit: Vector, is_open: Vector) -> list[Sentence]:
    best = _first(fit, is_open)
    if best is None or fit[best] < fit[chosen] + NOTABLE:
        return []
    numbers = {"mentor": mentors[best].id, "better": _percent(fit[best]), "fit": _percent(fit[chosen])}
    return [Sentence(MORE_PLACES, numbers)]


def _blocked(learner: Profile, chosen: int, mentors: Sequence[Profile], fit: Vector, is_open: Vector) -> list[Sentence]:
    """Return the closest mentors whom one constraint alone keeps away, at most one for each."""
    closer = np.flatnonzero(~is_open & (fit >= fit[chosen] + NOTABLE))
    found: dict[Constraint, Sentence] = {}
    for at in closer[np.argsort(-fit[closer], kind="stable")][:LOOKED_AT]:
        only = [constraint for constraint in broken(learner, mentors[at]) if constraint is not Constraint.PLACES]
        if len(only) == 1 and only[0] in BLOCKED:
            numbers = {"mentor": mentors[at].id, "better": _percent(fit[at])}
            found.setdefault(only[0], Sentence(BLOCKED[only[0]], numbers))
    return list(found.values())


def _first(values: Vector, allowed: Vector) -> int | None:
    if not allowed.any():
        return None
    return int(np.argmax(np.where(allowed, values, -1.0)))


def _percent(share: float) -> int:
    return round(100 * float(share))
