"""What models used: tokens and money by day and month, for the administrator and for the limits."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lti_tool.conversations.models import TokenUse


@dataclass(frozen=True, slots=True)
class Spent:
    """Calls, tokens and cost (millionths of the currency); what is set aside counts as used."""

    calls: int = 0
    tokens: int = 0
    cost: int = 0


def begin_of_day(now: datetime) -> datetime:
    """Return midnight UTC."""
    return datetime.combine(now.date(), time(), UTC)


def spent(session: Session, since: datetime, *whose: ColumnElement[bool]) -> Spent:
    """Return what was used since an instant, by everybody or only by some."""
    row = session.execute(
        select(
            func.count(TokenUse.id),
            func.coalesce(func.sum(TokenUse.tokens), 0),
            func.coalesce(func.sum(TokenUse.cost), 0),
        ).where(TokenUse.at >= since, *whose)
    ).one()
    return Spent(int(row[0]), int(row[1]), int(row[2]))


def by_provider(session: Session, since: datetime) -> dict[str, Spent]:
    """Return what each model used since an instant; calls that came to nothing are under ""."""
    rows = session.execute(
        select(
            TokenUse.provider,
            func.count(TokenUse.id),
            func.coalesce(func.sum(TokenUse.tokens), 0),
            func.coalesce(func.sum(TokenUse.cost), 0),
        )
        .where(TokenUse.at >= since)
        .group_by(TokenUse.provider)
    )
    return {name: Spent(int(calls), int(tokens), int(cost)) for name, calls, tokens, cost in rows}
