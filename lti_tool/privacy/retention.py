"""Retention per course: what is older than the course keeps goes, and so does who has not been seen for as long.

Two steps for each course: rows past their age (`retention_rules`), then people who left: not seen
since the limit and not on the platform's list. An account that no course holds any more is erased.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Date, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from lti_tool.course_settings import store
from lti_tool.embed.models import EmbedPerson
from lti_tool.mentoring import waiting
from lti_tool.mentoring.models import Pair
from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.roster_models import CourseRoster, RosterEntry, Standing
from lti_tool.privacy import rights
from lti_tool.privacy.retention_rules import RULES, Rule


@dataclass(frozen=True, slots=True)
class Swept:
    """What one course let go: rows by table, people who left it, accounts that were erased."""

    course: str
    months: int
    before: datetime
    rows: Mapping[str, int]
    left: int = 0
    erased: int = 0

    @property
    def is_empty(self) -> bool:
        """True when nothing was old enough."""
        return not self.rows and not self.left

    def counts(self) -> str:
        """Return the figures in one line, e.g. "12 conversation_turns, 2 people left"."""
        figures = [f"{count} {name}" for name, count in sorted(self.rows.items())]
        figures += [f"{self.left} people left"] if self.left else []
        figures += [f"{self.erased} accounts erased"] if self.erased else []
        return ", ".join(figures) or "nothing"

    def as_json(self) -> dict[str, object]:
        """Return it for a machine."""
        return {
            "course": self.course,
            "months": self.months,
            "before": self.before.isoformat(),
            "rows": dict(sorted(self.rows.items())),
            "people_left": self.left,
            "accounts_erased": self.erased,
        }


def courses(session: Session) -> Sequence[int]:
    """Return the courses there are, in order."""
    return session.scalars(select(Course.id).order_by(Course.id)).all()


def months_before(now: datetime, months: int) -> datetime:
    """Return the same day and time some months ago; the last day where that month is shorter."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def sweep_course(session: Session, course_id: int, now: datetime) -> Swept:
    """Delete what a course keeps no longer; a caller who only wants to know rolls back."""
    months = store.read(session, course_id).retention_months
    before = months_before(now, months)
    rows: Counter[str] = Counter()
    gone = _who_left(session, course_id, before)
    _let_learners_wait(session, course_id, gone, now)
    for rule in RULES:
        rows[rule.name] += _deleted(session, rule, and_(rule.in_course(course_id), _is_old(rule, before, gone)))
    session.execute(delete(Enrolment).where(Enrolment.course_id == course_id, Enrolment.user_id.in_(gone)))
    erased = _without_course(session, gone)
    for user_id in erased:
        rights.erase(session, user_id, now)
    key = session.get_one(Course, course_id).key
    return Swept(key, months, before, {name: count for name, count in rows.items() if count}, len(gone), len(erased))


def _who_left(session: Session, course_id: int, before: datetime) -> list[int]:
    """Return who was not seen since the limit and is not on a list that the platform still answers with."""
    listed = exists().where(
        RosterEntry.enrolment_id == Enrolment.id,
        RosterEntry.standing != Standing.REMOVED,
        CourseRoster.course_id == Enrolment.course_id,
        CourseRoster.synced_at >= before,
    )
    return list(
        session.scalars(
            select(Enrolment.user_id).where(
                Enrolment.course_id == course_id,
                Enrolment.last_seen_at < before,
                Enrolment.created_at < before,
                ~listed,
            )
        )
    )


def _is_old(rule: Rule, before: datetime, gone: Sequence[int]) -> ColumnElement[bool]:
    theirs = or_(*(owner.in_(gone) for owner in rule.owners)) if rule.owners else None
    aged = None
    if rule.at is not None:
        limit = before.date() if isinstance(rule.at.type, Date) else before
        aged = rule.at < limit if rule.only is None else and_(rule.at < limit, rule.only)
    return or_(*(one for one in (theirs, aged) if one is not None))


def _deleted(session: Session, rule: Rule, condition: ColumnElement[bool]) -> int:
    done = session.execute(delete(rule.table).where(condition).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DELETE always has one


def _let_learners_wait(session: Session, course_id: int, gone: Sequence[int], now: datetime) -> None:
    """Put learners back on the list whose mentor left."""
    for learner_id in session.scalars(
        select(Pair.learner_id).where(
            Pair.course_id == course_id,
            Pair.state.in_(waiting.OPEN),
            Pair.mentor_id.in_(gone),
            Pair.learner_id.not_in(gone),
        )
    ).all():
        waiting.rejoin(session, course_id, learner_id, now)


def _without_course(session: Session, gone: Sequence[int]) -> list[int]:
    held = exists().where(Enrolment.user_id == User.id), exists().where(EmbedPerson.user_id == User.id)
    return list(session.scalars(select(User.id).where(User.id.in_(gone), *(~one for one in held))))
