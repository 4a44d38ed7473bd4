"""What the instructor sees of score delivery: state per learner, preview, resend, CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.gradebook.models import FailureCode, InteractionKind, ScoreState


@dataclass(frozen=True, slots=True)
class LearnerSync:
    """One learner's grade and where it stands; `state` is None when nothing was earned or grades are off.

    `reason` is an English source sentence, translated where it is shown.
    """

    user_id: int
    name: str
    counts: Mapping[InteractionKind, int] = field(default_factory=dict)
    counted: int = 0
    target: int = 0
    given: float = 0.0
    maximum: float = 0.0
    comment: str = ""
    score_id: int | None = None
    state: ScoreState | None = None
    failure: FailureCode | None = None
    reason: str = ""
    attempts: int = 0
    next_attempt_at: datetime | None = None
    last_sent_at: datetime | None = None
    last_sent_given: float | None = None
    platform_given: float | None = None
    platform_maximum: float | None = None

    @property
    def can_resend(self) -> bool:
        """True when an instructor's "send again" makes sense."""
        return self.state is ScoreState.DEAD


def learner_sync(session: Session, course_id: int) -> Sequence[LearnerSync]:
    """Return every active learner of the course with counts, points as they would be sent, and delivery state."""
    raise NotImplementedError


def my_sync(session: Session, course_id: int, user_id: int) -> LearnerSync:
    """Return one learner's own line: what is graded, what is counted, what the platform was told."""
    raise NotImplementedError


def resend(session: Session, course_id: int, user_id: int, *, now: datetime, override_teacher: bool = False) -> bool:
    """Send a learner's current score again with a fresh time stamp; False when nothing was earned.

    A teacher's own grade on the platform stays unless `override_teacher` says otherwise.
    """
    raise NotImplementedError


def resend_failed(session: Session, course_id: int, *, now: datetime) -> int:
    """Send every learner's score again that is dead; return how many."""
    raise NotImplementedError


def export_csv(session: Session, course_id: int, language: str) -> str:
    """Return the table as CSV with a header in `language`; cells that a spreadsheet would run are defused."""
    raise NotImplementedError
