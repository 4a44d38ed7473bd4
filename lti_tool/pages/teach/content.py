"""The content of the course: list, search, hide, show, pin, take out, bring back."""

from dataclasses import dataclass
from typing import Any, Self

from flask import Response, request
from werkzeug.datastructures import MultiDict

from lti_tool.catalogue import holdings, index_states, previews, runs
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.fetching import is_address
from lti_tool.catalogue.import_models import RunState
from lti_tool.catalogue.records import ResourceCard, RunReport
from lti_tool.errors import InvalidInputError
from lti_tool.pages.forms import cleaned
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/content.html"
PAGE_SIZE = 50
#: Imports that are looked at, and those of them that are shown once they are decided.
RUNS_SEEN = 20
RUNS_SHOWN = 5
#: The part of the page that is exchanged while somebody types.
LIST = "resources"
ACTIONS = frozenset({"hide", "show", "pin", "unpin", "remove", "restore"})


@dataclass(frozen=True, slots=True)
class ListForm:
    """Which part of the list to show."""

    words: str
    page: int

    @classmethod
    def of(cls, asked: MultiDict[str, str]) -> Self:
        """Read the address; a page that is no number is the first."""
        number = asked.get("page", "1")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
        return cls(cleaned(asked.get("q", ""))[:200], max(1, page))


EVERYTHING = ListForm("", 1)


@blueprint.get("/content")
@access.open_to(Role.INSTRUCTOR)
def content() -> Response:
    """Show the content of the course, or only the list to somebody who is typing."""
    form = ListForm.of(request.args)
    typing = f"#{LIST}" in request.headers.get("HX-Target", "")
    return show(TEMPLATE, LIST if typing else "content", **contents(viewer(), form))


@blueprint.post("/content/<public_id>")
@access.open_to(Role.INSTRUCTOR)
def change(public_id: str) -> Response:
    """Do one thing with one resource and show its line, with the way back."""
    someone, action = viewer(), request.form.get("action", "")
    if action not in ACTIONS:
        raise InvalidInputError
    card = None if action == "restore" else _card(someone, public_id)
    _act(someone, public_id, action)
    if action != "remove":
        card = _card(someone, public_id)
    return show("teach/resource_line.html", "line", card=card, action=action)


def contents(someone: Viewer, form: ListForm) -> dict[str, Any]:
    """Return the list with the state of the index, the imports to decide about and the last ones."""
    so_far = runs.recent(db(), someone.course_id, RUNS_SEEN)
    decided = [run for run in so_far if run.state not in {*previews.OPEN, RunState.CANCELLED}][:RUNS_SHOWN]
    found = holdings.resources(
        db(),
        someone.course_id,
        language(),
        words=form.words,
        limit=PAGE_SIZE + 1,
        offset=(form.page - 1) * PAGE_SIZE,
    )
    return {
        "form": form,
        "cards": found[:PAGE_SIZE],
        "more": len(found) > PAGE_SIZE,
        "index": index_states.report(db(), services().engines, someone.course_id, services().clock.now()),
        "undecided": [run for run in so_far if run.state in previews.OPEN],
        "runs": decided,
        "again": {run.id for run in decided if can_retry(run)},
    }


def can_retry(run: RunReport) -> bool:
    """True when what an import came from can still be read once more."""
    if run.state in previews.OPEN:
        return False
    return is_address(run.source) or (run.state == RunState.FAILED and bool(services().staging.files(run.id)))


def _card(someone: Viewer, public_id: str) -> ResourceCard:
    row = holdings.find(db(), someone.course_id, public_id)
    return Cards.of(db(), someone.course_id, language()).with_people(db(), [row]).one(row)


def _act(someone: Viewer, public_id: str, action: str) -> None:
    session, course_id, now = db(), someone.course_id, services().clock.now()
    if action in {"pin", "unpin"}:
        holdings.pin(session, course_id, public_id, now, pinned=action == "pin")
        return
    do = {
        "hide": holdings.hide,
        "show": holdings.show,
        "remove": holdings.remove,
        "restore": holdings.restore,
    }[action]
    do(session, course_id, public_id, now)
