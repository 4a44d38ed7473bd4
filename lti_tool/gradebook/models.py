"""Tables of the gradebook: endpoints, policies, line items, interactions, the score outbox, workers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.course_settings.choices import GradePolicy
from lti_tool.db.base import Base, BigId
from lti_tool.people.models import ResourceLink

_PENDING = text("state = 'pending'")
_IN_FLIGHT = text("state = 'in_flight'")


class CourseEndpoint(Base):
    """What one deployment offers of a course's gradebook, as its last launch said (AGS 2.0, section 3.1)."""

    __tablename__ = "gradebook_endpoints"
    __table_args__ = (UniqueConstraint("course_id", "deployment"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    deployment: Mapped[str] = mapped_column(String(255), default="")
    #: Address of the container of line items; it can carry a query (Moodle's `type_id`) that must be kept.
    line_items_url: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[list[str]]
    seen_at: Mapped[datetime]


class ActivityPolicy(Base):
    """What the instructor chose for one activity; where there is none the course's settings decide."""

    __tablename__ = "gradebook_activity_policies"

    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_links.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[GradePolicy] = mapped_column(String(24))
    target: Mapped[int]
    maximum: Mapped[float]
    updated_at: Mapped[datetime]


class ItemState(StrEnum):
    """Where a line item stands: to be found or created, found on the platform, made by us, or deleted there."""

    WANTED = "wanted"
    FOUND = "found"
    CREATED = "created"
    MISSING = "missing"


class CourseLineItem(Base):
    """A column of the course's gradebook: the platform's own of a resource link, or ours for the course."""

    __tablename__ = "gradebook_line_items"
    __table_args__ = (UniqueConstraint("course_id", "resource_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    resource_link_id: Mapped[int | None] = mapped_column(ForeignKey("resource_links.id", ondelete="SET NULL"))
    endpoint_id: Mapped[int | None] = mapped_column(ForeignKey("gradebook_endpoints.id", ondelete="SET NULL"))
    #: Our own name for the item, sent as `resourceId`: what is lost is found again by it.
    resource_id: Mapped[str] = mapped_column(String(128))
    tag: Mapped[str] = mapped_column(String(64), default="")
    label: Mapped[str] = mapped_column(String(255))
    maximum: Mapped[float]
    url: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ItemState] = mapped_column(String(16), default=ItemState.WANTED)
    created_at: Mapped[datetime]

    #: True: the platform coupled it to an activity; we neither create nor change it.
    is_platforms: Mapped[bool] = mapped_column(default=False)

    endpoint: Mapped[CourseEndpoint | None] = relationship()
    resource_link: Mapped[ResourceLink | None] = relationship()


class InteractionKind(StrEnum):
    """What counts as a meaningful interaction; a click or a view is none."""

    QUESTION_RATED = "question_rated"
    QUESTION_FOLLOWED = "question_followed"
    EXERCISE_FINISHED = "exercise_finished"
    RESOURCE_DONE = "resource_done"
    DRAFT_HANDED_IN = "draft_handed_in"
    DRAFT_VALIDATED = "draft_validated"
    SESSION_HELD = "session_held"


class Interaction(Base):
    """One meaningful interaction of one person; holds no text. `key` makes it count once."""

    __tablename__ = "gradebook_interactions"
    __table_args__ = (
        UniqueConstraint("course_id", "user_id", "key"),
        Index("ix_gradebook_interactions_counts", "course_id", "user_id", "line_item_id", "kind"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    resource_link_id: Mapped[int | None] = mapped_column(ForeignKey("resource_links.id", ondelete="SET NULL"))
    #: The line item it counts towards; None while the course has no gradebook.
    line_item_id: Mapped[int | None] = mapped_column(ForeignKey("gradebook_line_items.id", ondelete="SET NULL"))
    kind: Mapped[InteractionKind] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime]


class PathStanding(Base):
    """How far a learner is on the path of a course, as last reported."""

    __tablename__ = "gradebook_path_standings"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    done: Mapped[int]
    total: Mapped[int]
    at: Mapped[datetime]


class ScoreState(StrEnum):
    """Where a score stands on its way to the platform."""

    PENDING = "pending"
    IN_FLIGHT = "in_flight"
    SENT = "sent"
    SUPERSEDED = "superseded"
    DEAD = "dead"


class FailureCode(StrEnum):
    """Why a score waits or will not be sent again by itself."""

    UNAVAILABLE = "unavailable"
    UNREADABLE = "unreadable"
    ACCESS_REFUSED = "access_refused"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a name, no secret
    SCOPE_MISSING = "scope_missing"
    ITEM_GONE = "item_gone"
    TEACHER_GRADE = "teacher_grade"
    CLOCK = "clock"
    REFUSED = "refused"
    CONFLICT = "conflict"
    NO_GRADEBOOK = "no_gradebook"


class ScoreRow(Base):
    """One score on its way to one line item for one person: the outbox (AGS 2.0, section 3.4).

    Written in the transaction of the interaction that earned it. At most one row of a
    (line item, user) is pending and at most one in flight; the database holds both rules.
    """

    __tablename__ = "gradebook_scores"
    __table_args__ = (
        Index(
            "uq_gradebook_scores_pending",
            "line_item_id",
            "user_id",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index(
            "uq_gradebook_scores_in_flight",
            "line_item_id",
            "user_id",
            unique=True,
            sqlite_where=_IN_FLIGHT,
            postgresql_where=_IN_FLIGHT,
        ),
        Index("ix_gradebook_scores_due", "state", "next_attempt_at"),
        Index("ix_gradebook_scores_person", "line_item_id", "user_id", "timestamp"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    line_item_id: Mapped[int] = mapped_column(ForeignKey("gradebook_line_items.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    given: Mapped[float]
    maximum: Mapped[float]
    #: Interactions counted and asked for.
    counted: Mapped[int]
    target: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")
    #: The score's own time: strictly increasing per (line item, user), at least a second apart.
    timestamp: Mapped[datetime]
    state: Mapped[ScoreState] = mapped_column(String(16), default=ScoreState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    #: While in flight: until when the claim holds, and whose it is.
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    #: True: sent although the platform holds a teacher's own grade; an instructor asked for it.
    overrides_teacher: Mapped[bool] = mapped_column(default=False)
    failure: Mapped[FailureCode | None] = mapped_column(String(24))
    #: An English source sentence, translated where it is shown.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: What the platform held when it was last read back: {"given", "maximum"}.
    read_back: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    line_item: Mapped[CourseLineItem] = relationship()


class DeliveryWorker(Base):
    """A worker's sign of life: scores wait while none is recent."""

    __tablename__ = "gradebook_workers"

    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
