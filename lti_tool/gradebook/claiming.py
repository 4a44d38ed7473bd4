"""Claiming scores by lease, so that any number of workers deliver and a killed one loses nothing.

A claim is a committed row: state in flight, until when, by whom. Whoever holds an expired
claim may still finish, but can no longer write down what came of it: the token has changed.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from lti_tool.gradebook.models import CourseLineItem, FailureCode, ItemState, ScoreRow, ScoreState
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.models import Platform
from lti_tool.people.models import Course, User

#: Short, so that what a killed worker held is taken over soon; a living worker renews it.
LEASE = timedelta(seconds=20)
#: No longer than this: all calls of one delivery have ended by then.
LONGEST_DELIVERY = timedelta(minutes=10)


#: A platform that drips its answers must not hold up the scores of all others.
AT_ONCE_PER_PLATFORM = 2


class Leases:
    """The claims this process is working on, to be renewed until they are settled; each lasts `length`."""

    def __init__(self, length: timedelta = LEASE) -> None:
        self.length = length
        self._since: dict[str, datetime] = {}
        self._lock = Lock()

    def hold(self, token: str, now: datetime) -> None:
        """Note a claim of ours."""
        with self._lock:
            self._since[token] = now

    def drop(self, token: str) -> None:
        """Note that the claim is settled, or given up."""
        with self._lock:
            self._since.pop(token, None)

    def any(self) -> bool:
        """True while something is being delivered."""
        with self._lock:
            return bool(self._since)

    def renew(self, session: Session, now: datetime) -> None:
        """Push the end of our claims out."""
        with self._lock:
            tokens = [token for token, since in self._since.items() if now - since < LONGEST_DELIVERY]
        session.execute(update(ScoreRow).where(ScoreRow.lease_token.in_(tokens)).values(lease_until=now + self.length))


@dataclass(frozen=True, slots=True)
class Held:
    """A share of points the platform may hold because we sent it; `was_seen` when it showed these very points."""

    given: float
    maximum: float
    was_seen: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Everything needed to deliver one claimed score outside a transaction."""

    score_id: int
    lease_token: str
    attempts: int
    platform_id: int
    #: The platform's product, e.g. `canvas` or `moodle`; empty when unknown.
    family: str
    subject: str
    given: float
    maximum: float
    comment: str
    timestamp: datetime
    earned_at: datetime
    overrides_teacher: bool
    is_update: bool
    item_id: int
    item_url: str | None
    item_state: ItemState
    item_label: str
    item_maximum: float
    item_tag: str
    item_resource_id: str
    #: True for an item that the platform itself coupled to an activity.
    item_is_platforms: bool
    item_link: str | None
    endpoint: AgsEndpoint
    #: What earlier attempts may have left on the platform, and what it was seen to hold after them.
    ours: tuple[Held, ...]


def claim(session: Session, now: datetime, length: timedelta = LEASE) -> int | None:
    """Take the next due score for `length` and return its id; None when nothing is due."""
    while (row := _due(session, now)) is not None:
        if row.state == ScoreState.IN_FLIGHT and _has_pending(session, row):
            # Its worker died; what is newer counts, whether or not this one arrived.
            row.state, row.lease_token, row.lease_until = ScoreState.SUPERSEDED, None, None
            session.flush()
            continue
        if _is_item_being_made(session, row):
            row.next_attempt_at = now + timedelta(seconds=1)
            session.flush()
            continue
        row.state, row.attempts = ScoreState.IN_FLIGHT, row.attempts + 1
        row.lease_until, row.lease_token = now + length, secrets.token_hex(16)
        session.flush()
        return row.id
    return None


def is_due(session: Session, now: datetime) -> bool:
    """True when `claim` would look at something; reads only."""
    return session.scalar(select(ScoreRow.id).where(_is_due(now)).limit(1)) is not None


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(ScoreRow.state == ScoreState.PENDING, ScoreRow.next_attempt_at <= now),
        # Nobody writes a lease that long: the clock was set back since.
        and_(
            ScoreRow.state == ScoreState.IN_FLIGHT,
            or_(ScoreRow.lease_until <= now, ScoreRow.lease_until > now + 3 * LEASE),
        ),
    )


def _due(session: Session, now: datetime) -> ScoreRow | None:
    query = (
        select(ScoreRow)
        .join(CourseLineItem, CourseLineItem.id == ScoreRow.line_item_id)
        .join(Course, Course.id == CourseLineItem.course_id)
        .where(_is_due(now), ~_other_in_flight(), _under_way(now) < AT_ONCE_PER_PLATFORM)
        .order_by(ScoreRow.next_attempt_at, ScoreRow.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=ScoreRow)
    )
    return session.scalars(query).first()


def _other_in_flight() -> ColumnElement[bool]:
    other = aliased(ScoreRow)
    return exists().where(
        other.line_item_id == ScoreRow.line_item_id,
        other.user_id == ScoreRow.user_id,
        other.state == ScoreState.IN_FLIGHT,
        other.id != ScoreRow.id,
    )


def _under_way(now: datetime) -> ScalarSelect[int]:
    """How many scores are being sent to the platform of the outer row's course."""
    score, item, course = aliased(ScoreRow), aliased(CourseLineItem), aliased(Course)
    return (
        select(func.count())
        .select_from(score)
        .join(item, item.id == score.line_item_id)
        .join(course, course.id == item.course_id)
        .where(
            course.platform_id == Course.platform_id,
            score.state == ScoreState.IN_FLIGHT,
            score.lease_until > now,
            score.id != ScoreRow.id,
        )
        .correlate(Course, ScoreRow)
        .scalar_subquery()
    )


def _has_pending(session: Session, row: ScoreRow) -> bool:
    query = select(ScoreRow.id).where(
        ScoreRow.line_item_id == row.line_item_id,
        ScoreRow.user_id == row.user_id,
        ScoreRow.state == ScoreState.PENDING,
    )
    return session.scalar(query) is not None


def _is_item_being_made(session: Session, row: ScoreRow) -> bool:
    """True while somebody else is finding or creating the row's line item: two would create it twice."""
    item = session.scalars(
        select(CourseLineItem).where(CourseLineItem.id == row.line_item_id).with_for_update(key_share=True)
    ).one()
    if item.state in {ItemState.FOUND, ItemState.CREATED}:
        return False
    query = select(ScoreRow.id).where(
        ScoreRow.line_item_id == item.id, ScoreRow.state == ScoreState.IN_FLIGHT, ScoreRow.id != row.id
    )
    return session.scalar(query.limit(1)) is not None


def read_task(session: Session, score_id: int) -> Task:
    """Return the claimed score with what its delivery needs."""
    row = session.get_one(ScoreRow, score_id)
    item = row.line_item
    course = session.get_one(Course, item.course_id)
    user = session.get_one(User, row.user_id)
    link = item.resource_link
    endpoint = item.endpoint
    earlier = _attempted_before(session, row)
    assert course.platform_id is not None  # noqa: S101 - no score is written for a course without a platform
    return Task(
        score_id=row.id,
        lease_token=row.lease_token or "",
        attempts=row.attempts,
        platform_id=course.platform_id,
        family=session.get_one(Platform, course.platform_id).family,
        subject=user.subject,
        given=row.given,
        maximum=row.maximum,
        comment=row.comment,
        timestamp=row.timestamp,
        earned_at=row.created_at,
        overrides_teacher=row.overrides_teacher,
        is_update=bool(earlier),
        item_id=item.id,
        item_url=item.url,
        item_state=ItemState(item.state),
        item_label=item.label,
        item_maximum=item.maximum,
        item_tag=item.tag,
        item_resource_id=item.resource_id,
        item_is_platforms=item.is_platforms,
        item_link=link.link_id if link else None,
        endpoint=AgsEndpoint(
            scopes=frozenset(endpoint.scopes if endpoint else ()),
            line_items=endpoint.line_items_url if endpoint else None,
            line_item=item.url,
        ),
        ours=tuple(_possibly_held([*earlier, row])),
    )


def _attempted_before(session: Session, row: ScoreRow) -> list[ScoreRow]:
    query = select(ScoreRow).where(
        ScoreRow.line_item_id == row.line_item_id,
        ScoreRow.user_id == row.user_id,
        ScoreRow.attempts > 0,
        ScoreRow.id != row.id,
    )
    return list(session.scalars(query.order_by(ScoreRow.id)))


def _possibly_held(rows: list[ScoreRow]) -> list[Held]:
    """What the gradebook holds if nobody but us wrote into it: the last score known to be there, or a later one."""
    last_sent = max((i for i, row in enumerate(rows) if row.state == ScoreState.SENT), default=0)
    held = []
    for row in rows[last_sent:]:
        if row.failure != FailureCode.TEACHER_GRADE:
            held.append(Held(row.given, row.maximum))
        seen = row.read_back or {}
        if row.state == ScoreState.SENT and seen.get("given") is not None:
            held.append(Held(float(seen["given"]), float(seen.get("maximum") or 1), was_seen=True))
    return held
