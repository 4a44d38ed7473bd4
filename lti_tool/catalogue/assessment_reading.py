"""Reading results from the platform's gradebook (AGS 2.0, section 3.3): of who allowed it, a column at a time.

Claiming, reading and keeping are steps of their own: no transaction is open while a platform is asked.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue import assessing
from lti_tool.catalogue.assessed_models import SkillColumn
from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.errors import N_
from lti_tool.lti.scores import GradeService, Result
from lti_tool.lti.service_errors import AccessRefusedError, GoneError, ScopeMissingError, ServiceError
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.roles import Role

log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
#: A reading that was cut off is taken up again after this.
CLAIM = timedelta(minutes=10)
#: After the first failure; each one after it waits twice as long, up to a day.
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=15), timedelta(days=1)
UNREAD = N_("The learning platform did not answer as it should. We keep trying.")
GONE = N_("The column was deleted on the learning platform.")
REFUSED = N_("The learning platform does not let this tool read results. Its administrator can grant that permission.")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A column to read, and whose results: (user, subject on the platform)."""

    column_id: int
    platform_id: int
    url: str
    people: Sequence[tuple[int, str]]


def read_next(database: Database, grades: GradeService, clock: Clock) -> bool:
    """Read one column that is due; False when none is."""
    with database.transaction() as session:
        claimed = claim(session, clock.now())
    if claimed is None:
        return False
    try:
        found = _read(grades, claimed)
    except ServiceError as error:
        log.warning("results not read", extra={"column": claimed.column_id, "error": type(error).__name__})
        with database.transaction() as session:
            _settle_failure(session, claimed, _sentence(error), clock.now())
        return True
    with database.transaction() as session:
        assessing.keep(session, claimed.column_id, found, [user_id for user_id, _ in claimed.people], clock.now())
        _settle(session, claimed, clock.now())
    return True


def claim(session: Session, now: datetime) -> Claimed | None:
    """Take the column that is due longest; nobody else takes it for ten minutes."""
    row = session.execute(
        select(SkillColumn, Course.platform_id)
        .join(Course, Course.id == SkillColumn.course_id)
        .where(SkillColumn.next_at <= now, Course.platform_id.is_not(None))
        .order_by(SkillColumn.next_at, SkillColumn.id)
        .limit(1)
        .with_for_update(of=SkillColumn, skip_locked=True)
    ).first()
    if row is None or row[1] is None:
        return None
    column = row[0]
    column.next_at = now + CLAIM
    session.flush()
    return Claimed(column.id, row[1], column.url, _people(session, column.course_id, row[1]))


def _people(session: Session, course_id: int, platform_id: int) -> Sequence[tuple[int, str]]:
    rows = session.execute(
        select(User.id, User.subject)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.role == Role.LEARNER,
            Enrolment.active,
            User.platform_id == platform_id,
        )
        .order_by(User.id)
    ).all()
    return [
        (user_id, subject)
        for user_id, subject in rows
        if consents.is_granted(session, user_id, course_id, Purpose.RESULTS)
    ]


def _read(grades: GradeService, claimed: Claimed) -> dict[int, Result]:
    """Ask for one person at a time: of who did not allow it nothing is asked for."""
    found = {}
    for user_id, subject in claimed.people:
        results = grades.results(claimed.platform_id, claimed.url, user_id=subject)
        own = next((one for one in results if one.user_id == subject), None)
        if own is not None:
            found[user_id] = own
    return found


def _settle(session: Session, claimed: Claimed, now: datetime) -> None:
    column = session.get(SkillColumn, claimed.column_id)
    if column is not None:
        column.read_at, column.next_at, column.failures, column.reason = now, now + EVERY, 0, ""


def _settle_failure(session: Session, claimed: Claimed, sentence: str, now: datetime) -> None:
    column = session.get(SkillColumn, claimed.column_id)
    if column is not None:
        column.next_at = now + min(FIRST_RETRY * 2**column.failures, LONGEST_RETRY)
        column.failures, column.reason = min(column.failures + 1, 10), sentence


def _sentence(error: ServiceError) -> str:
    if isinstance(error, GoneError):
        return GONE
    return REFUSED if isinstance(error, AccessRefusedError | ScopeMissingError) else UNREAD
