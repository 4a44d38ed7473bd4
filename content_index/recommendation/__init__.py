"""Choose a few resources for a learner, each with its reason."""

from content_index.recommendation.pool import Pool
from content_index.recommendation.recommending import recommend
from content_index.recommendation.shapes import (
    PARTS,
    Candidate,
    Config,
    Learner,
    Recommendation,
    Weights,
)

__all__ = ["PARTS", "Candidate", "Config", "Learner", "Pool", "Recommendation", "Weights", "recommend"]
