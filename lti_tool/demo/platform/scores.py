"""Scores in, results out (Assignment and Grade Services 2.0, sections 3.3 and 3.4)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.line_items import owned
from lti_tool.demo.platform.paging import page
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.scoring import accept, read_score
from lti_tool.demo.platform.services import answered, caller, json_object, service
from lti_tool.demo.platform.state import Grade, LineItem
from lti_tool.demo.platform.tools import RESULT_READ, SCORE, Tool

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"


def score_routes(profile: Profile) -> Blueprint:
    """Return the score and result endpoints under the profile's line items."""
    routes = service("scores")
    one = profile.paths.line_item.replace("{course}", "<course>").replace("{item}", "<int:item>")

    @routes.post(f"{one}/scores")
    def scored(course: str, item: int) -> Response:
        tool = caller(SCORE)
        with here().lock:
            column = owned(course, item, tool)
            grade = accept(here(), column, read_score(here(), column, json_object(SCORE_TYPE)))
            here().keep()
        if profile.score_answers_result:
            return answered({"resultUrl": result_address(column, tool, grade)}, "application/json")
        return Response(status=200)

    @routes.get(f"{one}/results")
    def results(course: str, item: int) -> Response:
        tool = caller(RESULT_READ)
        column = owned(course, item, tool)
        rows, following = page(_found(column), profile.page_length)
        answer = answered([_shown(column, tool, grade) for grade in rows], RESULTS)
        if following:
            answer.headers["Link"] = f'<{following}>; rel="next"'
        return answer

    @routes.get(f"{one}/results/<person>")
    def result(course: str, item: int, person: str) -> Response:
        tool = caller(RESULT_READ)
        column = owned(course, item, tool)
        for grade in _found(column):
            if here().subject(grade.person) == person:
                return answered(_shown(column, tool, grade), "application/vnd.ims.lis.v2.result+json")
        raise RefusedError(404, "this person has no result here")

    return routes


def result_address(item: LineItem, tool: Tool, grade: Grade) -> str:
    """Return where one result is read."""
    return here().addresses.line_item(item, tool, f"/results/{here().subject(grade.person)}")


def _found(item: LineItem) -> list[Grade]:
    user = request.args.get("user_id")
    grades = [grade for (column, _), grade in sorted(here().state.grades.items()) if column == item.id]
    return [grade for grade in grades if user is None or here().subject(grade.person) == user]


def _shown(item: LineItem, tool: Tool, grade: Grade) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": result_address(item, tool, grade),
        "scoreOf": here().addresses.line_item(item, tool),
        "userId": here().subject(grade.person),
        "resultMaximum": item.maximum,
        "comment": grade.comment,
    }
    # A wiped grade has no resultScore, which is not the same as zero.
    return body if grade.given is None else body | {"resultScore": grade.given}
