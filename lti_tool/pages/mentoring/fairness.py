"""The instructor's audits: groups that people gave of their own free will, a report, its sign-off; or groups pasted."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from lti_tool.errors import InvalidInputError
from lti_tool.insight import auditing
from lti_tool.insight.course_audit import audit_course
from lti_tool.insight.fairness import Audit
from lti_tool.insight.fairness_words import said_of, summary
from lti_tool.pages.forms import cleaned
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/fairness.html"
MINE = "mentoring/audit_answers.html"

blueprint = Blueprint("fairness", __name__)


@blueprint.get("/teach/fairness/")
@access.open_to(Role.INSTRUCTOR)
def fairness() -> Response:
    """Show what is asked, what was signed, and what an audit needs."""
    return show(TEMPLATE, **_contents(viewer()))


@blueprint.post("/teach/fairness/")
@access.open_to(Role.INSTRUCTOR)
def check() -> Response:
    """Audit the pairs of the course by groups that were pasted; nothing of it is kept."""
    someone, typed = viewer(), cleaned(request.form.get("groups", ""))
    try:
        found, unknown = audit_course(db(), someone.course_id, typed)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **_contents(someone, error.fields, pasted=typed))
    return show(TEMPLATE, unknown=unknown, audits=_in_words([found]), **_contents(someone))


@blueprint.post("/teach/fairness/report")
@access.open_to(Role.INSTRUCTOR)
def report() -> Response:
    """Compare by what people answered."""
    someone = viewer()
    found = auditing.report(db(), someone.course_id)
    return show(TEMPLATE, audits=_in_words(found), to_sign=bool(found), **_contents(someone))


@blueprint.post("/teach/fairness/sign")
@access.open_to(Role.INSTRUCTOR)
def sign() -> Response:
    """Keep that somebody read the report and what follows from it."""
    someone, now = viewer(), services().clock.now()
    name, words = cleaned(request.form.get("signature", "")), cleaned(request.form.get("words", ""))
    try:
        auditing.sign(db(), someone.course_id, someone.user_id, name, words, now)
    except InvalidInputError as error:
        found = _in_words(auditing.report(db(), someone.course_id))
        return show(TEMPLATE, status=422, audits=found, to_sign=True, **_contents(someone, error.fields))
    return show(TEMPLATE, said_now=_("Signed and kept."), **_contents(someone))


@blueprint.post("/teach/fairness/questions")
@access.open_to(Role.INSTRUCTOR)
def ask() -> Response:
    """Ask learners for a group, of their own free will."""
    someone, now = viewer(), services().clock.now()
    name, options = cleaned(request.form.get("name", "")), cleaned(request.form.get("options", ""))
    try:
        auditing.ask(db(), someone.course_id, name, options, someone.user_id, now)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **_contents(someone, error.fields))
    return show(
        TEMPLATE, said_now=_("Asked. Learners find it beside what they look for in a mentor."), **_contents(someone)
    )


@blueprint.post("/teach/fairness/questions/<int:question_id>/close")
@access.open_to(Role.INSTRUCTOR)
def close(question_id: int) -> Response:
    """Close a question and delete its answers."""
    someone = viewer()
    auditing.close(db(), someone.course_id, question_id)
    return show(TEMPLATE, said_now=_("Closed. Its answers are deleted."), **_contents(someone))


@blueprint.get("/learn/audit/")
@access.open_to(Role.LEARNER)
def questions() -> Response:
    """Show a learner what may be answered, and what for."""
    return show(MINE, **_mine(viewer()))


@blueprint.post("/learn/audit/<int:question_id>")
@access.open_to(Role.LEARNER)
def answer(question_id: int) -> Response:
    """Keep an answer, or take it back."""
    someone, option = viewer(), request.form.get("option", "")
    auditing.answer(db(), someone.course_id, someone.user_id, question_id, option, services().clock.now())
    words = _("Kept, for this check alone.") if option else _("Taken back and deleted.")
    return show(MINE, said_now=words, **_mine(someone))


def _in_words(found: Sequence[Audit]) -> list[dict[str, Any]]:
    return [
        {"found": one, "summary": summary(one), "lines": [(each, said_of(each)) for each in one.comparisons]}
        for one in found
    ]


def _contents(someone: Viewer, errors: dict[str, str] | None = None, pasted: str = "") -> dict[str, Any]:
    return {
        "asked": auditing.asked(db(), someone.course_id),
        "signed": auditing.signed(db(), someone.course_id),
        "errors": {name: said(sentence) for name, sentence in (errors or {}).items()},
        "typed": request.form if errors else {},
        "pasted": pasted,
        "me": someone.name,
    }


def _mine(someone: Viewer) -> dict[str, Any]:
    return {"asked": auditing.asked(db(), someone.course_id, someone.user_id)}
