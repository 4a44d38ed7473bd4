"""/learn/elsewhere: the assistant on the organisation's own page, joined to this course by the learner's own act."""

from typing import Any

from flask import Blueprint, Response

from lti_tool.embed import sites
from lti_tool.people import account_links
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "learner/elsewhere.html"

blueprint = Blueprint("linking", __name__, url_prefix="/learn/elsewhere")


@blueprint.get("/")
@access.open_to(Role.LEARNER)
def page() -> Response:
    """Show what a link would do, and the links there are."""
    return show(TEMPLATE, **_contents())


@blueprint.post("/code")
@access.open_to(Role.LEARNER)
def code() -> Response:
    """Show a code, this once."""
    someone, now = viewer(), services().clock.now()
    made = account_links.make_code(db(), someone.user_id, someone.course_id, now)
    return show(TEMPLATE, code=f"{made[:4]}-{made[4:]}", until=now + account_links.LASTING, **_contents())


@blueprint.post("/<int:link_id>/end")
@access.open_to(Role.LEARNER)
def end(link_id: int) -> Response:
    """End a link."""
    account_links.part(db(), link_id, viewer().user_id)
    words = _("The link is ended. From now on nothing there counts in this course.")
    return show(TEMPLATE, said_now=words, **_contents())


def _contents() -> dict[str, Any]:
    someone = viewer()
    links = account_links.links_to(db(), someone.user_id, someone.course_id)
    names = sites.names_for(db(), [one.user_id for one in links])
    return {
        "sites": sites.of_course(db(), someone.course_id),
        "links": [(one, names.get(one.user_id, "")) for one in links],
    }
