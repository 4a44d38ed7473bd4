"""Tables of the LTI layer: registrations, logins under way, our keys, and what we cache of platforms."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db import Base
from lti_tool.db.base import BigId


class PlatformStatus(StrEnum):
    """Whether launches of a registration are let in."""

    APPROVED = "approved"
    PENDING = "pending"
    REFUSED = "refused"


class Platform(Base):
    """A registration of the tool: one issuer and client id, with the addresses of its services."""

    __tablename__ = "lti_platform"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    issuer: Mapped[str] = mapped_column(String(500))
    client_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255), default="")
    family: Mapped[str] = mapped_column(String(40), default="")
    authorization_url: Mapped[str] = mapped_column(String(2000))
    token_url: Mapped[str] = mapped_column(String(2000))
    keyset_url: Mapped[str] = mapped_column(String(2000))
    token_audience: Mapped[str | None] = mapped_column(String(2000))
    #: Origins, beside those of the addresses above, that may frame the tool and be returned to.
    extra_origins: Mapped[list[str]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(String(20), default=PlatformStatus.APPROVED)
    #: True: a deployment first seen in a signed launch is added (Canvas names none when registering).
    accepts_new_deployments: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_launch_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(255))
    last_error_at: Mapped[datetime | None]

    deployments: Mapped[list["Deployment"]] = relationship(
        back_populates="platform", cascade="all, delete-orphan", order_by="Deployment.id"
    )


class Deployment(Base):
    """A deployment of a registration, by the platform's own name."""

    __tablename__ = "lti_deployment"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    deployment_id: Mapped[str] = mapped_column(String(255))
    approved: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    platform: Mapped[Platform] = relationship(back_populates="deployments")


class LoginAttempt(Base):
    """A login under way: begun at /lti/login, consumed once by /lti/launch, gone after ten minutes."""

    __tablename__ = "lti_login_attempt"
    __table_args__ = (Index("ix_lti_login_attempt_expires_at", "expires_at"),)

    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    nonce: Mapped[str] = mapped_column(String(64))
    target_link_uri: Mapped[str] = mapped_column(String(2000))
    #: Hash of the secret that the browser holds in a cookie or in the platform's storage.
    binding_hash: Mapped[str] = mapped_column(String(64))
    #: Frame name from `lti_storage_target`; None where the platform offers no storage.
    storage_target: Mapped[str | None] = mapped_column(String(255))
    #: Hash of the one-time ticket of the page that reads the platform's storage or opens a new window.
    ticket_hash: Mapped[str | None] = mapped_column(String(64))
    #: What the authorisation request repeats (hints and unknown parameters), form-encoded, in order.
    repeated: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime]
    consumed_at: Mapped[datetime | None]


class KeyState(StrEnum):
    """A key of ours signs, waits (published before or after its time), in that order."""

    ACTIVE = "active"
    NEXT = "next"
    RETIRING = "retiring"


class ToolKey(Base):
    """A signing key of ours; the private half is encrypted with a key derived from the secret key."""

    __tablename__ = "lti_tool_key"
    __table_args__ = (
        Index(
            "uq_lti_tool_key_one_each",
            "state",
            unique=True,
            sqlite_where=text("state IN ('active', 'next')"),
            postgresql_where=text("state IN ('active', 'next')"),
        ),
    )

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class CachedKeySet(Base):
    """A platform's published keys as last read, and when an unknown key id last made us look again."""

    __tablename__ = "lti_cached_key_set"

    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    keys: Mapped[list[Any]] = mapped_column(JSON)
    fetched_at: Mapped[datetime]
    tried_at: Mapped[datetime]


class AccessToken(Base):
    """A service token, shared by all workers; encrypted like the keys."""

    __tablename__ = "lti_access_token"

    #: Hash over issuer, client id, token address and scopes: two tenants never share a row.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    token: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime]


class RegistrationInvite(Base):
    """A one-time address for dynamic registration."""

    __tablename__ = "lti_registration_invite"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("lti_platform.id", ondelete="SET NULL"))
