"""The models that are connected, in the order in which they are asked, and why one of them is not."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.conversations.providing.limits import MICROS, read_policy
from lti_tool.conversations.providing.sheet import Sheet, host_of, is_hosted
from lti_tool.conversations.providing.tables import ProviderRow
from lti_tool.errors import NotFoundError

#: The number of the model that the environment connects, whether it has a row or not.
SETTINGS = 0
SETTINGS_NAME = "settings"


@dataclass(frozen=True, slots=True)
class FromSettings:
    """The model that the environment connects."""

    base_url: str
    model: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """Millionths of the currency for a million tokens of question and of answer."""

    tokens_in: int
    tokens_out: int

    def of(self, prompt: int, completion: int) -> int:
        """Return what these tokens cost, in millionths, rounded up."""
        return -(-(prompt * self.tokens_in + completion * self.tokens_out) // MICROS)


class Standing(StrEnum):
    """Why a model is asked, or is not."""

    READY = "ready"
    OFF = "off"
    ALL_OFF = "all_off"
    NEEDS_ACCEPTANCE = "needs_acceptance"
    NEEDS_PRICE = "needs_price"


@dataclass(frozen=True, slots=True)
class ModelProvider:
    """One connected model as the desk shows it."""

    id: int
    name: str
    base_url: str
    model: str
    is_on: bool = True
    has_key: bool = False
    region: str = ""
    retention: str = ""
    price: Price | None = None
    priced_at: datetime | None = None
    found: dict[str, Any] | None = None
    tested_at: datetime | None = None
    accepted_by: str = ""
    accepted_at: datetime | None = None
    standing: Standing = Standing.READY
    position: int = 0
    version: int = 0

    @property
    def is_from_settings(self) -> bool:
        """True for the one of the environment."""
        return self.id == SETTINGS

    @property
    def host(self) -> str:
        """The host that data goes to."""
        return host_of(self.base_url)

    @property
    def is_hosted(self) -> bool:
        """True when data leaves this machine and its network."""
        return is_hosted(self.base_url)

    @property
    def sheet(self) -> Sheet:
        """What an administrator accepts for it."""
        return Sheet(self.host, self.model, self.region, self.retention)


def listed(session: Session, settings: FromSettings | None) -> list[ModelProvider]:
    """Return every connected model, the one that is asked first at the beginning."""
    policy = read_policy(session)
    rows = session.scalars(select(ProviderRow)).all()
    known = [_of_row(row, settings) for row in rows if settings is not None or not row.from_settings]
    if settings is not None and not any(row.from_settings for row in rows):
        known.append(ModelProvider(SETTINGS, SETTINGS_NAME, settings.base_url, settings.model, has_key=True))
    judged = [
        replace(one, standing=_standing(one, models_on=policy.models_on, money=policy.limits.count_money))
        for one in known
    ]
    return sorted(judged, key=lambda one: (one.position, one.id))


def usable(session: Session, settings: FromSettings | None) -> list[ModelProvider]:
    """Return the models that may be asked now, in order."""
    return [one for one in listed(session, settings) if one.standing is Standing.READY]


def find(session: Session, settings: FromSettings | None, provider_id: int) -> ModelProvider:
    """Return one of them; `NotFoundError` when there is none with this number."""
    for one in listed(session, settings):
        if one.id == provider_id:
            return one
    raise NotFoundError


def key_of(session: Session, provider_id: int) -> bytes | None:
    """Return the sealed key of a stored model."""
    row = session.get(ProviderRow, provider_id)
    return row.sealed_key if row else None


def _of_row(row: ProviderRow, settings: FromSettings | None) -> ModelProvider:
    given = settings if row.from_settings else None
    one = ModelProvider(
        id=SETTINGS if row.from_settings else row.id,
        name=row.name,
        base_url=given.base_url if given else row.base_url,
        model=given.model if given else row.model,
        is_on=row.is_on,
        has_key=bool(given.key) if given else row.sealed_key is not None,
        region=row.region,
        retention=row.retention,
        price=Price(row.price_in, row.price_out) if row.price_in is not None and row.price_out is not None else None,
        priced_at=row.priced_at,
        found=row.found,
        tested_at=row.tested_at,
        position=row.position,
        version=row.version,
    )
    if row.accepted_sheet != one.sheet.as_data():
        return one
    return replace(one, accepted_by=row.accepted_by, accepted_at=row.accepted_at)


def _standing(one: ModelProvider, *, models_on: bool, money: bool) -> Standing:
    if not models_on:
        return Standing.ALL_OFF
    if not one.is_on:
        return Standing.OFF
    if one.is_hosted and one.accepted_at is None:
        return Standing.NEEDS_ACCEPTANCE
    if money and one.price is None:
        return Standing.NEEDS_PRICE
    return Standing.READY
