"""Tables of shared libraries: courses whose content others read, and who reads them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db.base import Base


class LibraryRow(Base):
    """A course that an administrator shares; `course_id` is where its content lives and is looked after.

    `platform_id` limits it to the courses of one platform; None offers it to all. `open` lets
    instructors take it themselves; otherwise only an administrator gives it to a course.
    """

    __tablename__ = "libraries"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    open: Mapped[bool] = mapped_column(default=True)
    shared_at: Mapped[datetime]
    #: Since when nobody is offered it; who offered it is kept, so that it can be shared again.
    withdrawn_at: Mapped[datetime | None]


class LibraryUse(Base):
    """A library that a course offers to its people."""

    __tablename__ = "library_uses"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("libraries.course_id", ondelete="CASCADE"), primary_key=True)
    attached_at: Mapped[datetime]
    attached_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
