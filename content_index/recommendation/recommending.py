"""The list for one learner."""

from content_index.recommendation.pool import Pool
from content_index.recommendation.reasons import reasons
from content_index.recommendation.scoring import Scores, score
from content_index.recommendation.selection import select
from content_index.recommendation.shapes import PARTS, Config, Learner, Recommendation, Slot


def recommend(learner: Learner, pool: Pool, config: Config) -> tuple[Recommendation, ...]:
    """Up to `config.size` recommendations, the regular ones by rank, something different last.

    What was done, dismissed or put off is left out at once; so "not for me", "done" and "later"
    change the very next list.
    """
    if not len(pool) or config.size < 1:
        return ()
    scores = score(learner, pool, config)
    chosen = select(learner, pool, scores, config)
    return (
        *(_entry(number, "regular", learner, pool, scores) for number in chosen.regular),
        *(_entry(number, "different", learner, pool, scores) for number in chosen.different),
    )


def _entry(number: int, slot: Slot, learner: Learner, pool: Pool, scores: Scores) -> Recommendation:
    identifier = pool.candidates[number].id
    return Recommendation(
        resource_id=identifier,
        score=round(float(scores.total[number]), 6),
        parts={name: round(float(scores.parts[name][number]), 6) for name in PARTS},
        reasons=reasons(number, slot, learner, pool, scores),
        slot=slot,
        new=learner.shown.get(identifier, 0) <= 0,
    )
