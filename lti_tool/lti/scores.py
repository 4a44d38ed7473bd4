"""Scores, results and line items as records, and what a gradebook of a platform can do (AGS 2.0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from lti_tool.lti.launch import AgsEndpoint


class ActivityProgress(StrEnum):
    """How far the learner is (AGS 2.0, section 3.4.7)."""

    INITIALIZED = "Initialized"
    STARTED = "Started"
    IN_PROGRESS = "InProgress"
    SUBMITTED = "Submitted"
    COMPLETED = "Completed"


class GradingProgress(StrEnum):
    """How final the score is (AGS 2.0, section 3.4.8)."""

    FULLY_GRADED = "FullyGraded"
    PENDING = "Pending"
    PENDING_MANUAL = "PendingManual"
    FAILED = "Failed"
    NOT_READY = "NotReady"


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of the gradebook; `id` is its address on the platform, None before it is created."""

    label: str
    maximum: float
    id: str | None = None
    tag: str | None = None
    resource_id: str | None = None
    resource_link_id: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    #: Members the platform added, and Canvas' extensions; sent back unchanged on an update.
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """One score for one person; `given` out of `maximum`, or neither; `timestamp` to the second at least."""

    user_id: str
    timestamp: datetime
    given: float | None = None
    maximum: float | None = None
    activity_progress: ActivityProgress = ActivityProgress.COMPLETED
    grading_progress: GradingProgress = GradingProgress.FULLY_GRADED
    comment: str | None = None
    submitted_at: datetime | None = None
    #: Canvas only: False keeps the attempt count of an updated score.
    new_submission: bool | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What the gradebook holds for one person."""

    user_id: str
    score: float | None
    maximum: float | None
    comment: str | None = None
    scoring_user_id: str | None = None


class ScoreService(Protocol):
    """Posting scores and reading results. Raises the tree of `service_errors`.

    Calls go over the network and write cached tokens: never call inside a database transaction.
    """

    def send_score(self, platform_id: int, line_item: str, score: Score) -> None:
        """Post one score to the line item with this address."""
        ...

    def results(self, platform_id: int, line_item: str, *, user_id: str | None = None) -> list[Result]:
        """Return all results of a line item, all pages, or only one person's."""
        ...


class LineItemService(Protocol):
    """The columns of a course's gradebook. Raises the tree of `service_errors`."""

    def line_items(
        self,
        platform_id: int,
        endpoint: AgsEndpoint,
        *,
        tag: str | None = None,
        resource_id: str | None = None,
        resource_link_id: str | None = None,
    ) -> list[LineItem]:
        """Return the tool's line items in the course, all pages, filtered here too (platforms ignore filters)."""
        ...

    def line_item(self, platform_id: int, line_item: str) -> LineItem:
        """Return one line item by its address."""
        ...

    def create_line_item(self, platform_id: int, endpoint: AgsEndpoint, item: LineItem) -> LineItem:
        """Create a line item; the answer carries its address."""
        ...

    def update_line_item(self, platform_id: int, item: LineItem) -> LineItem:
        """Replace a line item (label, maximum, tag...) by its address."""
        ...

    def delete_line_item(self, platform_id: int, line_item: str) -> None:
        """Delete a line item; one that is gone already counts as deleted."""
        ...


class GradeService(ScoreService, LineItemService, Protocol):
    """Both halves of the Assignment and Grade Services."""
