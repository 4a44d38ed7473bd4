"""The instructor's audit: groups are brought along, looked at once, and not kept."""

from typing import Any

from flask import Blueprint, Response, request

from lti_tool.errors import InvalidInputError
from lti_tool.insight.course_audit import audit_course
from lti_tool.insight.fairness_words import said_of, summary
from lti_tool.pages.forms import cleaned
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import said
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/fairness.html"

blueprint = Blueprint("fairness", __name__, url_prefix="/teach/fairness")


@blueprint.get("/")
@access.open_to(Role.INSTRUCTOR)
def fairness() -> Response:
    """Say what an audit is and needs."""
    return show(TEMPLATE, typed="", error="")


@blueprint.post("/")
@access.open_to(Role.INSTRUCTOR)
def check() -> Response:
    """Audit the pairs of the course by the groups that were pasted."""
    typed = cleaned(request.form.get("groups", ""))
    try:
        found, unknown = audit_course(db(), viewer().course_id, typed)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, typed=typed, error=said(error.fields["groups"]))
    lines = [(one, said_of(one)) for one in found.comparisons]
    values: dict[str, Any] = {"found": found, "lines": lines, "summary": summary(found), "unknown": unknown}
    return show(TEMPLATE, typed="", error="", **values)
