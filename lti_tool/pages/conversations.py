"""One's own conversations with the assistant on a page: the list beside the one that is read."""

from flask import Blueprint, Response, request

from lti_tool.web import access
from lti_tool.web.fragments import show

blueprint = Blueprint("conversations", __name__, url_prefix="/conversations")

TEMPLATE = "conversations.html"
LONGEST_QUERY = 100


@blueprint.get("/")
@access.open_to(*access.EVERYONE)
def conversations() -> Response:
    """Show what this person asked in this course; nobody else reads it."""
    return show(TEMPLATE, query=request.args.get("q", "")[:LONGEST_QUERY])
