"""What a mentor can help with, when, and for how many."""

from flask import Response, request

from lti_tool.errors import InvalidInputError
from lti_tool.mentoring import offers, profile_answers
from lti_tool.pages import mentoring_profile as profile_form
from lti_tool.pages.mentor import desk
from lti_tool.pages.mentor.routes import blueprint
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/profile.html"


@blueprint.get("/profile")
@access.open_to(Role.MENTOR)
def profile() -> Response:
    """Show what the mentor said."""
    return show(TEMPLATE, is_mentor=True, **profile_form.contents(viewer()))


@blueprint.post("/profile")
@access.open_to(Role.MENTOR)
def save_profile() -> Response:
    """Keep the answers; places that became free are offered to those who wait."""
    someone, answers, now = viewer(), profile_form.answers_of(request.form), services().clock.now()
    try:
        profile_answers.save_profile(db(), someone.course_id, someone.user_id, Role.MENTOR, answers, now)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, is_mentor=True, **profile_form.contents(someone, answers, error.fields))
    offers.offer_free_places(db(), someone.course_id, now)
    return show(desk.TEMPLATE, said_now=_("Saved."), **desk.contents(someone))
