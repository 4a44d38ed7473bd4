"""Search in the course's content, with results while one types; meaning is asked once words have answered."""

from hashlib import blake2b
from typing import Any

from flask import Response, request, url_for

from lti_tool.catalogue import desk, finding, holdings
from lti_tool.catalogue.records import ResourceCard, SearchPage
from lti_tool.pages.learner.narrowing import Narrowing
from lti_tool.pages.learner.routes import blueprint
from lti_tool.pages.learner.search_form import SearchForm
from lti_tool.pages.shelves import shelf
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "learner/search.html"
LIMIT = 20
#: Titles of a list to look around in.
BROWSED = 200
#: The part of the page that is exchanged while somebody types.
HITS = "hits"


@blueprint.get("/search")
@access.open_to(*access.EVERYONE)
def search() -> Response:
    """Show the search page, or only its results to somebody who is typing."""
    someone, form = viewer(), SearchForm.of(request.args)
    typing = f"#{HITS}" in request.headers.get("HX-Target", "")
    found = _find(someone, form, meaning="refined" in request.args)
    if request.args.get("refined") == _order(found):
        return Response(status=204)  # meaning changes nothing: the list stays as it is being read
    response = show(TEMPLATE, HITS if typing else "content", **_contents(someone, form, found))
    if typing:
        response.headers["HX-Replace-Url"] = url_for("learn.search", **form.address)
    return response


@blueprint.post("/search/sent")
@access.open_to(*access.EVERYONE)
def searched() -> Response:
    """Count a search that a learner sent, for the instructor's content desk, without who it was."""
    someone, form = viewer(), SearchForm.of(request.form)
    if someone.role is Role.LEARNER and form.text.strip():
        found = _find(someone, SearchForm(form.text), meaning=True)
        desk.note_search(db(), someone.course_id, form.text, found.total if found.speaks else 0, services().clock.now())
    return Response(status=204)


def _find(someone: Viewer, form: SearchForm, *, meaning: bool) -> SearchPage:
    return finding.search(
        db(),
        services().engines,
        someone.course_id,
        form.text,
        language=language(),
        filters=form.filters(words_only=not meaning),
        limit=LIMIT,
        user_id=someone.user_id,
    )


def _contents(someone: Viewer, form: SearchForm, found: SearchPage) -> dict[str, Any]:
    course = services().pools.of(db(), someone.course_id, services().clock.now())
    browse = () if form.text.strip() else _browse(someone, form)
    return {
        "form": form,
        "page": found,
        "order": _order(found),
        "browse": browse[:BROWSED],
        "browse_more": max(0, len(browse) - BROWSED),
        "narrowing": Narrowing.of(course.facets, course.cards(db(), language())),
    }


def _browse(someone: Viewer, form: SearchForm) -> tuple[ResourceCard, ...]:
    """What there is to read: the reader's language, or whatever the limits keep."""
    if not form.limits:
        return shelf(someone)
    held = holdings.resources(db(), someone.course_id, language(), user_id=someone.user_id, learners_only=True)
    return tuple(card for card in held if form.keeps(card))


def _order(found: SearchPage) -> str:
    """Return a name for what is seen: these passages in this order, and whether they are said to come close only."""
    shown = "\n".join(hit.passage_id for hit in found.hits) + str(found.speaks or found.refinable)
    return blake2b(shown.encode(), digest_size=8).hexdigest()
