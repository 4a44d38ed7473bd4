"""From a goal in a learner's own words to resources that speak of it and skills that lead there."""

from collections import Counter

from sqlalchemy.orm import Session

from content_index.index import Filters
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import LONGEST_QUERY, ask

#: Resources whose closeness to the goal counts in a list.
COMPARED = 50
#: Resources whose skills are read as the goal's when the learner named none.
READ = 5
#: A goal in words becomes at most this many skills.
MOST_SKILLS = 2


def goal_scores(
    session: Session, engines: Engines, course_id: int, text: str, language: str, limit: int = COMPARED
) -> dict[str, float]:
    """Return how well resources answer to the goal's words, best first; empty without words or index."""
    words = " ".join(text.split())[:LONGEST_QUERY]
    if not words:
        return {}
    found = ask(session, engines, course_id, words, language=language, filters=Filters(), limit=limit, per_resource=1)
    return {hit.resource_id: hit.score for hit in found.hits}


def skills_of_goal(session: Session, engines: Engines, course_id: int, text: str, language: str) -> tuple[str, ...]:
    """Return the skills that the resources closest to the goal teach, most telling first."""
    words = " ".join(text.split())[:LONGEST_QUERY]
    if not words:
        return ()
    found = ask(session, engines, course_id, words, language=language, filters=Filters(), limit=READ, per_resource=1)
    weights: Counter[str] = Counter()
    for hit in found.hits:
        for skill in hit.skills:
            weights[skill] += int(1000 * hit.score)
    return tuple(skill for skill, _ in weights.most_common(MOST_SKILLS))
