"""Resources that speak of somebody's words, ranked like a recommendation that knows these words and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from content_index.extraction.language import detect
from content_index.recommendation import Config, Learner, Weights, recommend
from content_index.search import speaks_of_it
from lti_tool.catalogue.candidates import Pools
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import Asked, ask
from lti_tool.catalogue.records import ResourceCard

#: Texts that are looked up, and characters of each: a page waits for it.
MOST_TEXTS = 3
LONGEST = 300
#: Hits of one text, and how close to the best of them (0..1) a resource has to come.
COMPARED = 20
CLOSE = 0.7
#: Resources returned.
SHOWN = 3
#: The words count, and their language; of what somebody knows, liked or saw before nothing is read.
WORDS = Weights(gap=0.0, ready=0.0, goal_text=6.0, time=0.0, liked=0.0, fresh=0.0, pinned=0.0, seen=0.0)
#: Places of a list among which the resources that speak of the words are looked for.
AMONG = 12


@dataclass(frozen=True, slots=True)
class SpeaksOf:
    """A resource, and the key of the words that it answers to best."""

    card: ResourceCard
    key: str


def speaking_of(
    session: Session,
    pools: Pools,
    engines: Engines,
    course_id: int,
    texts: Mapping[str, str],
    *,
    language: str,
    now: datetime,
    leave_out: frozenset[str] = frozenset(),
) -> tuple[SpeaksOf, ...]:
    """Return a few visible resources; of a profile, marks and what was shown nothing is read.

    `texts` are somebody's words by key, the most important first; `leave_out` are public ids.
    Empty where the course does not speak of them: the nearest that there is would be no suggestion.
    """
    course = pools.of(session, course_id, now)
    by_text = {
        key: _close(session, engines, course_id, text, language) for key, text in list(texts.items())[:MOST_TEXTS]
    }
    best: dict[str, float] = {}
    for scores in by_text.values():
        for resource, score in scores.items():
            best[resource] = max(score, best.get(resource, 0.0))
    if not best:
        return ()
    spoken = detect(" ".join(texts.values()))[0] or language
    learner = Learner(id=f"{course_id}:words", language=spoken, goal_scores=best, dismissed=leave_out, reader=language)
    chosen = recommend(learner, course.pool, Config(today=now.date(), size=AMONG, different=0, weights=WORDS))
    ids = [one.resource_id for one in chosen if one.resource_id in best][:SHOWN]
    cards = course.cards(session, language).by_id(session, course_id, ids)
    return tuple(
        SpeaksOf(cards[one], max(by_text, key=lambda key: by_text[key].get(one, 0.0))) for one in ids if one in cards
    )


def _close(session: Session, engines: Engines, course_id: int, text: str, language: str) -> dict[str, float]:
    words = " ".join(text.split())[:LONGEST]
    if not words:
        return {}
    found = ask(session, engines, course_id, Asked(words, language, limit=COMPARED, per_resource=1))
    if not found.hits or not speaks_of_it(found, engines.embedder):
        return {}
    top = found.hits[0].score or 1.0
    return {hit.resource_id: hit.score / top for hit in found.hits if hit.score >= CLOSE * top}
