"""What comes before what, set by hand: add an order, take one out, put it back."""

from flask import Response, request

from lti_tool.catalogue import ordering
from lti_tool.errors import InvalidInputError
from lti_tool.pages.teach.routes import blueprint
from lti_tool.pages.teach.skills import TEMPLATE, contents
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db


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
