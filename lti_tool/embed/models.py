"""Tables of sites that hold the assistant, their keys, their people and what was opened for them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId


class Algorithm(StrEnum):
    """How a site signs; fixed when the site is made, whatever a token's header says."""

    EDDSA = "EdDSA"
    ES256 = "ES256"
    HS256 = "HS256"


class EmbedSite(Base):
    """One organisation's site: which pages may hold the assistant, and which course it reads."""

    __tablename__ = "embed_sites"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    #: Stands in the page's source: an address, not a secret.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    origins: Mapped[list[str]]
    language: Mapped[str] = mapped_column(String(8))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    anonymous: Mapped[bool]
    #: The look on its pages (`embed.look`): empty means the tool's own colour and words.
    accent: Mapped[str] = mapped_column(String(7), default="")
    label: Mapped[str] = mapped_column(String(40), default="")
    side: Mapped[str] = mapped_column(String(5), default="end")
    #: The organisation's own sign-in (OpenID Connect); empty issuer: none. The secret is sealed, None without one.
    oidc_issuer: Mapped[str] = mapped_column(String(500), default="")
    oidc_client_id: Mapped[str] = mapped_column(String(255), default="")
    oidc_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    algorithm: Mapped[Algorithm] = mapped_column(String(8))
    #: Where the site publishes public keys, beside those given here; empty: nowhere.
    jwks_url: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    keys: Mapped[list["EmbedKey"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="EmbedKey.id"
    )


class EmbedKey(Base):
    """A key that a site signs with: public JWK, or a shared secret; sealed either way."""

    __tablename__ = "embed_keys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("embed_sites.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    #: Not accepted from then on; None for the current ones.
    ends_at: Mapped[datetime | None]


class EmbedKeySet(Base):
    """The keys a site publishes, as last read, and when reading was last tried."""

    __tablename__ = "embed_key_sets"

    site_id: Mapped[int] = mapped_column(ForeignKey("embed_sites.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    keys: Mapped[list[Any]] = mapped_column(JSON)
    fetched_at: Mapped[datetime]
    tried_at: Mapped[datetime]


class EmbedPerson(Base):
    """A person as a site names them, with an account of their own: never one known from a course."""

    __tablename__ = "embed_people"
    __table_args__ = (UniqueConstraint("site_id", "subject"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("embed_sites.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class EmbedTokenUse(Base):
    """A token that was used, kept until it would have ended anyway: none works twice."""

    __tablename__ = "embed_token_uses"
    __table_args__ = (UniqueConstraint("site_id", "jti_hash"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("embed_sites.id", ondelete="CASCADE"))
    jti_hash: Mapped[str] = mapped_column(String(64))
    ends_at: Mapped[datetime] = mapped_column(index=True)


class EmbedSession(Base):
    """A quarter of an hour in a frame: only the bearer's hash is kept."""

    __tablename__ = "embed_sessions"
    __table_args__ = (Index("ix_embed_sessions_site", "site_id", "ends_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("embed_sites.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    anonymous: Mapped[bool]
    locale: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class EmbedSignIn(Base):
    """Who signed in in a window of its own, for the frame that began it: two minutes, once."""

    __tablename__ = "embed_sign_ins"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("embed_sites.id", ondelete="CASCADE"))
    nonce_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    number_hash: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    #: Wrong numbers so far.
    tries: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
