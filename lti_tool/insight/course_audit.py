"""An audit of one course's pairs, with groups that somebody brings: nothing of it is kept."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError
from lti_tool.insight.fairness import Audit, audit
from lti_tool.insight.people_rows import Outcome
from lti_tool.mentoring.meeting_models import Alert
from lti_tool.mentoring.models import Pair, PairState, WaitingPlace
from lti_tool.people.models import Enrolment, User
from lti_tool.people.test_students import counted_learner

MOST_LINES = 20_000
NO_LINES = N_("Give one line for each person: e-mail address or number of the person, a semicolon, the group.")
TOO_MANY = N_("Give at most 20,000 lines.")


def audit_course(session: Session, course_id: int, lines: str) -> tuple[Audit, int]:
    """Audit matching, fit, waiting and acceptance by the groups in `lines`; return it and how many lines are unknown.

    A line names a learner of the course (e-mail address, subject or number), then `;` or `,` or
    a tab, then the group. Raises `InvalidInputError` without a usable line.
    """
    wanted = _read(lines)
    ids = _learners(session, course_id)
    group_of = {str(ids[name]): group for name, group in wanted.items() if name in ids}
    if not group_of:
        raise InvalidInputError(fields={"groups": NO_LINES})
    found = audit(outcomes_of_course(session, course_id), group_of)
    return found, len(wanted) - len(group_of)


def _read(lines: str) -> dict[str, str]:
    rows = lines.splitlines()
    if len(rows) > MOST_LINES:
        raise InvalidInputError(fields={"groups": TOO_MANY})
    wanted = {}
    for row in rows:
        name, _, group = row.replace("\t", ";").replace(",", ";").partition(";")
        if name.strip() and group.strip():
            wanted[name.strip().casefold()] = " ".join(group.split())
    return wanted


def _learners(session: Session, course_id: int) -> Mapping[str, int]:
    """Return every name by which a learner of the course may be given."""
    users = session.scalars(
        select(User).join(Enrolment, Enrolment.user_id == User.id).where(counted_learner(course_id))
    ).all()
    names = {str(user.id): user.id for user in users}
    names |= {user.email.casefold(): user.id for user in users if user.email}
    return names | {user.subject.casefold(): user.id for user in users}


def outcomes_of_course(session: Session, course_id: int) -> list[Outcome]:
    """Return what happened to each learner who ever waited: the last pair counts, offers and alerts of all."""
    alerts = Counter(
        session.scalars(select(Alert.user_id).join(Pair, Pair.id == Alert.pair_id).where(Pair.course_id == course_id))
    )
    shown: Counter[int] = Counter()
    found = {
        user_id: Outcome(str(user_id), matched=False)
        for user_id in session.scalars(select(WaitingPlace.user_id).where(WaitingPlace.course_id == course_id))
    }
    for pair in session.scalars(select(Pair).where(Pair.course_id == course_id).order_by(Pair.id)).all():
        started = pair.started_at is not None
        shown[pair.learner_id] += 1
        found[pair.learner_id] = Outcome(
            str(pair.learner_id),
            matched=started,
            score=pair.score if started else None,
            waiting_days=(pair.started_at - pair.waited_since) / timedelta(days=1) if pair.started_at else None,
            accepted=None if pair.state == PairState.ASKED else started,
            shown=float(shown[pair.learner_id]),
            alerts=float(alerts[pair.learner_id]) if started else None,
        )
    return list(found.values())
