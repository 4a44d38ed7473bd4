"""One of the mentor's people: the brief from what was shared, then sessions, actions and notes."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.mentoring import pairs
from lti_tool.mentoring.brief_resources import ResourceToSuggest, resources_for
from lti_tool.mentoring.briefs import Brief, brief
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.pages.crisis import card_for
from lti_tool.pages.forms import cleaned
from lti_tool.pages.looking import note_look
from lti_tool.pages.mentor.brief_door import door
from lti_tool.pages.mentor.routes import blueprint
from lti_tool.pages.mentor.waiting_drafts import waiting
from lti_tool.pages.pair_door import pair_for
from lti_tool.pages.pair_view import view_of
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentor/person.html"
#: What the ledger calls a look at this page.
LOOKED_AT = "brief"


@blueprint.get("/people/<int:pair_id>")
@access.open_to(Role.MENTOR)
def person(pair_id: int) -> Response:
    """Show the brief of one of the mentor's own people; the look is written into that person's ledger."""
    someone = viewer()
    pair = own_pair(someone, pair_id)
    values = contents(pair, someone)
    note_look(pair.learner_id, pair.course_id, LOOKED_AT)
    return show(TEMPLATE, **values)


@blueprint.post("/people/<int:pair_id>/end")
@access.open_to(Role.MENTOR)
def end(pair_id: int) -> Response:
    """End with somebody, with a few words for both; no reason is asked."""
    someone, now = viewer(), services().clock.now()
    pair = own_pair(someone, pair_id)
    try:
        pairs.end(db(), pair.id, someone.user_id, cleaned(request.form.get("words", "")), now)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **contents(pair, someone, error.fields))
    return show(TEMPLATE, said_now=_("Your words are kept for both of you."), **contents(pair, someone))


def contents(pair: Pair, someone: Viewer, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the brief and what the two share a view of; of a pair that ended only the closing words."""
    is_open = pair.state == PairState.ACTIVE
    facts = brief(db(), pair, services().clock.now()) if is_open else None
    return {
        "pair": pair,
        "brief": facts,
        "resources": _resources(facts) if facts else (),
        "view": view_of(pair, someone) if is_open else None,
        "drafts": waiting(someone, pair.id) if is_open else (),
        "door": door(someone),
        "worded": None,
        "crisis_card": card_for(*request.form.values()),
        "errors": errors or {},
        "typed": request.form,
    }


def _resources(facts: Brief) -> Sequence[ResourceToSuggest]:
    held = services()
    return resources_for(db(), held.pools, held.engines, facts, language=language(), now=held.clock.now())


def own_pair(someone: Viewer, pair_id: int) -> Pair:
    """Return a pair of this mentor's, also one that ended; for anybody else it does not exist."""
    pair = pair_for(someone, pair_id, as_mentor=True)
    if pair.state not in {PairState.ACTIVE, PairState.ENDED}:
        raise NotFoundError
    return pair
