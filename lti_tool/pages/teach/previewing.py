"""One import from being read to its undo: how far it is, what it would change, the decision."""

from collections import Counter
from typing import Any

from flask import Response, request, url_for

from lti_tool.catalogue import previews, runs, skills, undo
from lti_tool.catalogue.reports import RunReport
from lti_tool.errors import UnavailableError
from lti_tool.gradebook import health
from lti_tool.pages.teach.content import EVERYTHING, can_retry, contents
from lti_tool.pages.teach.content import TEMPLATE as CONTENT
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db, finish_early

TEMPLATE = "teach/import.html"
#: The part of the page that asks for itself until the reading is over.
STATE = "import"


@blueprint.get("/content/imports/<int:run_id>")
@access.open_to(Role.INSTRUCTOR)
def importing(run_id: int) -> Response:
    """Show how far an import is, or only that to the page that waits for it."""
    waiting = f"#{STATE}" in request.headers.get("HX-Target", "")
    return show(TEMPLATE, "state" if waiting else "content", waited=waiting, **_import(viewer(), run_id))


@blueprint.post("/content/imports/<int:run_id>/confirm")
@access.open_to(Role.INSTRUCTOR)
def confirm_import(run_id: int) -> Response:
    """Store what the preview showed and show what came of it, with the way back."""
    someone, held, note = viewer(), services(), None
    finish_early()  # storing opens transactions of its own
    try:
        previews.confirm(held.database, held.engines, held.clock, held.staging, someone.course_id, run_id)
    except UnavailableError as error:  # everything is stored; the index follows
        note = error
    return show_import(someone, run_id, note=note)


@blueprint.post("/content/imports/<int:run_id>/cancel")
@access.open_to(Role.INSTRUCTOR)
def cancel_import(run_id: int) -> Response:
    """Drop an import; nothing of it was in the course."""
    someone, held = viewer(), services()
    previews.cancel(db(), held.staging, someone.course_id, run_id, held.clock.now())
    return _to_content(someone, dropped=True)


@blueprint.post("/content/imports/<int:run_id>/undo")
@access.open_to(Role.INSTRUCTOR)
def undo_import(run_id: int) -> Response:
    """Put everything back as it was before the last import."""
    someone = viewer()
    undo.undo(db(), someone.course_id, run_id, services().clock.now())
    return _to_content(someone)


def show_import(someone: Viewer, run_id: int, **values: Any) -> Response:
    """Show an import after something was done with it, under its own address."""
    response = show(TEMPLATE, **values, **_import(someone, run_id))
    response.headers["HX-Push-Url"] = url_for("teach.importing", run_id=run_id)
    return response


def _to_content(someone: Viewer, **values: Any) -> Response:
    response = show(CONTENT, **values, **contents(someone, EVERYTHING))
    response.headers["HX-Push-Url"] = url_for("teach.content")
    return response


def _import(someone: Viewer, run_id: int) -> dict[str, Any]:
    found = previews.preview(db(), someone.course_id, run_id)
    report = _report(someone, run_id)
    return {
        "found": found,
        "run": report,
        "languages": Counter(item.language for item in found.items).most_common(),
        "skill_names": _skill_names(someone) if found.items else {},
        "worker_alive": health.is_worker_alive(db(), services().clock.now()),
        "again": can_retry(report),
    }


def _report(someone: Viewer, run_id: int) -> RunReport:
    last = undo.last_run(db(), someone.course_id)
    run = previews.find_run(db(), someone.course_id, run_id)
    return runs.as_report(db(), run, can_undo=last is not None and last.id == run_id)


def _skill_names(someone: Viewer) -> dict[str, str]:
    return {skill.key: skill.name for skill in skills.named(db(), someone.course_id, language())}
