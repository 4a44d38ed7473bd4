"""Tables of what a course owns: resources, their passages, the change log, the state of indexes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId


class ResourceRow(Base):
    """A thing a learner can open. `public_id` is safe in a URL and stays the same across re-imports.

    `given_id` is the name its author knows it by (the id of a `.jsonl` line or of a header, else
    its place); `origin` is the file, folder or address it was imported from, `place` where in it,
    so that a re-import can tell what is gone. A removed resource keeps its row: removal can be undone.
    """

    __tablename__ = "resources"
    __table_args__ = (
        UniqueConstraint("course_id", "public_id"),
        Index("ix_resources_origin", "course_id", "origin"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    public_id: Mapped[str] = mapped_column(String(64))
    given_id: Mapped[str] = mapped_column(String(512))
    origin: Mapped[str] = mapped_column(String(1024))
    place: Mapped[str] = mapped_column(String(1024), default="")
    title: Mapped[str] = mapped_column(String(512))
    language: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(32), default="lesson")
    url: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None]
    visible: Mapped[bool] = mapped_column(default=True)
    pinned: Mapped[bool] = mapped_column(default=False)
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: Place in the course, outermost first, and rank inside the source.
    section: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    content_hash: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    added_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    #: What the last check of `url` answered (an HTTP status, 0 when nothing did) and when.
    url_status: Mapped[int | None]
    url_checked_at: Mapped[datetime | None]
    details: Mapped[dict[str, Any]] = mapped_column("metadata", JSON, default=dict)

    passages: Mapped[list["PassageRow"]] = relationship(
        order_by="PassageRow.ordinal", cascade="all, delete-orphan", passive_deletes=True
    )


class PassageRow(Base):
    """A stretch of a resource that is searched, quoted and cited."""

    __tablename__ = "passages"
    __table_args__ = (Index("ix_passages_resource", "resource_id", "ordinal"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id", ondelete="CASCADE"))
    public_id: Mapped[str] = mapped_column(String(96))
    ordinal: Mapped[int]
    heading: Mapped[str] = mapped_column(Text, default="")
    anchor: Mapped[str] = mapped_column(String(255), default="")
    text: Mapped[str] = mapped_column(Text)
    #: Its stretches as [kind, level, length]; empty: it was stored before they were kept.
    shape: Mapped[list[Any]] = mapped_column(JSON, default=list)


class CourseContent(Base):
    """One row per course with content: the counter that numbers its changes.

    Taking a number locks the row until the transaction ends, so numbers become visible in
    their own order: whoever replays up to a number has missed nothing below it.
    """

    __tablename__ = "course_contents"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigId, default=0)
    changed_at: Mapped[datetime | None]
    #: Grows when something changes that lists are made from and the index does not hold (skills, pins).
    revision: Mapped[int] = mapped_column(default=0)
    #: The last change that skills and prerequisites were looked for in (see `suggestions`).
    looked_sequence: Mapped[int] = mapped_column(BigId, default=0)
    #: Other words of the course: {"cv": ["résumé"]}.
    synonyms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class IndexChange(Base):
    """A change of one resource, written in the transaction of the change itself."""

    __tablename__ = "index_changes"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8))
    resource_id: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]


class IndexState(Base):
    """What one copy of a course's index was last seen to hold; `place` names the machine's copy."""

    __tablename__ = "index_states"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(String(255), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigId, default=0)
    applied_at: Mapped[datetime | None]
    documents: Mapped[int] = mapped_column(default=0)
    passages: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(BigId, default=0)
    #: Why the last attempt failed, as an English source sentence with its parameters.
    problem: Mapped[str] = mapped_column(Text, default="")
    problem_parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    failed_at: Mapped[datetime | None]
    rebuilt_at: Mapped[datetime | None]
    rebuild_reason: Mapped[str] = mapped_column(Text, default="")
    #: The model of meaning (empty: none yet), how many passages it has read, and up to which change all of them.
    meaning: Mapped[str] = mapped_column(String(64), default="")
    embedded: Mapped[int] = mapped_column(default=0)
    embedded_sequence: Mapped[int] = mapped_column(BigId, default=-1)


class SearchedText(Base):
    """What people of a course search for, folded and counted; who did is not kept."""

    __tablename__ = "searched_texts"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(String(120), primary_key=True)
    times: Mapped[int]
    found: Mapped[bool]
    last_at: Mapped[datetime]
