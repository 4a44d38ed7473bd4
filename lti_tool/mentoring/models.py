"""Tables of the human pair: profiles, matching rounds, pairs, the waiting list, what is shared and who looked."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId
from lti_tool.people.models import User

DEFAULT_ZONE = "Europe/Paris"
_OPEN = text("state IN ('asked', 'active')")


class MentoringProfile(Base):
    """What somebody said for matching, as learner or mentor; every list may stay empty."""

    __tablename__ = "mentoring_profiles"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    profession: Mapped[list[str]] = mapped_column(default=list)
    values: Mapped[list[str]] = mapped_column(default=list)
    goals: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    slots: Mapped[list[str]] = mapped_column(default=list)
    #: How many learners a mentor takes; of no meaning for a learner.
    capacity: Mapped[int] = mapped_column(default=1)
    #: A learner: does not want a mentor now. A mentor: takes nobody new.
    paused: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str] = mapped_column(String(64), default=DEFAULT_ZONE)
    updated_at: Mapped[datetime]


class WaitingPlace(Base):
    """A learner who waits for a mentor; the place is the number of those who wait longer, plus one."""

    __tablename__ = "mentoring_waiting"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]


class MatchingRound(Base):
    """A round that an instructor approved: its weights hold for automatic offers until the next one."""

    __tablename__ = "mentoring_rounds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    weights: Mapped[dict[str, Any]]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    approved_at: Mapped[datetime]


class PairState(StrEnum):
    """Where a pair stands: both are asked, both said yes, one said no, one did not answer, ended."""

    ASKED = "asked"
    ACTIVE = "active"
    DECLINED = "declined"
    EXPIRED = "expired"
    ENDED = "ended"

    @property
    def is_open(self) -> bool:
        """True while the pair takes a place of the mentor."""
        return self in {PairState.ASKED, PairState.ACTIVE}


class Pair(Base):
    """A learner and a mentor. The database holds that a learner has one open pair in a course."""

    __tablename__ = "mentoring_pairs"
    __table_args__ = (
        Index(
            "uq_mentoring_pairs_open",
            "course_id",
            "learner_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_mentoring_pairs_mentor", "course_id", "mentor_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    state: Mapped[PairState] = mapped_column(String(16), default=PairState.ASKED)
    score: Mapped[float]
    #: [{"text", "parameters"}]: why they were proposed, as sentences to translate.
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    #: None: a free place offered by itself, under the last approved round.
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    #: Since when the learner had waited: the place is kept when the offer comes to nothing.
    waited_since: Mapped[datetime]
    reminded: Mapped[int] = mapped_column(default=0)
    learner_yes_at: Mapped[datetime | None]
    mentor_yes_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    #: Since when one of the two is no longer in the course; None while both are.
    paused_at: Mapped[datetime | None]
    #: The closing ritual: what each takes along, read by both.
    learner_words: Mapped[str] = mapped_column(Text, default="")
    mentor_words: Mapped[str] = mapped_column(Text, default="")

    learner: Mapped[User] = relationship(foreign_keys=[learner_id], lazy="joined", innerjoin=True)
    mentor: Mapped[User] = relationship(foreign_keys=[mentor_id], lazy="joined", innerjoin=True)

    def has(self, user_id: int) -> bool:
        """True for the two people of the pair."""
        return user_id in {self.learner_id, self.mentor_id}

    def other(self, user_id: int) -> User:
        """Return the one of the two who is not `user_id`."""
        return self.mentor if user_id == self.learner_id else self.learner


class Exclusion(Base):
    """One person says: not this one."""

    __tablename__ = "mentoring_exclusions"
    __table_args__ = (UniqueConstraint("user_id", "course_id", "other_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    said_at: Mapped[datetime]


class Share(Base):
    """One thing a learner put before the mentor; taking it back deletes its text."""

    __tablename__ = "mentoring_shares"
    __table_args__ = (Index("ix_mentoring_shares_pair", "pair_id", "shared_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentoring_pairs.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(Text)
    #: The public id of a resource it is about, or empty.
    resource: Mapped[str] = mapped_column(String(64), default="")
    #: What the text was made from, as "check-in:12", "take:5" or "mood"; empty for words of one's own.
    source: Mapped[str] = mapped_column(String(48), default="")
    #: To be talked about at the next session.
    for_session: Mapped[bool] = mapped_column(default=False)
    shared_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class View(Base):
    """The ledger of looks: who opened what of whom."""

    __tablename__ = "mentoring_views"
    __table_args__ = (Index("ix_mentoring_views_person", "user_id", "course_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    viewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    what: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
