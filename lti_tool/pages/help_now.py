""" "I need a human now": help lines of the country and the local contact, on every screen, for everyone."""

from flask import Blueprint, Response

from lti_tool.web import access
from lti_tool.web.fragments import show
from lti_tool.web.services import services
from widget.guardrails.help_lines import CARD_NOBODY_TOLD, help_lines

blueprint = Blueprint("help", __name__, url_prefix="/help")


@blueprint.get("/now")
@access.public
def human() -> Response:
    """Show whom to call; open without a session, since a session may have ended just now."""
    settings = services().settings
    return show(
        "help/human.html",
        lines=help_lines(settings.country),
        local=settings.help_contact,
        nobody_told=CARD_NOBODY_TOLD,
    )
