"""The instructor's outcomes: figures of the course with their definitions, and the same as CSV."""

from flask import Blueprint, Response, make_response

from lti_tool.insight.outcomes import as_csv, outcomes
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/outcomes.html"

blueprint = Blueprint("figures", __name__, url_prefix="/teach/outcomes")


@blueprint.get("/")
@access.open_to(Role.INSTRUCTOR)
def figures() -> Response:
    """Show the figures."""
    return show(TEMPLATE, figures=outcomes(db(), viewer().course_id, services().clock.now()))


@blueprint.get("/outcomes.csv")
@access.open_to(Role.INSTRUCTOR)
def figures_csv() -> Response:
    """Return the figures for a spreadsheet."""
    found = outcomes(db(), viewer().course_id, services().clock.now())
    response = make_response(as_csv(found, language()))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="outcomes.csv"'
    return response
