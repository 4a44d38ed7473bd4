"""The gradebook as people see it: one row a person, one column a line item."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.people import PEOPLE, Person
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.scoring import override
from lti_tool.demo.platform.signing_in import reader, taught, visited
from lti_tool.demo.platform.state import Grade, LineItem

gradebook_routes = Blueprint("gradebook", __name__)


def table(campus: Campus, course: str, only: Person | None = None) -> dict[str, Any]:
    """Return a course's columns and rows, of one person or of all who can have a grade."""
    with campus.lock:
        columns = [item for item in campus.state.line_items.values() if item.course == course]
        people = [only.key] if only else campus.gradable(course)
        return {
            "course": course,
            "columns": [_column(item) for item in columns],
            "rows": [_row(campus, person, columns) for person in people],
        }


def _column(item: LineItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "label": item.label,
        "maximum": item.maximum,
        "activity": item.activity,
        "resource_id": item.resource_id,
        "tag": item.tag,
        # Moodle keeps a line item without a link as a manual item (live 4.5.6).
        "manual": item.activity is None,
        "client_id": item.client_id,
        **item.extra,
    }


def _row(campus: Campus, person: str, columns: list[LineItem]) -> dict[str, Any]:
    grades = {item.id: campus.state.grades.get((item.id, person)) for item in columns}
    return {
        "person": person,
        "name": PEOPLE[person].name,
        "user_id": campus.subject(person),
        "grades": {str(item): _cell(grade) for item, grade in grades.items() if grade is not None},
    }


def _cell(grade: Grade) -> dict[str, Any]:
    return {
        "given": grade.given,
        "comment": grade.comment,
        "activity_progress": grade.activity_progress,
        "grading_progress": grade.grading_progress,
        "timestamp": grade.timestamp,
        "accepted": grade.accepted,
        "overridden": grade.overridden,
        "attempts": grade.extra.get("attempts", 0),
    }


def _seen(course: str) -> tuple[dict[str, Any], bool]:
    """Return what the reader may see: everything for those who teach, else their own row."""
    _, role = visited(course)
    teaches = role in {"instructor", "administrator"}
    if not teaches and reader().key not in here().gradable(course):
        return table(here(), course) | {"rows": []}, False
    return table(here(), course, None if teaches else reader()), teaches


@gradebook_routes.get("/courses/<course>/gradebook")
def gradebook(course: str) -> str:
    """Show the gradebook."""
    seen, teaches = _seen(course)
    return render_template("campus/gradebook.html", table=seen, teaches=teaches, course=here().course(course))


@gradebook_routes.get("/courses/<course>/gradebook.json")
def gradebook_as_json(course: str) -> Response:
    """Give the same to a program."""
    return jsonify(_seen(course)[0])


@gradebook_routes.post("/courses/<course>/gradebook")
def overridden(course: str) -> Redirect:
    """Let a teacher type a grade over the tool's."""
    taught(course)
    with here().lock:
        item = here().state.line_items.get(request.form.get("item", 0, type=int))
        person = PEOPLE.get(request.form.get("person", ""))
        if item is None or item.course != course or person is None or person.key not in here().gradable(course):
            raise RefusedError(404, "There is no such grade in this course.")
        override(here(), item, person, _typed(item), request.form.get("comment", ""))
        here().keep()
    return redirect(url_for("gradebook.gradebook", course=course))


def _typed(item: LineItem) -> float | None:
    text = request.form.get("given", "").strip().replace(",", ".")
    if not text:
        return None
    try:
        given = float(text)
    except ValueError as error:
        raise RefusedError(400, "The grade is not a number.") from error
    if not 0 <= given <= item.maximum:
        raise RefusedError(400, "The grade is outside the scale of this column.")
    return given
