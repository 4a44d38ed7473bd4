"""What a course holds: list it, hide it, show it, pin it, take it out and bring it back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from content_index.index import ChangeKind
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.changes import record, revise
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.records import ResourceCard
from lti_tool.catalogue.shelves import shelves_of
from lti_tool.catalogue.shelving import chunks
from lti_tool.catalogue.skill_names import folded
from lti_tool.errors import N_, NotFoundError

NOT_HERE = N_("This resource is no longer in the course. Search for its title to find what replaced it.")


def resources(
    session: Session,
    course_id: int,
    language: str,
    *,
    user_id: int | None = None,
    learners_only: bool = False,
    words: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> tuple[ResourceCard, ...]:
    """Return the resources of a course in course order.

    `learners_only` leaves out what is hidden and adds what the course's libraries hold; `words`
    must all be in the title or the skills, whatever their accents; `user_id` adds what that person
    did with each.
    """
    statement = select(ResourceRow).where(ResourceRow.removed_at.is_(None))
    if learners_only:
        shelves = shelves_of(session, course_id)
        place = case({held: number for number, held in enumerate(shelves.reach)}, value=ResourceRow.course_id)
        statement = statement.where(ResourceRow.course_id.in_(shelves.reach), ResourceRow.visible).order_by(place)
    else:
        statement = statement.where(ResourceRow.course_id == course_id)
    statement = statement.order_by(ResourceRow.origin, ResourceRow.position, ResourceRow.id)
    wanted = folded(words).split() if words.strip() else []
    if not wanted:
        statement = statement.limit(limit).offset(offset)
    rows: Sequence[ResourceRow] = session.scalars(statement).all()
    if wanted:
        rows = [row for row in rows if all(word in folded(" ".join((row.title, *row.skills))) for word in wanted)]
        rows = rows[offset : offset + limit if limit is not None else None]
    # What a library holds under an id of the course's own is not reached: the course's own is meant.
    first = {row.public_id: row for row in reversed(rows)}
    rows = [row for row in rows if first[row.public_id] is row]
    cards = Cards.of(session, course_id, language, user_id)
    return (cards if learners_only else cards.with_people(session, rows)).many(rows)


def find(session: Session, course_id: int, public_id: str, *, learner: bool = False) -> ResourceRow:
    """Return the row of a resource; `NotFoundError` when it is of another course, removed, or hidden to learners."""
    row = session.scalars(
        select(ResourceRow).where(
            ResourceRow.course_id == course_id, ResourceRow.public_id == public_id, ResourceRow.removed_at.is_(None)
        )
    ).first()
    if row is None or (learner and not row.visible):
        raise NotFoundError(NOT_HERE)
    return row


def find_readable(session: Session, course_id: int, public_id: str, *, learner: bool = True) -> ResourceRow:
    """Return the row of a resource that the course's people can read, its own or a library's.

    `learner=False` also finds what the course itself hides; what a library hides is nobody else's.
    """
    shelves = shelves_of(session, course_id)
    rows = session.scalars(
        select(ResourceRow).where(
            ResourceRow.course_id.in_(shelves.reach),
            ResourceRow.public_id == public_id,
            ResourceRow.removed_at.is_(None),
        )
    ).all()
    for row in sorted(rows, key=lambda row: shelves.place(row.course_id)):
        if row.visible or (row.course_id == course_id and not learner):
            return row
    raise NotFoundError(NOT_HERE)


def row_ids(session: Session, course_id: int, public_ids: Iterable[str]) -> dict[str, int]:
    """Return the row ids of resources that the course's people can read, its own before a library's."""
    shelves = shelves_of(session, course_id)
    found: dict[str, int] = {}
    for part in chunks(list(dict.fromkeys(public_ids))):
        rows = session.execute(
            select(ResourceRow.id, ResourceRow.public_id, ResourceRow.course_id).where(
                ResourceRow.course_id.in_(shelves.reach), ResourceRow.public_id.in_(part)
            )
        ).all()
        for row in sorted(rows, key=lambda row: shelves.place(row.course_id)):
            found.setdefault(row.public_id, row.id)
    return found


def hide(session: Session, course_id: int, public_id: str, now: datetime) -> None:
    """Take a resource out of what learners see; it stays in the course."""
    _set_visible(session, course_id, public_id, visible=False, now=now)


def show(session: Session, course_id: int, public_id: str, now: datetime) -> None:
    """Let learners see a resource again."""
    _set_visible(session, course_id, public_id, visible=True, now=now)


def pin(session: Session, course_id: int, public_id: str, now: datetime, *, pinned: bool = True) -> None:
    """Recommend a resource to everybody it fits, or stop doing so."""
    row = find(session, course_id, public_id)
    if row.pinned != pinned:
        row.pinned, row.updated_at = pinned, now
        revise(session, course_id)


def remove(session: Session, course_id: int, public_id: str, now: datetime) -> None:
    """Take a resource out of the course; `restore` brings it back."""
    row = find(session, course_id, public_id)
    row.removed_at = now
    record(session, course_id, [(ChangeKind.REMOVE, public_id)], now)


def restore(session: Session, course_id: int, public_id: str, now: datetime) -> None:
    """Bring a removed resource back as it was."""
    row = session.scalars(
        select(ResourceRow).where(ResourceRow.course_id == course_id, ResourceRow.public_id == public_id)
    ).first()
    if row is None:
        raise NotFoundError(NOT_HERE)
    if row.removed_at is not None:
        row.removed_at = None
        record(session, course_id, [(ChangeKind.UPSERT, public_id)], now)


def _set_visible(session: Session, course_id: int, public_id: str, *, visible: bool, now: datetime) -> None:
    row = find(session, course_id, public_id)
    if row.visible != visible:
        row.visible, row.updated_at = visible, now
        record(session, course_id, [(ChangeKind.SHOW if visible else ChangeKind.HIDE, public_id)], now)
