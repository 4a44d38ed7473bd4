"""The parts of a score in words; the part that sets a resource apart from the others comes first."""

import numpy as np

from content_index.errors import N_, Message
from content_index.recommendation.needs import KNOWN
from content_index.recommendation.pool import Pool
from content_index.recommendation.scoring import Scores
from content_index.recommendation.shapes import PARTS, Learner, Slot

#: A part below this share of its possible value is not worth a sentence.
_WORTH_SAYING = 0.05
_MOST_NAMES = 3


def reasons(number: int, slot: Slot, learner: Learner, pool: Pool, scores: Scores) -> tuple[Message, ...]:
    """Why candidate `number` is in the list, the most telling reason first; never empty."""
    said = [
        message
        for name in sorted(PARTS, key=lambda name: (-_sets_apart(name, number, scores), PARTS.index(name)))
        if scores.parts[name][number] > _WORTH_SAYING and (message := _in_words(name, number, learner, pool, scores))
    ]
    if slot == "different":
        return (_different(number, learner, pool), *said)
    return tuple(said) or (Message(N_("It is part of your course.")),)


def _sets_apart(name: str, number: int, scores: Scores) -> float:
    speaks_for = np.maximum(scores.parts[name], 0.0)
    return float(speaks_for[number] - speaks_for.mean())


def _in_words(name: str, number: int, learner: Learner, pool: Pool, scores: Scores) -> Message | None:
    candidate = pool.candidates[number]
    if name == "gap":
        return _gap(number, learner, pool, scores)
    if name == "ready":
        return _ready(number, learner, pool, scores)
    if name == "liked":
        return _liked(number, learner, pool)
    if name == "time":
        return (
            Message(N_("It takes %(minutes)d min, which fits your time."), {"minutes": candidate.minutes})
            if (candidate.minutes and learner.minutes and candidate.minutes <= learner.minutes)
            else None
        )
    plain = {
        "goal_text": N_("It matches the words of your goal."),
        "language": N_("It is in your language."),
        "fresh": N_("It is new in your course."),
        "pinned": N_("Your instructor recommends it."),
    }
    return Message(plain[name]) if name in plain else None


def _gap(number: int, learner: Learner, pool: Pool, scores: Scores) -> Message:
    skills = pool.candidates[number].skills
    widest = max(skills, key=lambda key: scores.needs.gap[pool.skill_number[key]])
    message = (
        N_("It teaches what you want to learn: %(skill)s.")
        if widest in learner.goals
        else N_("It closes a gap on the way to your goal: %(skill)s.")
    )
    return Message(message, {"skill": _name(widest, learner, pool)})


def _ready(number: int, learner: Learner, pool: Pool, scores: Scores) -> Message:
    open_skills = [key for key in pool.candidates[number].skills if scores.needs.level[pool.skill_number[key]] < KNOWN]
    firsts = dict.fromkeys(first for key in open_skills for first in pool.graph.prerequisites(key))
    known = [key for key in firsts if learner.known.get(key, 0.0) >= KNOWN]
    if not firsts:
        return Message(N_("You can begin it right away: nothing has to come before it."))
    if len(known) == len(firsts):
        names = ", ".join(_name(key, learner, pool) for key in known[:_MOST_NAMES])
        return Message(N_("You are ready for it: you know %(skills)s."), {"skills": names})
    return Message(N_("You have a part of what it builds on."))


def _liked(number: int, learner: Learner, pool: Pool) -> Message:
    mine = set(pool.candidates[number].skills)
    liked = [pool.candidates[other] for other in pool.numbers(sorted(learner.liked))]
    closest = max(liked, key=lambda other: len(mine & set(other.skills)) / max(1.0, np.sqrt(len(other.skills))))
    return Message(N_("It is close to “%(title)s”, which you liked."), {"title": closest.title})


def _different(number: int, learner: Learner, pool: Pool) -> Message:
    skills = pool.candidates[number].skills
    if not skills:
        return Message(N_("Something different, beyond your goal."))
    return Message(N_("Something different: %(skill)s."), {"skill": _name(skills[0], learner, pool)})


def _name(key: str, learner: Learner, pool: Pool) -> str:
    skill = pool.graph.skills.get(key)
    return skill.name_in(learner.reader or learner.language) if skill else key
