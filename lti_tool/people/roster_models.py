"""Tables of the rosters: where a course's list of members is read, and what it says of each person."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db.base import Base


class Standing(StrEnum):
    """What a person is by the platform's own list; an appointment by the instructor is kept apart from it."""

    LEARNER = "learner"
    MENTOR = "mentor"
    INSTRUCTOR = "instructor"
    #: May look on; on Canvas often a parent. Has no access before an instructor names them a mentor.
    OBSERVER = "observer"
    REMOVED = "removed"


class CourseRoster(Base):
    """Where a course's members are read (NRPS 2.0, section 2), when that was last done, and what went wrong."""

    __tablename__ = "course_rosters"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    #: Reads only what changed since the last reading, where the platform offers it.
    differences_url: Mapped[str | None] = mapped_column(Text)
    #: The last launch that named the address.
    seen_at: Mapped[datetime]
    #: An instructor pressed "sync now" and waits.
    asked_at: Mapped[datetime | None]
    #: A worker is reading; it lost its claim when this is old.
    claimed_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    #: The list is in step with the platform as of then.
    synced_at: Mapped[datetime | None]
    #: The last reading of the whole list.
    complete_at: Mapped[datetime | None]
    #: Why the last try failed, as a source sentence; empty when it did not.
    error: Mapped[str] = mapped_column(Text, default="")
    #: How many tries in a row failed, and when the next one comes; None after one that did not.
    failures: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]


class RosterEntry(Base):
    """What the platform's list says of one enrolment."""

    __tablename__ = "roster_entries"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), primary_key=True)
    standing: Mapped[Standing] = mapped_column(String(16))
    #: The list named this person before they ever opened the tool.
    before_launch: Mapped[bool]
    listed_at: Mapped[datetime]
