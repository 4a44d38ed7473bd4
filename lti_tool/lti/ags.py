"""The Assignment and Grade Services of a platform, over the network (AGS 2.0)."""

import json
from datetime import datetime

from pylti1p3.grade import Grade

from lti_tool.lti.answers import check_not_a_page, json_of
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ, SCOPE_RESULT_READ, SCOPE_SCORE
from lti_tool.lti.connector import Call, Connector
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.line_item_json import from_json, to_json
from lti_tool.lti.scores import LineItem, Result, Score
from lti_tool.lti.service_errors import GoneError, ScopeMissingError, ServiceAnswerError
from lti_tool.lti.service_urls import below, with_query

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
_READING = (SCOPE_LINE_ITEM_READ, SCOPE_LINE_ITEM)
_CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"


class AgsClient:
    """A `GradeService` over HTTP. Never call inside a transaction."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def send_score(self, platform_id: int, line_item: str, score: Score) -> None:
        """Post one score; the content type must be exactly the one of the specification."""
        platform = self._connector.platform(platform_id)
        call = Call(
            "POST",
            below(line_item, "scores"),
            (SCOPE_SCORE,),
            body=_score_body(score),
            content_type=SCORE_TYPE,
        )
        check_not_a_page(self._connector.call(platform, call))

    def results(self, platform_id: int, line_item: str, *, user_id: str | None = None) -> list[Result]:
        """Return all results, or one person's; filtered here too, since some platforms ignore the filter."""
        url = with_query(below(line_item, "results"), {"user_id": user_id})
        found: list[Result] = []
        for page in self._lists(platform_id, Call("GET", url, (SCOPE_RESULT_READ,), RESULTS_TYPE)):
            found.extend(result for item in page if (result := _result(item)) is not None)
        return [result for result in found if user_id in {None, result.user_id}]

    def line_items(
        self,
        platform_id: int,
        endpoint: AgsEndpoint,
        *,
        tag: str | None = None,
        resource_id: str | None = None,
        resource_link_id: str | None = None,
    ) -> list[LineItem]:
        """Return the tool's line items of the course, all pages."""
        if not endpoint.can_read_items or endpoint.line_items is None:
            raise ScopeMissingError
        scopes = [scope for scope in _READING if scope in endpoint.scopes]
        wanted = {"tag": tag, "resource_id": resource_id, "resource_link_id": resource_link_id}
        found: list[LineItem] = []
        for page in self._lists(platform_id, Call("GET", with_query(endpoint.line_items, wanted), scopes, ITEMS_TYPE)):
            found.extend(item for raw in page if (item := from_json(raw)) is not None)
        return [item for item in found if all(value in {None, getattr(item, name)} for name, value in wanted.items())]

    def line_item(self, platform_id: int, line_item: str) -> LineItem:
        """Return one line item."""
        platform = self._connector.platform(platform_id)
        return _item(json_of(self._connector.call(platform, Call("GET", line_item, _READING, ITEM_TYPE))), line_item)

    def create_line_item(self, platform_id: int, endpoint: AgsEndpoint, item: LineItem) -> LineItem:
        """Create a line item."""
        if not endpoint.can_manage_items or endpoint.line_items is None:
            raise ScopeMissingError
        platform = self._connector.platform(platform_id)
        call = _writing("POST", endpoint.line_items, item)
        return _item(json_of(self._connector.call(platform, call)), None)

    def update_line_item(self, platform_id: int, item: LineItem) -> LineItem:
        """Replace a line item."""
        if item.id is None:
            raise GoneError(detail="a line item without an address")
        platform = self._connector.platform(platform_id)
        response = self._connector.call(platform, _writing("PUT", item.id, item))
        return _item(json_of(response), item.id) if response.body.strip() else item

    def delete_line_item(self, platform_id: int, line_item: str) -> None:
        """Delete a line item; one that is gone counts as deleted."""
        platform = self._connector.platform(platform_id)
        try:
            self._connector.call(platform, Call("DELETE", line_item, (SCOPE_LINE_ITEM,), ITEM_TYPE))
        except GoneError:
            return

    def _lists(self, platform_id: int, call: Call) -> list[list[object]]:
        pages: list[list[object]] = []
        for response in self._connector.pages(self._connector.platform(platform_id), call):
            body = json_of(response)
            if not isinstance(body, list):
                raise ServiceAnswerError(http_status=response.status, detail="not a list")
            pages.append(body)
        return pages


def _writing(method: str, url: str, item: LineItem) -> Call:
    body = json.dumps(to_json(item)).encode()
    return Call(method, url, (SCOPE_LINE_ITEM,), ITEM_TYPE, body, ITEM_TYPE)


def _item(body: object, address: str | None) -> LineItem:
    item = from_json(body, address)
    if item is None:
        raise ServiceAnswerError(detail="not a line item")
    return item


def _score_body(score: Score) -> bytes:
    grade = Grade()
    if score.given is not None and score.maximum is not None:
        grade.set_score_given(score.given).set_score_maximum(score.maximum)
    grade.set_user_id(score.user_id).set_timestamp(_instant(score.timestamp))
    grade.set_activity_progress(score.activity_progress).set_grading_progress(score.grading_progress)
    if score.comment is not None:
        grade.set_comment(score.comment)
    if score.submitted_at is not None:
        grade.set_submitted_at(_instant(score.submitted_at))
    if extension := _canvas_extension(score):
        grade.set_extra_claims({_CANVAS_SUBMISSION: extension})
    return grade.get_value().encode()


def _canvas_extension(score: Score) -> dict[str, object]:
    """Return what Canvas wants to know of a submission: when, and whether it is a new one (its own default)."""
    told: dict[str, object] = {}
    if score.new_submission is not None:
        told["new_submission"] = score.new_submission
    if score.submitted_at is not None:
        told["submitted_at"] = _instant(score.submitted_at)
    return told


def _instant(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds")


def _result(item: object) -> Result | None:
    if not isinstance(item, dict) or not isinstance(item.get("userId"), str):
        return None
    comment, by = item.get("comment"), item.get("scoringUserId")
    return Result(
        user_id=item["userId"],
        score=_number(item.get("resultScore")),
        maximum=_number(item.get("resultMaximum")),
        comment=comment if isinstance(comment, str) else None,
        scoring_user_id=by if isinstance(by, str) else None,
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
