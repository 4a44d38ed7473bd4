"""A look at what is about somebody else, written into the ledger of the person it is about."""

from lti_tool.mentoring import sharing
from lti_tool.web.bearer import viewer
from lti_tool.web.services import services


def note_look(user_id: int, course_id: int, what: str) -> None:
    """Write that whoever asks looked at `what`, in a transaction of its own: call it once everything was read."""
    held = services()
    sharing.note_view(
        held.database,
        user_id=user_id,
        course_id=course_id,
        viewer_id=viewer().user_id,
        what=what,
        now=held.clock.now(),
    )
