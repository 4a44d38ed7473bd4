"""What the instructor chooses for the course: assistant, grades, what learners see."""

from typing import Any

from flask import Response, request

from lti_tool import course_settings
from lti_tool.course_settings import CourseSettings
from lti_tool.course_settings.store import version
from lti_tool.errors import InvalidInputError
from lti_tool.gradebook.endpoints import grades_status
from lti_tool.gradebook.resending import refresh_course
from lti_tool.pages.teach.routes import blueprint
from lti_tool.pages.teach.settings_form import SettingsForm
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/settings.html"


@blueprint.get("/settings")
@access.open_to(Role.INSTRUCTOR)
def settings() -> Response:
    """Show what is chosen."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/settings")
@access.open_to(Role.INSTRUCTOR)
def save_settings() -> Response:
    """Keep the choices; a refused one says so beside its field and keeps what was typed."""
    someone, form, now = viewer(), SettingsForm.of(request.form), services().clock.now()
    try:
        course_settings.save(
            db(), someone.course_id, form.changes, someone.user_id, now=now, expected_version=form.version
        )
        refresh_course(db(), someone.course_id, now=now)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **contents(someone, form, error.fields))
    return show(TEMPLATE, saved=True, **contents(someone))


def contents(someone: Viewer, form: SettingsForm | None = None, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the values to show: what is stored, or what was typed when it was refused."""
    stored: CourseSettings = course_settings.read(db(), someone.course_id)
    return {
        "values": {**stored.model_dump(mode="json"), **(form.changes if form else {})},
        "version": version(db(), someone.course_id),
        "errors": errors or {},
        "grades": grades_status(db(), someone.course_id),
    }
