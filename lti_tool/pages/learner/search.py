"""Search in the course's content, with results while one types."""

from dataclasses import dataclass
from typing import Self

from flask import Response, request
from werkzeug.datastructures import MultiDict

from lti_tool.catalogue import desk, finding
from lti_tool.catalogue.finding import SearchFilters
from lti_tool.pages.learner.routes import blueprint
from lti_tool.pages.shelves import shelf
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "learner/search.html"
LIMIT = 20
LANGUAGES = frozenset({"fr", "en"})
#: The part of the page that is exchanged while somebody types.
HITS = "hits"


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What somebody asked for; an unknown language sets no limit."""

    text: str
    language: str

    @classmethod
    def of(cls, asked: MultiDict[str, str]) -> Self:
        """Read the address."""
        wanted = asked.get("language", "")
        return cls(asked.get("q", "")[: finding.LONGEST_QUERY], wanted if wanted in LANGUAGES else "")

    @property
    def filters(self) -> SearchFilters:
        """The limits as the catalogue takes them."""
        return SearchFilters(languages=frozenset({self.language} if self.language else ()))


@blueprint.get("/search")
@access.open_to(*access.EVERYONE)
def search() -> Response:
    """Show the search page, or only its results to somebody who is typing."""
    someone, form = viewer(), SearchForm.of(request.args)
    typing = f"#{HITS}" in request.headers.get("HX-Target", "")
    found = finding.search(
        db(),
        services().engines,
        someone.course_id,
        form.text,
        language=language(),
        filters=form.filters,
        limit=LIMIT,
        user_id=someone.user_id,
    )
    browse = () if form.text.strip() else shelf(someone, form.language)
    return show(TEMPLATE, HITS if typing else "content", form=form, page=found, browse=browse)


@blueprint.post("/search/sent")
@access.open_to(*access.EVERYONE)
def searched() -> Response:
    """Count a search that a learner sent, for the instructor's content desk, without who it was."""
    someone, form = viewer(), SearchForm.of(request.form)
    if someone.role is Role.LEARNER and form.text.strip():
        found = finding.search(
            db(), services().engines, someone.course_id, form.text, language=language(), filters=form.filters, limit=1
        )
        desk.note_search(db(), someone.course_id, form.text, found.total, services().clock.now())
    return Response(status=204)
