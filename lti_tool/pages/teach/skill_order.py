"""Skills and what comes before what, set by hand: name one, add an order, take it out, put it back."""

from flask import Response, request

from lti_tool.catalogue import naming_skills, ordering
from lti_tool.errors import InvalidInputError
from lti_tool.pages.forms import cleaned
from lti_tool.pages.teach.routes import blueprint
from lti_tool.pages.teach.skills import TEMPLATE, contents
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db


@blueprint.post("/skills/named")
@access.open_to(Role.INSTRUCTOR)
def name_skill() -> Response:
    """Add a skill by its name, with the way back."""
    someone, typed = viewer(), cleaned(request.form.get("name", ""))
    try:
        key = naming_skills.name_skill(db(), someone.course_id, typed, language(), services().clock.now())
    except InvalidInputError as error:
        wrong = said(error.message, error.parameters)
        return show(TEMPLATE, status=422, name_error=wrong, typed=request.form, **contents(someone))
    return show(TEMPLATE, said_now=_("It is among the skills of this course."), named=key, **contents(someone))


@blueprint.post("/skills/named/back")
@access.open_to(Role.INSTRUCTOR)
def take_skill_back() -> Response:
    """Take a skill out of the list while nothing is built on it."""
    someone = viewer()
    naming_skills.take_back(db(), someone.course_id, request.form.get("key", ""))
    return show(TEMPLATE, said_now=_("Taken back."), **contents(someone))


@blueprint.post("/skills/order")
@access.open_to(Role.INSTRUCTOR)
def put_first() -> Response:
    """Let one skill come before another; what cannot be is said beside the fields."""
    someone, now = viewer(), services().clock.now()
    skill, first = request.form.get("skill", ""), request.form.get("first", "")
    try:
        ordering.put_first(db(), someone.course_id, skill, first, by=someone.user_id, now=now, language=language())
    except InvalidInputError as error:
        wrong = said(error.message, error.parameters)
        return show(TEMPLATE, status=422, order_error=wrong, typed=request.form, **contents(someone))
    return show(TEMPLATE, said_now=_("Paths follow this order from now on."), **contents(someone))


@blueprint.post("/skills/order/<int:edge_id>")
@access.open_to(Role.INSTRUCTOR)
def change_order(edge_id: int) -> Response:
    """Take an order out of paths, or put it back."""
    someone, now = viewer(), services().clock.now()
    was = request.form.get("was", "")
    if request.form.get("back") == "yes":
        given = was == "given"
        ordering.put_back(db(), someone.course_id, edge_id, given=given, by=someone.user_id, now=now)
        return show(TEMPLATE, said_now=_("It orders paths again."), **contents(someone))
    ordering.take_out(db(), someone.course_id, edge_id, by=someone.user_id, now=now)
    words = _("Taken out: it no longer orders paths, and is not suggested again.")
    return show(TEMPLATE, said_now=words, taken_out={"edge": edge_id, "was": was}, **contents(someone))
