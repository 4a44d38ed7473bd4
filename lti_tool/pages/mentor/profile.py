"""What a mentor can help with, when, and for how many."""

from flask import Response

from lti_tool.pages import mentoring_profile
from lti_tool.pages.mentor.routes import blueprint
from lti_tool.people.roles import Role
from lti_tool.web import access


@blueprint.get("/profile")
@access.open_to(Role.MENTOR)
def profile() -> Response:
    """Show what the mentor said."""
    return mentoring_profile.page()


@blueprint.post("/profile")
@access.open_to(Role.MENTOR)
def save_profile() -> Response:
    """Keep an answer; more places are offered with the next round of the worker."""
    return mentoring_profile.save()


@blueprint.post("/profile/wish")
@access.open_to(Role.MENTOR)
def wish() -> Response:
    """Take new people, or nobody new; free places are offered at once to those who wait."""
    return mentoring_profile.wish()
