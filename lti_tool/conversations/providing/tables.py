"""Tables of connected models, of the installation's limits, and of every change to either."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db.base import Base, BigId

#: The one row of limits and switches.
THE_POLICY = 1


class ProviderRow(Base):
    """A model on a server. Prices are millionths of the currency for a million tokens; None: not known."""

    __tablename__ = "model_providers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    #: The one that the environment connects: its address, model and key stand there, not here.
    from_settings: Mapped[bool] = mapped_column(default=False)
    base_url: Mapped[str] = mapped_column(String(500), default="")
    model: Mapped[str] = mapped_column(String(200), default="")
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    position: Mapped[int]
    is_on: Mapped[bool] = mapped_column(default=True)
    region: Mapped[str] = mapped_column(String(200), default="")
    retention: Mapped[str] = mapped_column(String(300), default="")
    price_in: Mapped[int | None] = mapped_column(BigInteger)
    price_out: Mapped[int | None] = mapped_column(BigInteger)
    priced_at: Mapped[datetime | None]
    #: What the last test of the connection showed.
    found: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    tested_at: Mapped[datetime | None]
    #: Who accepted which sheet: an administrator's address, and what the sheet said then.
    accepted_by: Mapped[str] = mapped_column(String(320), default="")
    accepted_at: Mapped[datetime | None]
    accepted_sheet: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: Grows with each change, so that running processes connect anew.
    version: Mapped[int] = mapped_column(default=1)


class PolicyRow(Base):
    """The switch over all models, the currency of prices, and the limits, by the names of `SpendingLimits`."""

    __tablename__ = "model_policy"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    models_on: Mapped[bool] = mapped_column(default=True)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    limits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ModelChange(Base):
    """One change of one field by one administrator; a key is never in it."""

    __tablename__ = "model_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    administrator: Mapped[str] = mapped_column(String(320))
    #: The provider's name then, or empty for what holds for all.
    subject: Mapped[str] = mapped_column(String(80))
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[Any] = mapped_column(JSON, nullable=True)
    after: Mapped[Any] = mapped_column(JSON, nullable=True)
