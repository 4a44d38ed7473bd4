"""The frame's own routes: a ticket for a new tab, and the tab it opens."""

import json

from flask import Blueprint, Response, make_response, request

from lti_tool.errors import ForbiddenError
from lti_tool.pages.home import first_page
from lti_tool.pages.signals import pitch
from lti_tool.people import tickets
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.services import services
from lti_tool.web.transactions import db

blueprint = Blueprint("frame", __name__, url_prefix="/frame")

#: What a form asks for that opens the recorder instead of the first page.
RECORDER = "recorder"
#: A browser too old to say where a request comes from sends nothing.
OWN_PAGES = {None, "same-origin"}


@blueprint.post("/ticket")
@access.open_to(*access.EVERYONE)
def ticket() -> Response:
    """Hand out a ticket in an event: it reaches the page's script and no address."""
    value = tickets.issue(db(), viewer().session_id, services().clock.now())
    response = make_response("", 204)
    response.headers["HX-Trigger"] = json.dumps({"boussole:ticket": {"value": value}})
    return response


@blueprint.post("/open")
@access.public
def new_tab() -> Response:
    """Open the person's first page in a session of its own; another site cannot post a ticket here."""
    if request.headers.get("Sec-Fetch-Site") not in OWN_PAGES:
        raise ForbiddenError
    token, someone = tickets.redeem(db(), request.form.get("ticket", ""), services().clock.now())
    if request.form.get("to") == RECORDER and someone.role is Role.LEARNER:
        return pitch.recorder(someone, token)
    return first_page(someone, token)
