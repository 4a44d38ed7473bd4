"""Who is asking: the frame session behind the `Authorization` header.

No cookie ever opens a session here, so another site cannot act in a person's name.
"""

from flask import g, request

from lti_tool.errors import SessionEndedError
from lti_tool.people import frame_sessions
from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.services import services

_SCHEME = "bearer "
_LONGEST = 128


def viewer() -> Viewer:
    """Return who is asking; `SessionEndedError` when nobody valid is."""
    found = viewer_or_none()
    if found is None:
        raise SessionEndedError
    return found


def viewer_or_none() -> Viewer | None:
    """Return who is asking, or None."""
    if "viewer" not in g:
        g.viewer = None  # a database that does not answer must not be asked again by the page that says so
        g.viewer = _read()
    found: Viewer | None = g.viewer
    return found


def act_as(someone: Viewer) -> None:
    """Render the rest of this request for `someone`: a launch has just opened their session."""
    g.viewer = someone


def _read() -> Viewer | None:
    header = request.headers.get("Authorization", "")
    token = header[len(_SCHEME) :].strip()
    if not header.lower().startswith(_SCHEME) or not token or len(token) > _LONGEST:
        return None
    now = services().clock.now()
    # A reading transaction of its own: who asks, and in which language, is known even while nobody can write.
    with services().database.transaction(write=False) as session:
        found = frame_sessions.find_viewer(session, token, now)
        if found and frame_sessions.is_touch_due(session, found.session_id, now):
            g.touch_session = found.session_id
    return found


def touch_after_request() -> None:
    """Note that the session is in use, in a transaction of its own once the page is done."""
    if (session_id := g.pop("touch_session", None)) is not None:
        with services().database.transaction() as session:
            frame_sessions.touch(session, session_id, services().clock.now())
