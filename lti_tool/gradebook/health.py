"""Health of score delivery: backlog of the outbox and the workers' signs of life."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many scores stand where; `oldest_due` is the age in seconds of the oldest one that should be gone."""

    pending: int
    in_flight: int
    dead: int
    oldest_due: float


def backlog(session: Session, now: datetime) -> Backlog:
    """Count the outbox."""
    raise NotImplementedError


def beat(session: Session, name: str, now: datetime) -> None:
    """Note that the worker called `name` is alive."""
    raise NotImplementedError


def last_beat(session: Session) -> datetime | None:
    """Return when any worker last said that it is alive."""
    raise NotImplementedError


def is_worker_alive(session: Session, now: datetime) -> bool:
    """True when a worker said so within the last half minute."""
    raise NotImplementedError
