"""From a goal in a learner's own words to resources that speak of it and skills that lead there."""

from collections import Counter
from collections.abc import Sequence

from content_index.index import Hit, Plan
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import LONGEST_QUERY

#: Passages whose closeness to the goal counts in a list.
COMPARED = 100
#: Passages whose skills are read as the goal's when the learner named none.
READ = 8
#: A goal in words becomes at most this many skills.
MOST_SKILLS = 2


def goal_scores(engines: Engines, course_ids: Sequence[int], text: str, language: str) -> dict[str, float]:
    """Return how well resources of these indexes answer to the goal's words (any scale); empty without words."""
    scores: dict[str, float] = {}
    for hit in _hits(engines, course_ids, text, language, COMPARED):
        scores.setdefault(hit.resource_id, hit.score)
    return scores


def skills_of_goal(engines: Engines, course_ids: Sequence[int], text: str, language: str) -> tuple[str, ...]:
    """Return the skills that the passages closest to the goal teach, most telling first."""
    weights: Counter[str] = Counter()
    for hit in _hits(engines, course_ids, text, language, READ):
        for skill in hit.skills:
            weights[skill] += int(1000 * hit.score)
    return tuple(skill for skill, _ in weights.most_common(MOST_SKILLS))


def _hits(engines: Engines, course_ids: Sequence[int], text: str, language: str, limit: int) -> Sequence[Hit]:
    # The engine itself: excerpts, spelling and coverage of a search page would be thrown away.
    words = " ".join(text.split())[:LONGEST_QUERY]
    if not words:
        return ()
    plan = Plan(words, language)
    found = [engines.of(course_id).search(plan, limit).hits for course_id in course_ids]
    return sorted((hit for hits in found for hit in hits), key=lambda hit: -hit.score)[:limit]
