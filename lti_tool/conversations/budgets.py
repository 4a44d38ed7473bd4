"""Fills the widget's `Budget`: turns a day for the person's sake, tokens for the bill's.

Taking a turn and reserving tokens are single conditional writes, so parallel questions cannot
slip past a limit together. What is reserved counts as used until it is settled; when settling
never comes (the process died) the reservation stands as the estimate.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool.clock import Clock
from lti_tool.conversations.models import TokenUse, TurnUse
from lti_tool.conversations.scopes import Place, place_of
from lti_tool.db import Database
from widget.conversation import Message, Scope, Usage
from widget.ports import Reservation, TurnsLeft

SPENT = Message("The model's allowance is used up for now. Answers come from the course's own text until it renews.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be used: turns per person and day, tokens per person and day, per course and month."""

    daily_turns: int = 40
    daily_tokens: int = 60_000
    monthly_course_tokens: int = 3_000_000


class DatabaseBudget:
    """Budgets counted in the database, shared by all processes."""

    def __init__(self, database: Database, clock: Clock, limits: Limits) -> None:
        self._database = database
        self._clock = clock
        self._limits = limits

    def turns(self, scope: Scope) -> TurnsLeft:
        """Return where this person stands today."""
        place, now = place_of(scope), self._clock.now()
        with self._database.transaction(write=False) as session:
            used = session.scalar(
                select(TurnUse.used).where(
                    TurnUse.user_id == place.user_id,
                    TurnUse.course_id == place.course_id,
                    TurnUse.day == now.date(),
                )
            )
        return self._left(used or 0, now)

    def take_turn(self, scope: Scope) -> TurnsLeft | None:
        """Take one turn if any is left, in one conditional write."""
        place, now = place_of(scope), self._clock.now()
        with self._database.transaction() as session:
            insert = sqlite_insert if self._database.is_sqlite else postgresql_insert
            taken = session.scalar(
                insert(TurnUse)
                .values(user_id=place.user_id, course_id=place.course_id, day=now.date(), used=1)
                .on_conflict_do_update(
                    index_elements=[TurnUse.user_id, TurnUse.course_id, TurnUse.day],
                    set_={"used": TurnUse.used + 1},
                    where=TurnUse.used < self._limits.daily_turns,
                )
                .returning(TurnUse.used)
            )
        return None if taken is None else self._left(taken, now)

    def reserve(self, scope: Scope, tokens: int) -> Reservation:
        """Set tokens aside where both the person's day and the course's month still hold them."""
        place, now = place_of(scope), self._clock.now()
        with self._database.transaction() as session:
            _serialise(session, place.course_id)
            if not self._fits(session, place, tokens, now):
                return Reservation(id="", granted=False, reason=SPENT)
            row = TokenUse(
                public_id=secrets.token_hex(12),
                user_id=place.user_id,
                course_id=place.course_id,
                tokens=tokens,
                estimated=True,
                settled=False,
                at=now,
            )
            session.add(row)
            return Reservation(id=row.public_id, granted=True)

    def settle(self, scope: Scope, reservation_id: str, usage: Usage | None) -> None:
        """Replace a reservation by what was used; None gives all of it back."""
        place = place_of(scope)
        with self._database.transaction() as session:
            row = session.scalars(
                select(TokenUse).where(TokenUse.public_id == reservation_id, TokenUse.user_id == place.user_id)
            ).first()
            if row is None:
                return
            row.settled = True
            row.tokens = usage.prompt_tokens + usage.completion_tokens if usage else 0
            row.estimated = usage.estimated if usage else False

    def _fits(self, session: Session, place: Place, tokens: int, now: datetime) -> bool:
        day = datetime.combine(now.date(), time(), UTC)
        person = _used(session, TokenUse.user_id == place.user_id, day)
        course = _used(session, TokenUse.course_id == place.course_id, day.replace(day=1))
        return person + tokens <= self._limits.daily_tokens and course + tokens <= self._limits.monthly_course_tokens

    def _left(self, used: int, now: datetime) -> TurnsLeft:
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
        return TurnsLeft(used=used, limit=self._limits.daily_turns, resets_at=tomorrow)


def _used(session: Session, whose: object, since: datetime) -> int:
    total = session.scalar(
        select(func.coalesce(func.sum(TokenUse.tokens), 0)).where(whose, TokenUse.at >= since)  # type: ignore[arg-type]
    )
    return int(total or 0)


def _serialise(session: Session, course_id: int) -> None:
    """Let one reservation per course run at a time; SQLite's writers already queue up."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(0x70C5, course_id)))
