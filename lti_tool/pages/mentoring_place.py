"""A place in the waiting list that somebody just left, sealed into the button that brings it back."""

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.services import services

#: How long a place that was left can be taken up again.
UNDO = timedelta(hours=1)


def sealed(someone: Viewer, since: datetime, now: datetime) -> str:
    """Return what the button holds: who waited, in which course, since when, and when the place was left."""
    return str(_seal().dumps([someone.user_id, someone.course_id, since.isoformat(), now.isoformat()]))


def waited_since(someone: Viewer, token: str, now: datetime) -> datetime | None:
    """Return since when somebody had waited; None for a token that is another's, too old or not ours."""
    try:
        user_id, course_id, since, left = _seal().loads(token)
    except BadData:
        return None
    is_own = (user_id, course_id) == (someone.user_id, someone.course_id)
    return datetime.fromisoformat(since) if is_own and now - datetime.fromisoformat(left) <= UNDO else None


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(services().settings.derived_key("waiting place"))
