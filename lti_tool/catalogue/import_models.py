"""Tables of imports: what came from where, why something did not, and how things stood before."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId


class RunState(StrEnum):
    """How far an import is."""

    PREVIEW = "preview"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class ImportRun(Base):
    """One import: from where, by whom, and what came of it."""

    __tablename__ = "import_runs"
    __table_args__ = (Index("ix_import_runs_course", "course_id", "started_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    state: Mapped[RunState] = mapped_column(String(16), default=RunState.RUNNING)
    source: Mapped[str] = mapped_column(Text)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    #: When a reader last said that it is at it.
    touched_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    #: What a preview found, kept until it is confirmed or dropped.
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    problems: Mapped[list["ImportProblem"]] = relationship(
        order_by="ImportProblem.id", cascade="all, delete-orphan", passive_deletes=True
    )


class ImportProblem(Base):
    """Why one file, or a part of it, did not go in, and what to do: a sentence with its parameters."""

    __tablename__ = "import_problems"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: "refused": nothing of it went in; "note": it went in with a doubt.
    severity: Mapped[str] = mapped_column(String(8), default="refused")


class ImportStep(Base):
    """How one resource stood before an import touched it (null: it did not exist), for undo."""

    __tablename__ = "import_steps"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"), index=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id", ondelete="CASCADE"))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
