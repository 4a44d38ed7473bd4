"""A gradebook in memory that keeps the rules platforms keep: one class for both halves of AGS."""

from dataclasses import dataclass, field, replace

from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.scores import LineItem, Result, Score
from lti_tool.lti.service_errors import GoneError, ScopeMissingError, ScoreConflictError, ServiceError


@dataclass
class FakeGrades:
    """Holds columns and scores; `failures` are raised, one a call, before anything is stored."""

    items: dict[str, LineItem] = field(default_factory=dict)
    scores: dict[str, dict[str, Score]] = field(default_factory=dict)
    sent: list[tuple[int, str, Score]] = field(default_factory=list)
    failures: list[ServiceError] = field(default_factory=list)

    def send_score(self, platform_id: int, line_item: str, score: Score) -> None:
        self._fail_if_told()
        if line_item not in self.items:
            raise GoneError(http_status=404)
        held = self.scores.setdefault(line_item, {})
        last = held.get(score.user_id)
        if last is not None and int(score.timestamp.timestamp()) <= int(last.timestamp.timestamp()):
            raise ScoreConflictError(http_status=409)
        held[score.user_id] = score
        self.sent.append((platform_id, line_item, score))

    def results(self, platform_id: int, line_item: str, *, user_id: str | None = None) -> list[Result]:
        self._fail_if_told()
        if line_item not in self.items:
            raise GoneError(http_status=404)
        held = self.scores.get(line_item, {})
        return [
            Result(user, score.given, score.maximum, score.comment)
            for user, score in held.items()
            if user_id in {None, user}
        ]

    def line_items(
        self,
        platform_id: int,
        endpoint: AgsEndpoint,
        *,
        tag: str | None = None,
        resource_id: str | None = None,
        resource_link_id: str | None = None,
    ) -> list[LineItem]:
        self._fail_if_told()
        if not endpoint.can_read_items:
            raise ScopeMissingError
        wanted = {"tag": tag, "resource_id": resource_id, "resource_link_id": resource_link_id}
        return [
            item
            for item in self.items.values()
            if all(value is None or getattr(item, name) == value for name, value in wanted.items())
        ]

    def line_item(self, platform_id: int, line_item: str) -> LineItem:
        self._fail_if_told()
        if line_item not in self.items:
            raise GoneError(http_status=404)
        return self.items[line_item]

    def create_line_item(self, platform_id: int, endpoint: AgsEndpoint, item: LineItem) -> LineItem:
        self._fail_if_told()
        if not endpoint.can_manage_items:
            raise ScopeMissingError
        created = replace(item, id=f"{endpoint.line_items}/{len(self.items) + 1}")
        assert created.id is not None
        self.items[created.id] = created
        return created

    def update_line_item(self, platform_id: int, item: LineItem) -> LineItem:
        self._fail_if_told()
        if item.id is None or item.id not in self.items:
            raise GoneError(http_status=404)
        self.items[item.id] = item
        return item

    def delete_line_item(self, platform_id: int, line_item: str) -> None:
        self._fail_if_told()
        self.items.pop(line_item, None)

    def _fail_if_told(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
