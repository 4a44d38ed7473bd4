"""The catalogue's guidance for one learner: path, suggestions, and what the learner saw of them."""

from lti_tool.catalogue import pathing, recommending
from lti_tool.catalogue.pathing import Around
from lti_tool.catalogue.records import PathPage, Recommended
from lti_tool.gradebook.interactions import record_path_progress
from lti_tool.pages.pair_hours import session_minutes
from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

SUGGESTIONS = 4


def path(someone: Viewer) -> PathPage:
    """Return the learner's path as of now."""
    held = services()
    return pathing.path(
        db(),
        held.pools,
        held.engines,
        someone.user_id,
        someone.course_id,
        language=language(),
        now=held.clock.now(),
        around=Around(session_minutes(someone.course_id, someone.user_id)),
    )


def recommended(someone: Viewer) -> tuple[Recommended, ...]:
    """Return what to suggest, each with its reasons."""
    held = services()
    return recommending.recommendations(
        db(),
        held.pools,
        held.engines,
        someone.user_id,
        someone.course_id,
        language=language(),
        now=held.clock.now(),
        size=SUGGESTIONS,
    )


def note_shown(someone: Viewer) -> None:
    """Remember what the first page showed; a path with changes waits until the learner has read them."""
    now = services().clock.now()
    recommending.note_shown(db(), someone.user_id, someone.course_id, recommended(someone), now)
    page = path(someone)
    if page.steps and not page.changes:
        note_path_seen(someone)


def note_path_seen(someone: Viewer) -> None:
    """Remember the path as it is now: changes are told from here on."""
    held = services()
    pathing.note_seen(
        db(),
        held.pools,
        held.engines,
        someone.user_id,
        someone.course_id,
        language=language(),
        now=held.clock.now(),
        around=Around(session_minutes(someone.course_id, someone.user_id)),
    )


def report_progress(someone: Viewer) -> None:
    """Tell the gradebook how far the path is."""
    page = path(someone)
    record_path_progress(
        db(),
        user_id=someone.user_id,
        course_id=someone.course_id,
        done=page.done_steps,
        total=page.counted_steps,
        now=services().clock.now(),
        resource_link_id=someone.resource_link_id,
    )
