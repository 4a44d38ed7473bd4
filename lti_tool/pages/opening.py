"""What a launch shows first: the page that its activity opens, the home of the role, or what became of a pick."""

from typing import Any

from flask import Response, g, make_response, render_template

from lti_tool.catalogue import copies
from lti_tool.pages.home import first_page
from lti_tool.pages.placing import kinds, reading
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.picks import HOME, Pick
from lti_tool.people.roles import Role
from lti_tool.web import bearer
from lti_tool.web.i18n import language
from lti_tool.web.transactions import db

GONE = "launch/gone.html"
PLACED = "launch/placed.html"


def page_of_activity(someone: Viewer, token: str, written: str, originals: tuple[int, ...]) -> Response:
    """Return the first page of a launch; `written` is what the activity opens, as the platform keeps it.

    `originals` are the courses that this one was copied from: what was picked there is looked for here.
    """
    pick = Pick.read(written)
    if not written or (pick is not None and pick.kind == HOME):
        return first_page(someone, token)
    bearer.act_as(someone)
    place = Place(someone.course_id, language())
    offer = _found(place, pick, originals)
    if offer is None:
        return _render(token, GONE, someone=someone, **_what_became(someone, pick, originals))
    kind = kinds.KINDS[offer.pick.kind]
    if someone.role is Role.LEARNER or kind.for_all:
        g.first_address = kind.address(offer.pick.target)
        template, values = kind.page(someone, offer.pick.target)
        return _render(token, template, **values)
    if someone.role is Role.INSTRUCTOR:
        return _render(token, PLACED, someone=someone, offer=offer)
    return first_page(someone, token)


def _found(place: Place, pick: Pick | None, originals: tuple[int, ...]) -> Offer | None:
    offer = kinds.find(place, pick) if pick is not None else None
    if offer is None and pick is not None and pick.kind == reading.NAME and originals:
        here = copies.counterpart(db(), place.course_id, pick.target, originals)
        offer = reading.find(place, here) if here is not None else None
    return offer


def _what_became(someone: Viewer, pick: Pick | None, originals: tuple[int, ...]) -> dict[str, Any]:
    """Return why there is nothing to open; what learners may not see they are not told the title of."""
    kind = kinds.kind_of(pick)
    title = None
    if pick is not None and kind is not None and kind.name == reading.NAME:
        title = copies.was_here(db(), someone.course_id, pick.target)
    return {
        "kind": kind,
        "was_here": title is not None,
        "title": title if someone.role is Role.INSTRUCTOR else None,
        "is_copy": bool(originals),
    }


def _render(token: str, template: str, **values: Any) -> Response:
    return make_response(render_template(template, frame_token=token, **values))
