"""How much of a learner's week belongs to the sessions with the mentor."""

from lti_tool.mentoring import meetings, pairs
from lti_tool.mentoring.models import PairState
from lti_tool.web.transactions import db

#: Minutes of a session before the two have planned one.
USUAL_MINUTES = 45


def session_minutes(course_id: int, learner_id: int) -> int:
    """Return how long the last session of the pair was planned to be; 0 without a mentor."""
    pair = pairs.pair_of_learner(db(), course_id, learner_id)
    if pair is None or pair.state != PairState.ACTIVE or pair.paused_at is not None:
        return 0
    planned = meetings.meetings_of(db(), pair.id)
    return planned[0].minutes if planned else USUAL_MINUTES
