"""The course as a learner sees it: the same page, nothing in it can be pressed."""

from flask import Response

from lti_tool import course_settings
from lti_tool.pages.learner import home
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import use_language
from lti_tool.web.transactions import db


@blueprint.get("/preview")
@access.open_to(Role.INSTRUCTOR)
def preview() -> Response:
    """Show the learner's first page as a newcomer gets it, in the language of the course where it has one."""
    someone = viewer()
    if chosen := course_settings.read(db(), someone.course_id).default_language:
        use_language(chosen)
    return show(home.TEMPLATE, **home.contents(home.as_newcomer(someone)))
