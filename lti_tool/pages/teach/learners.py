"""Learners and where their scores stand: why one waits, send again, everything as CSV."""

from typing import Any

from flask import Response, make_response, request

from lti_tool.gradebook import health
from lti_tool.gradebook.comments import comment
from lti_tool.gradebook.endpoints import grades_status
from lti_tool.gradebook.export import STATES, export_csv
from lti_tool.gradebook.items import course_item
from lti_tool.gradebook.models import CourseLineItem
from lti_tool.gradebook.policies import policy_for
from lti_tool.gradebook.resending import resend, resend_failed
from lti_tool.gradebook.sync import LearnerSync, learner_sync, line_items, my_sync
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language, ngettext
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/learners.html"
TABLE = "table"


@blueprint.get("/learners")
@access.open_to(Role.INSTRUCTOR)
def learners() -> Response:
    """Show every learner with the score and where it stands."""
    refreshing = f"#{TABLE}" in request.headers.get("HX-Target", "")
    return show(TEMPLATE, TABLE if refreshing else "content", **contents(viewer()))


@blueprint.post("/learners/resend")
@access.open_to(Role.INSTRUCTOR)
def resend_all() -> Response:
    """Send every score again that was not taken, a teacher's own grades excepted."""
    sent = resend_failed(db(), viewer().course_id, now=services().clock.now())
    words = ngettext("%(num)s score is sent again.", "%(num)s scores are sent again.", sent)
    return show(TEMPLATE, TABLE, said_now=words, **contents(viewer()))


@blueprint.post("/learners/<int:user_id>/resend")
@access.open_to(Role.INSTRUCTOR)
def resend_one(user_id: int) -> Response:
    """Send one score again; a teacher's own grade is replaced only when the form says so."""
    someone, now, item = viewer(), services().clock.now(), _item(viewer())
    item_id = item.id if item else None
    replaces = request.form.get("replace_teacher_grade") == "on"
    if not replaces and my_sync(db(), someone.course_id, user_id, item_id).holds_teacher_grade:
        refused = _("The teacher’s own grade stays until you tick that it is to be replaced.")
        return show(TEMPLATE, TABLE, status=422, refused=refused, **contents(someone))
    sent = resend(db(), someone.course_id, user_id, now=now, override_teacher=replaces, line_item_id=item_id)
    words = _("The score is on its way again.") if sent else _("There is nothing to send for this person.")
    return show(TEMPLATE, TABLE, said_now=words, **contents(someone))


@blueprint.get("/learners.csv")
@access.open_to(Role.INSTRUCTOR)
def learners_csv() -> Response:
    """Return the table for a spreadsheet."""
    response = make_response(export_csv(db(), viewer().course_id, language()))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="learners.csv"'
    return response


def contents(someone: Viewer) -> dict[str, Any]:
    """Return the table's lines and what decides whether anything is sent."""
    session, now = db(), services().clock.now()
    item = _item(someone)
    lines = learner_sync(session, someone.course_id, item.id if item else None)
    policy = policy_for(session, someone.course_id, item.resource_link_id if item else None)

    def counted_in_words(line: LearnerSync) -> str:
        return comment(policy.kind, line.counts, line.counted, line.target, language())

    return {
        "lines": lines,
        "item": item,
        "items": line_items(session, someone.course_id),
        "failed": sum(1 for line in lines if line.can_resend and not line.holds_teacher_grade),
        "states": STATES,
        "grades": grades_status(session, someone.course_id),
        "policy": policy,
        "counted_in_words": counted_in_words,
        "worker_alive": health.is_worker_alive(session, now),
    }


def _item(someone: Viewer) -> CourseLineItem | None:
    """Return the grade item that the address names, else the course's own; None where there is none yet."""
    asked = request.args.get("item", "")
    found = (item for item in line_items(db(), someone.course_id) if str(item.id) == asked)
    return next(found, None) or course_item(db(), someone.course_id)
