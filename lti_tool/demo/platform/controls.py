"""Levers for tests that run the campus in another process. They exist only where the set-up asks for them."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from lti_tool.demo.platform.faults import read_fault
from lti_tool.demo.platform.gradebook import table
from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.refusals import RefusedError

control_routes = Blueprint("controls", __name__, url_prefix="/controls")


@control_routes.errorhandler(RefusedError)
def refused(error: RefusedError) -> tuple[Response, int]:
    """Say no in JSON."""
    return jsonify(reason=error.reason), error.status


@control_routes.get("/faults")
def faults() -> Response:
    """Tell which faults are in force and how often each kind was met."""
    return jsonify(rules=here().faults.listed(), met=here().faults.met)


@control_routes.post("/faults")
def add_fault() -> tuple[Response, int]:
    """Put a fault in force: a JSON object with the fields of `faults.Fault`."""
    here().faults.add(read_fault(request.get_json(silent=True)))
    return jsonify(rules=here().faults.listed()), 201


@control_routes.delete("/faults")
def clear_faults() -> Response:
    """Take every fault away."""
    here().faults.clear()
    return jsonify(rules=[])


@control_routes.get("/journal")
def journal() -> Response:
    """Tell what tools sent, oldest first."""
    return jsonify([asdict(note) | {"at": note.at.isoformat()} for note in list(here().journal)])


@control_routes.get("/gradebook/<course>")
def gradebook(course: str) -> Response:
    """Give the whole gradebook of a course."""
    _known(course)
    return jsonify(table(here(), course))


@control_routes.get("/line-items/<course>")
def line_items(course: str) -> Response:
    """Give the columns of a course's gradebook."""
    _known(course)
    return jsonify(table(here(), course)["columns"])


@control_routes.delete("/line-items/<int:item>")
def remove_line_item(item: int) -> Response:
    """Delete a column, as a teacher would on the platform."""
    here().remove_line_item(item)
    return jsonify(removed=item)


@control_routes.post("/tokens/revoke")
def revoke() -> Response:
    """Forget every access token that was issued."""
    with here().lock:
        revoked = len(here().grants)
        here().grants.clear()
    return jsonify(revoked=revoked)


@control_routes.post("/keys/rotate")
def rotate() -> Response:
    """Sign with a new key."""
    return jsonify(kid=here().rotate().kid)


@control_routes.post("/enrolments/<course>")
def enrol(course: str) -> Response:
    """Give a person a role in a course; a null role takes the person out."""
    _known(course)
    body = request.get_json(silent=True) or {}
    here().enrol(course, str(body.get("person")), body.get("role"))
    return jsonify(here().course(course).members)


def _known(course: str) -> None:
    if course not in here().state.courses:
        raise RefusedError(404, "there is no such course")
