"""The mentors' training: the list of lessons, one lesson, its question."""

from typing import Any

from flask import Response, request

from lti_tool.mentoring import training
from lti_tool.pages.mentor.routes import blueprint
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

LIST = "mentor/training.html"
TEMPLATE = "mentor/lesson.html"


@blueprint.get("/training/")
@access.open_to(Role.MENTOR)
def lessons() -> Response:
    """Show the lessons and which are done."""
    return show(LIST, lessons=training.lessons(language()), done=training.done(db(), viewer().user_id))


@blueprint.get("/training/<key>")
@access.open_to(Role.MENTOR)
def lesson(key: str) -> Response:
    """Show one lesson with its question."""
    return show(TEMPLATE, **_contents(key))


@blueprint.post("/training/<key>")
@access.open_to(Role.MENTOR)
def check(key: str) -> Response:
    """Say whether the answer helps most, and why; anybody may try again."""
    someone, given = viewer(), request.form.get("option", "")
    option = int(given) if given in {"0", "1", "2"} else -1
    right = training.answer(db(), someone.user_id, key, option, services().clock.now())
    return show(TEMPLATE, chosen=option, right=right, **_contents(key))


def _contents(key: str) -> dict[str, Any]:
    found = training.lesson(key, language())
    number = [one.key for one in training.lessons(language())].index(key) + 1
    return {
        "lesson": found,
        "number": number,
        "of": len(training.lessons(language())),
        "next": training.after(key, language()),
        "is_done": key in training.done(db(), viewer().user_id),
    }
