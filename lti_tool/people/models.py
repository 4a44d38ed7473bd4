"""Tables of users, courses, resource links, enrolments, frame sessions and consent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId
from lti_tool.people.roles import Role


class User(Base):
    """A person as one platform knows them: platform registration + subject, never the e-mail address."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("platform_id", "subject"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("lti_platform.id", ondelete="SET NULL"))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    #: What the person asked to be called; wins over the platform's name.
    display_name: Mapped[str] = mapped_column(String(255), default="")
    locale: Mapped[str] = mapped_column(String(8), default="en")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    @property
    def shown_name(self) -> str:
        """The name others read; empty when the platform sends none and the person gave none."""
        return self.display_name or self.name


class Course(Base):
    """A course of a platform, or one made here by an administrator; `key` names it on the command line."""

    __tablename__ = "courses"
    __table_args__ = (UniqueConstraint("platform_id", "context_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(255), unique=True)
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("lti_platform.id", ondelete="SET NULL"))
    context_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(512), default="")
    label: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]


class ResourceLink(Base):
    """A place in a course from which the tool is opened (LTI 1.3 Core 2.4)."""

    __tablename__ = "resource_links"
    __table_args__ = (UniqueConstraint("course_id", "link_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    link_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(512), default="")
    #: What it opens, as its last launch said (`people.picks`); empty: the first page of each role.
    opens: Mapped[str] = mapped_column(String(320), default="")
    created_at: Mapped[datetime]


class Enrolment(Base):
    """A person in a course."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("user_id", "course_id"), Index("ix_enrolments_course", "course_id", "role"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(String(16))
    #: An instructor named this person a mentor: launches as a learner or observer keep it so.
    appointed_mentor: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    #: The platform's own test student ("view as a student"): tries everything, counts in no figure.
    is_test: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)


class FrameSession(Base):
    """One launch's session: the token itself is never stored, only its hash."""

    __tablename__ = "frame_sessions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    resource_link_id: Mapped[int | None] = mapped_column(ForeignKey("resource_links.id", ondelete="SET NULL"))
    deployment_id: Mapped[str] = mapped_column(String(255))
    role: Mapped[Role] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(8))
    #: Where "back to the course" leads; it can hold a platform's session key, so it is never logged.
    return_url: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Consent(Base):
    """A person's yes or no to one purpose in one course; the newest row per purpose counts."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_purpose", "user_id", "course_id", "purpose"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(64))
    granted: Mapped[bool]
    #: The version of the text that the person read.
    wording: Mapped[str] = mapped_column(String(32))
    decided_at: Mapped[datetime]
