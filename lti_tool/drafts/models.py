"""Tables of drafts: the text in work, its versions, the comments on them, and what a mentor decided."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.people.models import User


class DraftState(StrEnum):
    """Where a draft stands. Only a mentor's decision makes it returned or validated."""

    DRAFT = "draft"
    WITH_MENTOR = "with_mentor"
    RETURNED = "returned"
    VALIDATED = "validated"


class MadeBy(StrEnum):
    """Whose a comment is."""

    AI = "ai"
    CHECKS = "checks"
    MENTOR = "mentor"


class Verdict(StrEnum):
    """What a mentor makes of software's comment."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


class Draft(Base):
    """One text of one learner, as it stands now; nobody else reads it before a version is handed over."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_person", "user_id", "course_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    #: The activity it was begun in: its validation counts there.
    resource_link_id: Mapped[int | None] = mapped_column(ForeignKey("resource_links.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[DraftState] = mapped_column(String(16), default=DraftState.DRAFT)
    #: Counts what was saved; with the page that saved last it tells two open pages apart.
    revision: Mapped[int] = mapped_column(default=0)
    page: Mapped[str] = mapped_column(String(32), default="")
    #: The pair whose mentor may open the version that was handed over.
    pair_id: Mapped[int | None] = mapped_column(ForeignKey("mentoring_pairs.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    written_at: Mapped[datetime]
    #: Deleted by its owner: gone from every page, to be had back for an hour.
    deleted_at: Mapped[datetime | None]

    pair: Mapped[Pair | None] = relationship(lazy="joined")

    @property
    def standing(self) -> DraftState:
        """Where it stands for its reader: a pair that ended has nobody left who could answer."""
        alone = self.pair is None or self.pair.state != PairState.ACTIVE
        return DraftState.DRAFT if self.state == DraftState.WITH_MENTOR and alone else DraftState(self.state)


class DraftVersion(Base):
    """A text as it was when somebody was asked about it; it never changes again."""

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    #: "ai", "checks", or empty while no software was asked about it.
    reviewed_by: Mapped[str] = mapped_column(String(16), default="")
    provider: Mapped[str] = mapped_column(String(80), default="")
    #: A sentence about the review: {"text", "parameters"}, or empty.
    note: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    handed_at: Mapped[datetime | None]
    #: Whether the mentor sees software's comments on it.
    with_comments: Mapped[bool] = mapped_column(default=False)


class DraftComment(Base):
    """One remark on a version; `quote` stands in it, "" when it is about the whole."""

    __tablename__ = "draft_comments"
    __table_args__ = (Index("ix_draft_comments_version", "version_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_versions.id", ondelete="CASCADE"))
    #: 1 is the priority.
    position: Mapped[int]
    made_by: Mapped[MadeBy] = mapped_column(String(16))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    rule: Mapped[str] = mapped_column(String(32), default="")
    #: Automatic checks: an English source sentence with places that `parameters` fill; else the words themselves.
    text: Mapped[str] = mapped_column(Text)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    quote: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[Verdict | None] = mapped_column(String(16))
    #: The mentor's words in its place.
    mentor_text: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None]


class DraftDecision(Base):
    """A mentor's word on a version: validated, or returned with what to work on."""

    __tablename__ = "draft_decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_versions.id", ondelete="CASCADE"))
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    validated: Mapped[bool]
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    mentor: Mapped[User | None] = relationship(lazy="joined")


class DraftDelivery(Base):
    """Which take of its writer goes with a draft: the mentor reads its figures beside the text."""

    __tablename__ = "draft_deliveries"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True)
    take_id: Mapped[int] = mapped_column(ForeignKey("delivery_takes.id", ondelete="CASCADE"), index=True)
    attached_at: Mapped[datetime]
