"""The instructor's content desk: what is used, what nobody opens, what people look for in vain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.learner_models import Exposure, FeedbackKind, ResourceFeedback
from lti_tool.catalogue.models import ResourceRow, SearchedText
from lti_tool.catalogue.records import ResourceCard
from lti_tool.catalogue.skill_names import folded

#: A resource that is younger than this had no time to be opened.
SETTLED = timedelta(days=14)
#: What fewer searches than this asked for is not shown: it could tell who asked.
FEWEST_ASKED = 3
_LONGEST_TEXT = 120


@dataclass(frozen=True, slots=True)
class Use:
    """How one resource fares: times shown in lists, and how many learners did what with it."""

    card: ResourceCard
    shown: int = 0
    opened: int = 0
    done: int = 0
    liked: int = 0
    not_for_me: int = 0


@dataclass(frozen=True, slots=True)
class Exposed:
    """How showings spread: `covered` is the share of resources shown at all, `gini` 0 (even) to 1 (one has all)."""

    resources: int
    covered: float
    gini: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A search many people made; `found` is False when the last one found nothing."""

    text: str
    times: int
    found: bool
    last_at: datetime


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A resource whose address no longer answers; `status` is the HTTP status, 0 when nothing answered."""

    card: ResourceCard
    status: int
    checked_at: datetime | None


def use(session: Session, course_id: int, language: str) -> tuple[Use, ...]:
    """Return every resource with its figures, the most shown first."""
    counts = _counts(session, course_id)
    shown = _shown(session, course_id)
    cards = Cards.of(session, course_id, language)
    uses = [
        Use(
            card=cards.one(row),
            shown=shown.get(row.id, 0),
            opened=counts.get((row.id, FeedbackKind.OPENED), 0),
            done=counts.get((row.id, FeedbackKind.DONE), 0),
            liked=counts.get((row.id, FeedbackKind.LIKED), 0),
            not_for_me=counts.get((row.id, FeedbackKind.NOT_FOR_ME), 0),
        )
        for row in _held(session, course_id)
    ]
    return tuple(sorted(uses, key=lambda one: -one.shown))


def never_opened(session: Session, course_id: int, language: str, now: datetime) -> tuple[ResourceCard, ...]:
    """Return visible resources of two weeks and more that no learner opened."""
    opened = select(ResourceFeedback.resource_id).where(ResourceFeedback.course_id == course_id)
    rows = session.scalars(
        select(ResourceRow)
        .where(
            ResourceRow.course_id == course_id,
            ResourceRow.removed_at.is_(None),
            ResourceRow.visible,
            ResourceRow.added_at <= now - SETTLED,
            ResourceRow.id.not_in(opened),
        )
        .order_by(ResourceRow.added_at, ResourceRow.id)
    )
    return Cards.of(session, course_id, language).many(rows)


def is_settled(session: Session, course_id: int, now: datetime) -> bool:
    """True once something visible is here long enough for `never_opened` to mean anything."""
    statement = select(ResourceRow.id).where(
        ResourceRow.course_id == course_id,
        ResourceRow.removed_at.is_(None),
        ResourceRow.visible,
        ResourceRow.added_at <= now - SETTLED,
    )
    return session.scalar(statement.limit(1)) is not None


def exposure(session: Session, course_id: int) -> Exposed:
    """Return how showings spread over the resources learners can see."""
    shown = _shown(session, course_id)
    values = sorted(shown.get(row.id, 0) for row in _held(session, course_id) if row.visible)
    total = sum(values)
    if not total:
        return Exposed(len(values), 0.0, 0.0)
    weighted = sum(rank * value for rank, value in enumerate(values, start=1))
    gini = 2 * weighted / (len(values) * total) - (len(values) + 1) / len(values)
    return Exposed(len(values), sum(1 for value in values if value) / len(values), round(gini, 4))


def dead_links(session: Session, course_id: int, language: str) -> tuple[DeadLink, ...]:
    """Return the resources whose address did not answer when it was last checked."""
    cards = Cards.of(session, course_id, language)
    rows = session.scalars(
        select(ResourceRow)
        .where(
            ResourceRow.course_id == course_id,
            ResourceRow.removed_at.is_(None),
            (ResourceRow.url_status == 0) | (ResourceRow.url_status >= 400),
        )
        .order_by(ResourceRow.id)
    )
    return tuple(DeadLink(cards.one(row), row.url_status or 0, row.url_checked_at) for row in rows)


def note_search(session: Session, course_id: int, text: str, found: int, now: datetime) -> None:
    """Count a search that somebody sent (not one still being typed), without who it was."""
    words = folded(text)[:_LONGEST_TEXT]
    if not words.strip():
        return
    row = session.get(SearchedText, (course_id, words))
    if row is None:
        row = SearchedText(course_id=course_id, text=words, times=0, found=True, last_at=now)
        session.add(row)
    row.times, row.found, row.last_at = row.times + 1, found > 0, now
    session.flush()


def asked(session: Session, course_id: int, *, in_vain: bool = False, limit: int = 20) -> tuple[Asked, ...]:
    """Return what is looked for most; with `in_vain` only what found nothing."""
    statement = select(SearchedText).where(SearchedText.course_id == course_id, SearchedText.times >= FEWEST_ASKED)
    if in_vain:
        statement = statement.where(SearchedText.found.is_(False))
    rows = session.scalars(statement.order_by(SearchedText.times.desc(), SearchedText.text).limit(limit))
    return tuple(Asked(row.text, row.times, row.found, row.last_at) for row in rows)


def _held(session: Session, course_id: int) -> Sequence[ResourceRow]:
    return session.scalars(
        select(ResourceRow)
        .where(ResourceRow.course_id == course_id, ResourceRow.removed_at.is_(None))
        .order_by(ResourceRow.id)
    ).all()


def _counts(session: Session, course_id: int) -> dict[tuple[int, str], int]:
    rows = session.execute(
        select(ResourceFeedback.resource_id, ResourceFeedback.kind, func.count())
        .where(ResourceFeedback.course_id == course_id)
        .group_by(ResourceFeedback.resource_id, ResourceFeedback.kind)
    )
    return {(row_id, str(kind)): count for row_id, kind, count in rows}


def _shown(session: Session, course_id: int) -> dict[int, int]:
    rows = session.execute(
        select(Exposure.resource_id, func.sum(Exposure.times))
        .where(Exposure.course_id == course_id)
        .group_by(Exposure.resource_id)
    )
    return {row_id: int(times) for row_id, times in rows}
