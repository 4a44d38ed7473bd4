"""What people see of score delivery: one line per learner with counts, points and where the score stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.course_settings import GradePolicy
from lti_tool.errors import NotFoundError
from lti_tool.gradebook.earning import Earned, counts_of, earned, paths_of
from lti_tool.gradebook.items import course_item
from lti_tool.gradebook.models import CourseLineItem, FailureCode, InteractionKind, ScoreRow, ScoreState
from lti_tool.gradebook.policies import policy_for
from lti_tool.people.models import Enrolment, User
from lti_tool.people.roles import Role


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

    @property
    def holds_teacher_grade(self) -> bool:
        """True when sending again has to be confirmed: it replaces a teacher's grade."""
        return self.state is ScoreState.DEAD and self.failure is FailureCode.TEACHER_GRADE


def learner_sync(session: Session, course_id: int, line_item_id: int | None = None) -> Sequence[LearnerSync]:
    """Return every active learner with what has been earned and where the score stands.

    It is also the preview: counts, points and comment are as the policy in force would send
    them now. `line_item_id` picks one of several items; without it the course's own is shown.
    """
    query = (
        select(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .where(Enrolment.course_id == course_id, Enrolment.role == Role.LEARNER, Enrolment.active)
        .order_by(func.lower(User.name), Enrolment.id)
    )
    return _lines(session, course_id, list(session.scalars(query).unique()), line_item_id)


def my_sync(session: Session, course_id: int, user_id: int, line_item_id: int | None = None) -> LearnerSync:
    """Return one person's own line: what is graded, what is counted, what the platform was told."""
    query = select(Enrolment).where(Enrolment.course_id == course_id, Enrolment.user_id == user_id)
    lines = _lines(session, course_id, list(session.scalars(query).unique()), line_item_id)
    if not lines:
        raise NotFoundError
    return lines[0]


def line_items(session: Session, course_id: int) -> Sequence[CourseLineItem]:
    """Return the course's grade items, the first one first."""
    query = select(CourseLineItem).where(CourseLineItem.course_id == course_id)
    return session.scalars(query.order_by(CourseLineItem.id)).all()


def _lines(
    session: Session, course_id: int, enrolments: list[Enrolment], line_item_id: int | None
) -> list[LearnerSync]:
    item = course_item(session, course_id) if line_item_id is None else _item(session, course_id, line_item_id)
    only = enrolments[0].user_id if len(enrolments) == 1 else None
    counts = counts_of(session, course_id, line_item_id=item.id if item else None, user_id=only)
    rows = _rows(session, item.id, only) if item else {}
    policy = policy_for(session, course_id, item.resource_link_id if item else None)
    paths = paths_of(session, course_id) if policy.kind is GradePolicy.PATH_PROGRESS else {}
    return [
        _line(
            enrolment.user,
            earned(
                policy,
                counts.get(enrolment.user_id, {}),
                paths.get(enrolment.user_id),
                enrolment.user.locale,
            ),
            rows.get(enrolment.user_id, []),
        )
        for enrolment in enrolments
    ]


def _item(session: Session, course_id: int, line_item_id: int) -> CourseLineItem:
    item = session.get(CourseLineItem, line_item_id)
    if item is None or item.course_id != course_id:
        raise NotFoundError
    return item


def _rows(session: Session, line_item_id: int, user_id: int | None) -> dict[int, list[ScoreRow]]:
    query = select(ScoreRow).where(ScoreRow.line_item_id == line_item_id, ScoreRow.state != ScoreState.SUPERSEDED)
    if user_id is not None:
        query = query.where(ScoreRow.user_id == user_id)
    rows: dict[int, list[ScoreRow]] = {}
    for row in session.scalars(query.order_by(ScoreRow.id)):
        rows.setdefault(row.user_id, []).append(row)
    return rows


def _line(user: User, score: Earned, rows: list[ScoreRow]) -> LearnerSync:
    newest = rows[-1] if rows else None
    sent = next((row for row in reversed(rows) if row.state == ScoreState.SENT), None)
    seen = next((row.read_back for row in reversed(rows) if row.read_back), {})
    return LearnerSync(
        user_id=user.id,
        name=user.shown_name,
        counts=score.counts,
        counted=score.counted,
        target=score.target,
        given=score.given,
        maximum=score.maximum,
        comment=score.comment,
        score_id=newest.id if newest else None,
        state=ScoreState(newest.state) if newest else None,
        failure=FailureCode(newest.failure) if newest and newest.failure else None,
        reason=newest.reason if newest else "",
        attempts=newest.attempts if newest else 0,
        next_attempt_at=newest.next_attempt_at if newest and newest.state == ScoreState.PENDING else None,
        last_sent_at=sent.sent_at if sent else None,
        last_sent_given=sent.given if sent else None,
        platform_given=seen.get("given"),
        platform_maximum=seen.get("maximum"),
    )
