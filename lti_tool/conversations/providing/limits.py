"""What models may use: tokens and money, per person, course and installation."""

from dataclasses import dataclass, fields
from typing import Any, Self

from sqlalchemy.orm import Session

from lti_tool.conversations.providing.tables import THE_POLICY, PolicyRow

#: Millionths of the currency in one of it.
MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class SpendingLimits:
    """None: no limit. Costs are millionths of the currency; days and months begin at midnight UTC."""

    person_daily_tokens: int | None = 60_000
    course_daily_tokens: int | None = None
    course_monthly_tokens: int | None = 3_000_000
    installation_daily_tokens: int | None = None
    course_daily_cost: int | None = None
    installation_daily_cost: int | None = None

    @property
    def count_money(self) -> bool:
        """True when some limit is in money: then a model without a price cannot be asked."""
        return self.course_daily_cost is not None or self.installation_daily_cost is not None

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """Read what was chosen; the rest is the default."""
        return cls(**{field.name: stored[field.name] for field in fields(cls) if field.name in stored})


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for all models of the installation."""

    models_on: bool = True
    currency: str = "EUR"
    limits: SpendingLimits = SpendingLimits()


def read_policy(session: Session) -> Policy:
    """Return what an administrator chose, or the defaults."""
    row = session.get(PolicyRow, THE_POLICY)
    if row is None:
        return Policy()
    return Policy(row.models_on, row.currency, SpendingLimits.of(row.limits))
