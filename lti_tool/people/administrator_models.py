"""Tables of those who run this installation; they are no users of a platform and open no course."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId


class Administrator(Base):
    """Somebody who may connect platforms; known by e-mail address, in lower case."""

    __tablename__ = "administrators"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    #: scrypt with its salt and its costs, as werkzeug writes them.
    password_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]


class DeskSession(Base):
    """A signed-in browser: the secret in its cookie is never stored, only its hash."""

    __tablename__ = "desk_sessions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    administrator_id: Mapped[int] = mapped_column(ForeignKey("administrators.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]

    administrator: Mapped[Administrator] = relationship(lazy="joined", innerjoin=True)
