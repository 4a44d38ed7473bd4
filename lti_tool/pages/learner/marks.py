"""What a learner says about a resource: done, later, not for me, liked, again; and taking it back."""

from dataclasses import dataclass
from typing import Self

from flask import Response, request
from werkzeug.datastructures import MultiDict

from lti_tool.catalogue import progress, reading
from lti_tool.catalogue.learner_models import FeedbackKind
from lti_tool.catalogue.records import ResourceCard
from lti_tool.errors import InvalidInputError
from lti_tool.gradebook.interactions import record_interaction
from lti_tool.gradebook.models import InteractionKind
from lti_tool.pages.learner import guidance
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

#: What buttons say; "opened" is noted by the page itself.
SAID = frozenset(FeedbackKind) - {FeedbackKind.OPENED}
#: Says to the rest of the page that something counted.
COUNTED = "boussole:counted"


@dataclass(frozen=True, slots=True)
class MarkForm:
    """What a button brings: the kind of mark, and whether it is taken back."""

    kind: FeedbackKind
    undo: bool

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> Self:
        """Read the form; `InvalidInputError` for a kind that no button sends."""
        kind = form.get("kind", "")
        if kind not in SAID:
            raise InvalidInputError
        return cls(FeedbackKind(kind), form.get("undo") == "1")


@blueprint.post("/resources/<public_id>/marks")
@access.open_to(Role.LEARNER)
def mark(public_id: str) -> Response:
    """Note or take back a mark, and show the buttons as they stand now."""
    someone, form, now = viewer(), MarkForm.of(request.form), services().clock.now()
    if form.undo:
        progress.unmark(db(), someone.user_id, someone.course_id, public_id, form.kind)
    else:
        progress.mark(db(), someone.user_id, someone.course_id, public_id, form.kind, now)
    counted = form.kind is FeedbackKind.DONE and _count(someone, public_id, undo=form.undo)
    said = None if form.undo else form.kind
    response = show("learner/marks.html", "marks", card=_card(someone, public_id), said_now=said)
    if counted:
        response.headers["HX-Trigger"] = COUNTED
    return response


def _card(someone: Viewer, public_id: str) -> ResourceCard:
    opened = reading.open_resource(
        db(), someone.course_id, public_id, language=language(), user_id=someone.user_id, learner=True
    )
    return opened.card


def _count(someone: Viewer, public_id: str, *, undo: bool) -> bool:
    """Count a finished resource once, and tell the gradebook how far the path is."""
    if not undo:
        record_interaction(
            db(),
            InteractionKind.RESOURCE_DONE,
            user_id=someone.user_id,
            course_id=someone.course_id,
            resource_link_id=someone.resource_link_id,
            subject=f"resource:{public_id}",
            now=services().clock.now(),
        )
    guidance.report_progress(someone)
    return True
