"""The instructor's outcomes: figures of the course with their definitions, and the same as CSV."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response

from lti_tool.insight.outcomes import as_csv, outcomes
from lti_tool.insight.weeks import Week, weeks_of
from lti_tool.pages.mentoring.weeks_picture import bars_of
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/outcomes.html"

blueprint = Blueprint("figures", __name__, url_prefix="/teach/outcomes")


@blueprint.get("/")
@access.open_to(Role.INSTRUCTOR)
def figures() -> Response:
    """Show the figures, and how the weeks went."""
    course_id, now = viewer().course_id, services().clock.now()
    weeks = weeks_of(db(), course_id, now)
    return show(TEMPLATE, figures=outcomes(db(), course_id, now), weeks=weeks, pictures=_pictures(weeks))


@blueprint.get("/outcomes.csv")
@access.open_to(Role.INSTRUCTOR)
def figures_csv() -> Response:
    """Return the figures for a spreadsheet."""
    found = outcomes(db(), viewer().course_id, services().clock.now())
    response = make_response(as_csv(found, language()))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="outcomes.csv"'
    return response


def _pictures(weeks: Sequence[Week]) -> list[tuple[str, str, Any]]:
    """Return key, title and bars of each line of the table, those with nothing to draw left out."""
    lines = (
        ("engaged", _("Learners who did something that counts"), [week.engaged for week in weeks]),
        ("asked", _("Learners who asked the assistant"), [week.asked for week in weeks]),
        ("met", _("Learners who met their mentor"), [week.met for week in weeks]),
    )
    return [(key, title, bars_of(counts)) for key, title, counts in lines if any(count != 0 for count in counts)]
