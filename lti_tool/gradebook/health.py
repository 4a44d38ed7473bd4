"""Health of score delivery: backlog of the outbox and the workers' signs of life."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.gradebook.models import DeliveryWorker, ScoreRow, ScoreState

#: A worker says every ten seconds that it is alive.
ALIVE_FOR = timedelta(seconds=30)
FORGET_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many scores stand where; `oldest_due` is the age in seconds of the oldest one that should be gone."""

    pending: int
    in_flight: int
    dead: int
    oldest_due: float


def backlog(session: Session, now: datetime) -> Backlog:
    """Count the outbox."""
    counts = {
        ScoreState(state): number
        for state, number in session.execute(select(ScoreRow.state, func.count()).group_by(ScoreRow.state))
    }
    oldest = session.scalar(
        select(func.min(ScoreRow.next_attempt_at)).where(
            ScoreRow.state == ScoreState.PENDING, ScoreRow.next_attempt_at <= now
        )
    )
    return Backlog(
        pending=counts.get(ScoreState.PENDING, 0),
        in_flight=counts.get(ScoreState.IN_FLIGHT, 0),
        dead=counts.get(ScoreState.DEAD, 0),
        oldest_due=(now - oldest).total_seconds() if oldest else 0.0,
    )


def beat(session: Session, name: str, now: datetime) -> None:
    """Note that the worker called `name` is alive, and forget workers long gone."""
    session.execute(delete(DeliveryWorker).where(DeliveryWorker.beat_at < now - FORGET_AFTER))
    row = session.get(DeliveryWorker, name)
    if row is None:
        session.add(DeliveryWorker(name=name, started_at=now, beat_at=now))
    else:
        row.beat_at = now
    session.flush()


def retire(session: Session, name: str) -> None:
    """Note that the worker called `name` has ended in good order."""
    session.execute(delete(DeliveryWorker).where(DeliveryWorker.name == name))


def last_beat(session: Session) -> datetime | None:
    """Return when any worker last said that it is alive."""
    return session.scalar(select(func.max(DeliveryWorker.beat_at)))


def is_worker_alive(session: Session, now: datetime) -> bool:
    """True when a worker said so within the last half minute."""
    last = last_beat(session)
    return last is not None and now - last <= ALIVE_FOR
