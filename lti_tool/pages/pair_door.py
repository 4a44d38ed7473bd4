"""A pair for whoever is in it, in their course; for anybody else it does not exist, and the log has the try."""

import structlog

from lti_tool.errors import NotFoundError
from lti_tool.mentoring import pairs
from lti_tool.mentoring.models import Pair
from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.transactions import db

log = structlog.get_logger(__name__)


def pair_for(someone: Viewer, pair_id: int, *, as_mentor: bool = False) -> Pair:
    """Return the pair; `as_mentor` to its mentor alone. Raises `NotFoundError` for anybody else."""
    try:
        return _found(someone, pair_id, as_mentor=as_mentor)
    except NotFoundError:
        log.warning("pair refused", pair=pair_id, user=someone.user_id, course=someone.course_id)
        raise


def _found(someone: Viewer, pair_id: int, *, as_mentor: bool) -> Pair:
    pair = pairs.find_pair(db(), pair_id, someone.user_id)
    if pair.course_id != someone.course_id or (as_mentor and pair.mentor_id != someone.user_id):
        raise NotFoundError
    return pair
