"""Fills the widget's `Budget`: turns a day for the person's sake, tokens for the bill's.

Taking a turn and reserving tokens are single conditional writes, so parallel questions cannot
slip past a limit together. What is reserved counts as used until it is settled; when settling
never comes (the process died) the reservation stands as the estimate.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool import course_settings
from lti_tool.clock import Clock
from lti_tool.conversations.models import TokenUse, TurnUse
from lti_tool.conversations.providing import book
from lti_tool.conversations.providing.book import FromSettings
from lti_tool.conversations.providing.limits import read_policy
from lti_tool.conversations.providing.spending import Spent, begin_of_day, spent
from lti_tool.conversations.scopes import Place, place_of
from lti_tool.db import Database
from widget.conversation import Message, Scope, Usage
from widget.ports import Reservation, TurnsLeft

SPENT = Message("The model's allowance is used up for now. Answers come from the course's own text until it renews.")


class DatabaseBudget:
    """Budgets counted in the database, shared by all processes.

    `daily_turns` holds where a course chose nothing else; tokens and money are the administrator's
    limits (`providing.limits`), read with every reservation. Counts do not wait for the disk: a
    power cut may give somebody a turn back.
    """

    def __init__(
        self, database: Database, clock: Clock, daily_turns: int, settings: FromSettings | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._daily_turns = daily_turns
        self._settings = settings

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
            return self._left(used or 0, self._limit(session, place), now)

    def take_turn(self, scope: Scope) -> TurnsLeft | None:
        """Take one turn if any is left, in one conditional write."""
        place, now = place_of(scope), self._clock.now()
        with self._database.transaction(durable=False) as session:
            limit = self._limit(session, place)
            insert = sqlite_insert if self._database.is_sqlite else postgresql_insert
            taken = session.scalar(
                insert(TurnUse)
                .values(user_id=place.user_id, course_id=place.course_id, day=now.date(), used=1)
                .on_conflict_do_update(
                    index_elements=[TurnUse.user_id, TurnUse.course_id, TurnUse.day],
                    set_={"used": TurnUse.used + 1},
                    where=TurnUse.used < limit,
                )
                .returning(TurnUse.used)
            )
        return None if taken is None else self._left(taken, limit, now)

    def reserve(self, scope: Scope, tokens: int) -> Reservation:
        """Set tokens and their highest cost aside where every limit still holds them."""
        place, now = place_of(scope), self._clock.now()
        with self._database.transaction(durable=False) as session:
            _serialise(session)
            cost = self._highest_cost(session, tokens)
            if not _fits(session, place, Spent(1, tokens, cost), now):
                return Reservation(id="", granted=False, reason=SPENT)
            row = TokenUse(
                public_id=secrets.token_hex(12),
                user_id=place.user_id,
                course_id=place.course_id,
                tokens=tokens,
                cost=cost,
                estimated=True,
                settled=False,
                at=now,
            )
            session.add(row)
            return Reservation(id=row.public_id, granted=True)

    def settle(self, scope: Scope, reservation_id: str, usage: Usage | None, provider: str = "") -> None:
        """Replace a reservation by what this model used, at its price; None gives all of it back."""
        place = place_of(scope)
        with self._database.transaction(durable=False) as session:
            row = session.scalars(
                select(TokenUse).where(TokenUse.public_id == reservation_id, TokenUse.user_id == place.user_id)
            ).first()
            if row is None:
                return
            row.settled, row.provider = True, provider[:80]
            row.tokens = usage.prompt_tokens + usage.completion_tokens if usage else 0
            row.estimated = usage.estimated if usage else False
            row.cost = self._cost(session, usage, provider) if usage else 0

    def _highest_cost(self, session: Session, tokens: int) -> int:
        prices = [one.price for one in book.usable(session, self._settings) if one.price]
        return max((max(price.of(tokens, 0), price.of(0, tokens)) for price in prices), default=0)

    def _cost(self, session: Session, usage: Usage, provider: str) -> int:
        named = (one.price for one in book.listed(session, self._settings) if one.name == provider)
        price = next(named, None)
        return price.of(usage.prompt_tokens, usage.completion_tokens) if price else 0

    def _limit(self, session: Session, place: Place) -> int:
        return course_settings.read(session, place.course_id).daily_turns or self._daily_turns

    def _left(self, used: int, limit: int, now: datetime) -> TurnsLeft:
        return TurnsLeft(used=used, limit=limit, resets_at=begin_of_day(now) + timedelta(days=1))


def _fits(session: Session, place: Place, wanted: Spent, now: datetime) -> bool:
    """True when no limit would be passed; tokens of the person, course and installation, then money."""
    limits, day = read_policy(session).limits, begin_of_day(now)
    person, course = TokenUse.user_id == place.user_id, TokenUse.course_id == place.course_id
    own, of_course, of_all = spent(session, day, person), spent(session, day, course), spent(session, day)
    of_month = spent(session, day.replace(day=1), course)
    return all(
        limit is None or used + more <= limit
        for limit, used, more in (
            (limits.person_daily_tokens, own.tokens, wanted.tokens),
            (limits.course_daily_tokens, of_course.tokens, wanted.tokens),
            (limits.course_monthly_tokens, of_month.tokens, wanted.tokens),
            (limits.installation_daily_tokens, of_all.tokens, wanted.tokens),
            (limits.course_daily_cost, of_course.cost, wanted.cost),
            (limits.installation_daily_cost, of_all.cost, wanted.cost),
        )
    )


def _serialise(session: Session) -> None:
    """Let one reservation run at a time, since some limits are everybody's; SQLite's writers already queue up."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(0x70C5)))
