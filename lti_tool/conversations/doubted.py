"""Sources that readers marked as not fitting: for the instructor's content desk, without names or questions.

Nothing is kept for this: a mark stands in the conversation it was made in, and goes with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.shelves import shelves_of
from lti_tool.conversations.models import ConversationRow, TurnRow
from widget.assistant.archive import answer_from_data
from widget.conversation import Citation

RECENT = timedelta(days=90)
_MOST_READ = 1000


@dataclass(frozen=True, slots=True)
class DoubtedSource:
    """A resource that answers quote and readers find wrong; `quote` is the sentence marked last, word for word."""

    resource_id: str
    title: str
    quote: str
    language: str
    people: int
    last_at: datetime


@dataclass(slots=True)
class _Marks:
    citation: Citation
    last_at: datetime
    people: set[int] = field(default_factory=set)


def doubted_sources(session: Session, course_id: int, now: datetime) -> tuple[DoubtedSource, ...]:
    """Return what was marked in the last 90 days, what most people marked first.

    One mark is enough: whoever makes it is told that the instructor sees the source. A resource
    that was hidden or taken out since is settled and not returned.
    """
    marks: dict[str, _Marks] = {}
    rows = session.execute(
        select(TurnRow.user_id, TurnRow.answer, TurnRow.wrong_source, TurnRow.rated_at)
        .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
        .where(
            TurnRow.course_id == course_id,
            TurnRow.wrong_source.is_not(None),
            TurnRow.rated_at >= now - RECENT,
            ConversationRow.forgotten_at.is_(None),
        )
        .order_by(TurnRow.rated_at.desc(), TurnRow.id.desc())
        .limit(_MOST_READ)
    )
    for user_id, answer, number, rated_at in rows:
        for citation in answer_from_data(answer).citations if answer else ():
            if citation.number == number:
                marks.setdefault(citation.resource_id, _Marks(citation, rated_at)).people.add(user_id)
    shown = _shown(session, course_id, marks)
    found = [
        DoubtedSource(key, one.citation.title, one.citation.quote, one.citation.language, len(one.people), one.last_at)
        for key, one in marks.items()
        if key in shown
    ]
    return tuple(sorted(found, key=lambda one: (-one.people, one.title)))


def _shown(session: Session, course_id: int, public_ids: Iterable[str]) -> frozenset[str]:
    """Return those that learners of the course can still open, libraries included."""
    return frozenset(
        session.scalars(
            select(ResourceRow.public_id).where(
                ResourceRow.course_id.in_(shelves_of(session, course_id).reach),
                ResourceRow.public_id.in_(list(public_ids)),
                ResourceRow.removed_at.is_(None),
                ResourceRow.visible,
            )
        )
    )
