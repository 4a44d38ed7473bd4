"""When and how a course's list of members is read: every night, when an instructor asks, soon after a failure.

Claiming, reading and merging are three steps of their own, since no transaction may be open while a
platform is asked. A worker that dies in between loses its claim after ten minutes.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.errors import BoussoleError
from lti_tool.lti.roster import Roster, RosterService
from lti_tool.lti.service_errors import ServiceError
from lti_tool.people.models import Course
from lti_tool.people.roster import Counts, merge
from lti_tool.people.roster_models import CourseRoster

log = logging.getLogger(__name__)

#: Hour of the night (UTC) from which every list is read once more.
NIGHT = 2
CLAIM = timedelta(minutes=10)
#: Differences add up only as long as none was lost: the whole list is read this often at least.
WHOLE_LIST_EVERY = timedelta(days=7)
#: After the first failure; each one after it waits three times as long, up to the second figure.
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Reading:
    """One list that a worker has claimed; `differences` is an address that gives only what changed."""

    course_id: int
    platform_id: int
    url: str
    differences: str | None
    claimed_at: datetime


def remember_roster(session: Session, course_id: int, url: str | None, now: datetime) -> None:
    """Keep where the course's members are read; call it for every accepted launch that has a course."""
    if url is None:
        return  # a launch from elsewhere in the course may leave it out: what an earlier one said still holds
    row = session.scalars(select(CourseRoster).where(CourseRoster.course_id == course_id).with_for_update()).first()
    if row is None:
        row = CourseRoster(course_id=course_id, url=url, seen_at=now, error="")
        session.add(row)
    elif row.url != url:
        row.url, row.differences_url = url, None
        row.retry_at = now if row.failures else None  # a new address may be all that was missing
    row.seen_at = now
    session.flush()


def state_of(session: Session, course_id: int) -> CourseRoster | None:
    """Return how the course's list stands; None where no launch has offered one."""
    return session.get(CourseRoster, course_id)


def newest_url(session: Session, platform_id: int) -> str | None:
    """Return the list that a launch from this platform named last, to try the platform's services on."""
    query = select(CourseRoster.url).join(Course, Course.id == CourseRoster.course_id)
    newest = query.where(Course.platform_id == platform_id).order_by(CourseRoster.seen_at.desc(), Course.id.desc())
    return session.scalar(newest.limit(1))


def ask(session: Session, course_id: int, now: datetime) -> bool:
    """Have the whole list read soon; False where the platform offers none."""
    row = session.get(CourseRoster, course_id)
    if row is None:
        return False
    row.asked_at = now
    session.flush()
    return True


def sync_next(database: Database, service: RosterService, clock: Clock) -> Counts | None:
    """Read and merge one list that is due; None when none is. What goes wrong is kept for the people's page."""
    with database.transaction() as session:
        reading = claim(session, clock.now())
    if reading is None:
        return None
    try:
        roster = _read(service, reading)
        with database.transaction() as session:
            counts = merge(session, reading.course_id, roster, read_at=reading.claimed_at, now=clock.now())
            settle(session, reading, roster, clock.now())
    except BoussoleError as error:
        log.warning("roster not read", extra={"course": reading.course_id, "error": type(error).__name__})
        with database.transaction() as session:
            settle_failure(session, reading, _sentence(error), clock.now())
        return Counts()
    return counts


def claim(session: Session, now: datetime) -> Reading | None:
    """Take one list that is due; nobody else takes it for ten minutes."""
    due = or_(
        CourseRoster.asked_at.is_not(None),
        CourseRoster.tried_at.is_(None),
        CourseRoster.tried_at < _night(now),
        CourseRoster.retry_at <= now,
    )
    free = or_(CourseRoster.claimed_at.is_(None), CourseRoster.claimed_at < now - CLAIM)
    found = session.execute(
        select(CourseRoster, Course)
        .join(Course, Course.id == CourseRoster.course_id)
        .where(due, free, Course.platform_id.is_not(None))
        .order_by(CourseRoster.asked_at.is_(None), CourseRoster.tried_at)
        .limit(1)
        .with_for_update(of=CourseRoster, skip_locked=True)
    ).first()
    if found is None or (platform_id := found[1].platform_id) is None:
        return None
    row = found[0]
    row.claimed_at = now
    session.flush()
    fresh = row.complete_at is not None and now - row.complete_at < WHOLE_LIST_EVERY
    differences = row.differences_url if row.asked_at is None and fresh else None
    return Reading(row.course_id, platform_id, row.url, differences, now)


def settle(session: Session, reading: Reading, roster: Roster, now: datetime) -> None:
    """Note that the course is in step with the list."""
    values: dict[str, object] = {"synced_at": now, "error": "", "failures": 0, "retry_at": None}
    if roster.is_complete:
        values |= {"complete_at": now, "differences_url": roster.differences_url}
    elif roster.differences_url:
        values["differences_url"] = roster.differences_url
    _finish(session, reading, now, values)


def settle_failure(session: Session, reading: Reading, sentence: str, now: datetime) -> None:
    """Note why the list was not read, and when it is tried again."""
    failures = (
        session.scalar(select(CourseRoster.failures).where(CourseRoster.course_id == reading.course_id)) or 0
    ) + 1
    _finish(session, reading, now, {"error": sentence, "failures": failures, "retry_at": now + retry_after(failures)})


def retry_after(failures: int) -> timedelta:
    """Return how long to wait after this many failures in a row."""
    return min(FIRST_RETRY * 3.0 ** min(failures - 1, 10), LONGEST_RETRY)


def _finish(session: Session, reading: Reading, now: datetime, values: dict[str, object]) -> None:
    row = update(CourseRoster).where(CourseRoster.course_id == reading.course_id)
    session.execute(row.values(claimed_at=None, tried_at=now, **values))
    # Asked again while the list was being read: that wish is still open.
    session.execute(row.where(CourseRoster.asked_at <= reading.claimed_at).values(asked_at=None))


def _read(service: RosterService, reading: Reading) -> Roster:
    if reading.differences is not None:
        try:
            return service.members(reading.platform_id, reading.differences, differences=True)
        except ServiceError as error:
            if error.retryable:
                raise
            # An address for differences may run out: the whole list says the same.
    return service.members(reading.platform_id, reading.url)


def _sentence(error: BoussoleError) -> str:
    # Only a sentence that stands without parameters can be translated later, where it is shown.
    return ServiceError.message if error.parameters else error.message


def _night(now: datetime) -> datetime:
    begins = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return begins if begins <= now else begins - timedelta(days=1)
