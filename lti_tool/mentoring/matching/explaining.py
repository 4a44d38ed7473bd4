"""Why a pair was proposed, what would change it, and why somebody waits: sentences that can be checked by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.errors import N_
from lti_tool.mentoring.matching.constraints import Constraint, broken, passes
from lti_tool.mentoring.matching.fit import NEUTRAL, best_answers
from lti_tool.mentoring.matching.profiles import Group, Profile
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.sentences import Sentence

ANSWERED = {
    Group.PROFESSION: N_("Profession: %(words)s. %(answered)s of %(asked)s answered, weight %(weight)s %%."),
    Group.VALUES: N_("Values: %(words)s. %(answered)s of %(asked)s answered, weight %(weight)s %%."),
    Group.GOALS: N_("Goals: %(words)s. %(answered)s of %(asked)s answered, weight %(weight)s %%."),
}
UNANSWERED = {
    Group.PROFESSION: N_("Profession: none of %(asked)s answered, weight %(weight)s %%."),
    Group.VALUES: N_("Values: none of %(asked)s answered, weight %(weight)s %%."),
    Group.GOALS: N_("Goals: none of %(asked)s answered, weight %(weight)s %%."),
}
NOTHING_SAID = N_("The learner has not said anything to compare yet: every mentor fits half.")
SHARED_LANGUAGES = N_("They share a language: %(words)s.")
SHARED_SLOTS = N_("They share a time: %(words)s.")
ALL_PASSED = N_("Nothing rules the pair out: languages, times, conflicts, exclusions and free places were checked.")

WAITS_AWAY = N_("The learner is paused or asked not to be matched.")
WAITS_NOBODY = N_("There are no mentors to choose from.")
WAITS = {
    Constraint.AWAY: N_("No mentor is open to new learners."),
    Constraint.EXCLUDED: N_("No mentor is left who can be proposed to this learner."),
    Constraint.CONFLICT: N_("Every mentor left has a conflict of interest with the learner."),
    Constraint.LANGUAGE: N_("No mentor speaks a language of the learner."),
    Constraint.SLOT: N_("No mentor who speaks the language is free at a time of the learner."),
    Constraint.PLACES: N_("Every mentor who could take this learner is full."),
}
WAITS_PLACES = N_("All places of the mentors who fit are taken: one place more would do.")


@dataclass(frozen=True, slots=True)
class GroupPoints:
    """One group's part of a fit: `part` (0..1) x `share` (0..1) are the points it gives."""

    group: Group
    part: float
    share: float

    @property
    def points(self) -> float:
        """What the group adds to the fit."""
        return self.part * self.share


def points_of(learner: Profile, mentor: Profile, weights: Weights) -> list[GroupPoints]:
    """Return the parts of a fit, computed for this pair alone; their points add up to it."""
    said = [group for group in Group if learner.words.get(group)]
    total = sum(weights.of(group) for group in said)
    if total <= 0:
        return []
    return [
        GroupPoints(
            group,
            sum(agreed for _, _, agreed in best_answers(learner, mentor, group)) / len(learner.words[group]),
            weights.of(group) / total,
        )
        for group in said
    ]


def fit_of(learner: Profile, mentor: Profile, weights: Weights) -> float:
    """Return the fit of one pair, 0..1."""
    points = points_of(learner, mentor, weights)
    return sum(part.points for part in points) if points else NEUTRAL


def reasons(learner: Profile, mentor: Profile, weights: Weights) -> list[Sentence]:
    """Return why the pair was proposed, what counts most first."""
    parts = sorted(points_of(learner, mentor, weights), key=lambda part: -part.points)
    sentences = [_group_sentence(learner, mentor, part) for part in parts] or [Sentence(NOTHING_SAID)]
    for text, shared in (
        (SHARED_LANGUAGES, learner.languages & mentor.languages),
        (SHARED_SLOTS, learner.slots & mentor.slots),
    ):
        if shared:
            sentences.append(Sentence(text, {"words": ", ".join(sorted(shared))}))
    return [*sentences, Sentence(ALL_PASSED)]


def waiting_reason(learner: Profile, mentors: Sequence[Profile]) -> Sentence:
    """Return why nobody could be proposed: the last constraint that leaves no mentor."""
    if learner.away:
        return Sentence(WAITS_AWAY)
    left = list(mentors)
    if not left:
        return Sentence(WAITS_NOBODY)
    for constraint in Constraint:
        left = [mentor for mentor in left if passes(learner, mentor, constraint)]
        if not left:
            return Sentence(WAITS[constraint])
    return Sentence(WAITS_PLACES)


def is_open(learner: Profile, mentor: Profile) -> bool:
    """True when nothing but a missing place could rule the pair out."""
    return set(broken(learner, mentor)) <= {Constraint.PLACES}


def _group_sentence(learner: Profile, mentor: Profile, part: GroupPoints) -> Sentence:
    answers = best_answers(learner, mentor, part.group)
    numbers = {"asked": len(learner.words[part.group]), "weight": round(100 * part.share)}
    if not answers:
        return Sentence(UNANSWERED[part.group], numbers)
    words = ", ".join(_in_common(learner, mentor, word, other) for word, other, _ in answers)
    return Sentence(ANSWERED[part.group], {"words": words, "answered": len(answers), **numbers})


def _in_common(learner: Profile, mentor: Profile, word: str, other: str) -> str:
    """Return a word that is answered, as people typed it."""
    shown = learner.typed.get(word, word)
    return shown if word == other else f"{shown} ≈ {mentor.typed.get(other, other)}"
