"""Tables of circles: peers who work together without a mentor, and groups with one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId
from lti_tool.people.models import User


class CircleKind(StrEnum):
    """Two learners for each other, or learners with a mentor."""

    PEERS = "peers"
    GROUP = "group"


class CirclePart(StrEnum):
    """What somebody is in a circle."""

    LEARNER = "learner"
    MENTOR = "mentor"


class Circle(Base):
    """Some people who work together, made by an instructor."""

    __tablename__ = "mentoring_circles"
    __table_args__ = (Index("ix_mentoring_circles_course", "course_id", "ended_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    kind: Mapped[CircleKind] = mapped_column(String(16))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    members: Mapped[list["CircleMember"]] = relationship(
        back_populates="circle", lazy="selectin", order_by="CircleMember.id", passive_deletes=True
    )

    def member(self, user_id: int) -> "CircleMember | None":
        """Return somebody's place in the circle, None for who has none or has left."""
        return next((one for one in self.members if one.user_id == user_id and one.left_at is None), None)

    @property
    def present(self) -> list["CircleMember"]:
        """Those who have not left, the mentor first."""
        here = [one for one in self.members if one.left_at is None]
        return sorted(here, key=lambda one: (one.part != CirclePart.MENTOR, one.id))


class CircleMember(Base):
    """A place in a circle: asked, there after a yes, gone after a no or a good-bye."""

    __tablename__ = "mentoring_circle_members"
    __table_args__ = (UniqueConstraint("circle_id", "user_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("mentoring_circles.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    part: Mapped[CirclePart] = mapped_column(String(16))
    #: Since when a learner had waited for a mentor: the place is kept when it comes to nothing.
    waited_since: Mapped[datetime | None]
    yes_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    circle: Mapped[Circle] = relationship(back_populates="members")
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class CircleMeeting(Base):
    """A session of a circle: somebody sets it, everybody sees it."""

    __tablename__ = "mentoring_circle_meetings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("mentoring_circles.id", ondelete="CASCADE"), index=True)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(500), default="")
    set_at: Mapped[datetime]


class CircleNote(Base):
    """A note that everybody in the circle reads."""

    __tablename__ = "mentoring_circle_notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("mentoring_circles.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    author: Mapped[User] = relationship(lazy="joined", innerjoin=True)
