"""Alerts that more company could help: the learner sees each first, and its rule is printed beside it.

Plain facts only: the learner asks, or shares how it is going; two sessions in a row were missed; three
weeks without a session held or planned; a goal open for four weeks in which nothing was finished. At most
one standing alert for a pair and reason, and at most two that nobody asked for by mentor and week.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool.errors import N_, NotFoundError
from lti_tool.gradebook.models import Interaction
from lti_tool.mentoring.meeting_models import Action, Alert, AlertReason, AlertState, Meeting, MeetingState, ScaledGoal
from lti_tool.mentoring.models import Pair, PairState, Share
from lti_tool.mentoring.sharing import SIGNALS

SILENCE = timedelta(weeks=3)
STANDSTILL = timedelta(weeks=4)
#: The learner sees an alert this long before the mentor does.
LEARNER_FIRST = timedelta(days=1)
SNOOZE = timedelta(days=7)
#: What the learner does reaches the mentor at once.
LEARNERS_OWN = frozenset({AlertReason.ASKED, AlertReason.SHARED})
#: Alerts that nobody asked for, by mentor and week; the others wait.
MOST_A_WEEK = 2
WEEK = timedelta(weeks=1)
#: A rule that fewer than half of this many answers called useful opens no more alerts.
ANSWERS_THAT_COUNT = 20

RULES = {
    AlertReason.ASKED: N_("The learner asked for more time together."),
    AlertReason.MISSED_TWICE: N_("Two sessions in a row were missed."),
    AlertReason.LONG_SILENCE: N_("Three weeks without a session, and none is planned."),
    AlertReason.SHARED: N_("The learner shared how it is going."),
    AlertReason.STALLED: N_("A goal has been open for four weeks, and nothing was finished since."),
}

#: The same, said to the learner.
RULES_FOR_LEARNER = {
    AlertReason.ASKED: N_("You asked for more time together."),
    AlertReason.MISSED_TWICE: RULES[AlertReason.MISSED_TWICE],
    AlertReason.LONG_SILENCE: RULES[AlertReason.LONG_SILENCE],
    AlertReason.SHARED: N_("You shared how it is going."),
    AlertReason.STALLED: RULES[AlertReason.STALLED],
}


def open_alert(session: Session, pair: Pair, reason: AlertReason, now: datetime) -> bool:
    """Open an alert; False where one stands already. What the learner does reaches the mentor at once."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(Alert).values(
        pair_id=pair.id,
        user_id=pair.learner_id,
        reason=reason,
        state=AlertState.OPEN,
        opened_at=now,
        mentor_from=now if reason in LEARNERS_OWN else now + LEARNER_FIRST,
    )
    return session.execute(row.on_conflict_do_nothing().returning(Alert.id)).first() is not None


def watch(session: Session, now: datetime) -> int:
    """Wake snoozed alerts and apply the rules to every active pair; return how many were opened."""
    for alert in session.scalars(
        select(Alert).where(Alert.state == AlertState.SNOOZED, Alert.snoozed_until <= now)
    ).all():
        alert.state = AlertState.OPEN
    session.flush()
    paused = {reason for reason in RULES if _is_useless(session, reason)}
    opened = 0
    for pair in session.scalars(select(Pair).where(Pair.state == PairState.ACTIVE, Pair.paused_at.is_(None))).all():
        for reason in _reasons(session, pair, now):
            if reason not in paused and _has_room(session, pair.mentor_id, now):
                opened += open_alert(session, pair, reason, now)
    return opened


def alerts_for_mentor(session: Session, course_id: int, mentor_id: int, now: datetime) -> Sequence[Alert]:
    """Return what a mentor sees: open alerts of their own pairs that the learner has seen before."""
    return session.scalars(
        select(Alert)
        .join(Pair, Pair.id == Alert.pair_id)
        .where(
            Pair.course_id == course_id,
            Pair.mentor_id == mentor_id,
            Pair.state == PairState.ACTIVE,
            Alert.state == AlertState.OPEN,
            Alert.mentor_from <= now,
            _stands(),
        )
        .order_by(Alert.opened_at)
    ).all()


def alerts_for_learner(session: Session, pair_id: int) -> Sequence[Alert]:
    """Return the standing alerts about a learner, for the learner."""
    return session.scalars(
        select(Alert)
        .where(Alert.pair_id == pair_id, Alert.state != AlertState.DONE, _stands())
        .order_by(Alert.opened_at)
    ).all()


def settle(
    session: Session, alert_id: int, user_id: int, now: datetime, *, snooze: bool = False, useful: bool | None = None
) -> None:
    """Put an alert off for a week, or close it and say whether it was useful; the learner may close it too."""
    alert = session.get(Alert, alert_id)
    if alert is None or not alert.pair.has(user_id):
        raise NotFoundError
    if snooze:
        alert.state, alert.snoozed_until = AlertState.SNOOZED, now + SNOOZE
    else:
        alert.state, alert.closed_at = AlertState.DONE, now
        alert.was_useful = useful if user_id == alert.pair.mentor_id else alert.was_useful
    session.flush()


def _reasons(session: Session, pair: Pair, now: datetime) -> list[AlertReason]:
    """Return what the rules say of a pair. A rule looks only at what happened since its last alert was closed."""
    found = session.scalars(
        select(Meeting).where(Meeting.pair_id == pair.id, Meeting.starts_at.is_not(None)).order_by(Meeting.starts_at)
    ).all()
    over = [one for one in found if one.state in {MeetingState.HELD, MeetingState.MISSED}]
    reasons = []
    last_two = over[-2:]
    if len(last_two) == 2 and all(one.state == MeetingState.MISSED for one in last_two):
        since = _last_closed(session, pair, AlertReason.MISSED_TWICE)
        if since is None or (last_two[1].closed_at or now) > since:
            reasons.append(AlertReason.MISSED_TWICE)
    if not any(one.state == MeetingState.CONFIRMED and one.starts_at and one.starts_at > now for one in found):
        held = [one.starts_at for one in over if one.state == MeetingState.HELD and one.starts_at]
        closed = _last_closed(session, pair, AlertReason.LONG_SILENCE)
        since = max(instant for instant in (pair.started_at or pair.asked_at, *held, closed) if instant)
        if now - since >= SILENCE:
            reasons.append(AlertReason.LONG_SILENCE)
    if _stands_still(session, pair, now):
        reasons.append(AlertReason.STALLED)
    return reasons


def _stands_still(session: Session, pair: Pair, now: datetime) -> bool:
    """Whether a goal has been open for STANDSTILL, and nothing in the course and no action was finished since."""
    begin = now - STANDSTILL
    closed = _last_closed(session, pair, AlertReason.STALLED)
    if closed is not None and closed > begin:
        return False
    of_learner = ScaledGoal.user_id == pair.learner_id, ScaledGoal.course_id == pair.course_id
    goal = exists().where(*of_learner, ScaledGoal.reached.is_(None), ScaledGoal.written_at <= begin)
    counted = exists().where(
        Interaction.user_id == pair.learner_id, Interaction.course_id == pair.course_id, Interaction.at > begin
    )
    done = exists().where(Action.pair_id == pair.id, Action.owner_id == pair.learner_id, Action.done_at > begin)
    return bool(session.scalar(select(goal & ~counted & ~done)))


def _stands() -> ColumnElement[bool]:
    """An alert about something shared is silent once nothing of it is shared any more."""
    shared = exists().where(Share.pair_id == Alert.pair_id, Share.kind.in_(SIGNALS), Share.withdrawn_at.is_(None))
    return or_(Alert.reason != AlertReason.SHARED, shared)


def _has_room(session: Session, mentor_id: int, now: datetime) -> bool:
    """Whether a mentor may hear of one thing more this week."""
    opened = session.scalar(
        select(func.count())
        .select_from(Alert)
        .join(Pair, Pair.id == Alert.pair_id)
        .where(Pair.mentor_id == mentor_id, Alert.reason.not_in(LEARNERS_OWN), Alert.opened_at > now - WEEK)
    )
    return (opened or 0) < MOST_A_WEEK


def _last_closed(session: Session, pair: Pair, reason: AlertReason) -> datetime | None:
    return session.scalar(select(func.max(Alert.closed_at)).where(Alert.pair_id == pair.id, Alert.reason == reason))


def _is_useless(session: Session, reason: AlertReason) -> bool:
    answers = session.scalars(
        select(Alert.was_useful)
        .where(Alert.reason == reason, Alert.was_useful.is_not(None))
        .order_by(Alert.closed_at.desc())
        .limit(ANSWERS_THAT_COUNT)
    ).all()
    return len(answers) >= ANSWERS_THAT_COUNT and 2 * sum(map(bool, answers)) < ANSWERS_THAT_COUNT
