"""Shared libraries: an administrator shares a course's content, instructors offer it in their courses.

A library is a course like any other: it is filled, hidden, indexed and repaired by the same means,
and has an index of its own. What is shared is reading; looking after it stays with its people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.catalogue.library_models import LibraryRow, LibraryUse
from lti_tool.catalogue.models import ResourceRow
from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.people.models import Course

#: Libraries of one course: each is one more index that every search asks.
MOST = 8
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 2000

NO_NAME = N_("Give the library a name of at most 200 characters.")
LONG_DESCRIPTION = N_("Describe the library in at most 2000 characters.")
NOT_OFFERED = N_("This library is not offered to your course. Ask your administrator.")
ITSELF = N_("This course is the library itself: its content is here already.")
TOO_MANY = N_("A course offers at most %(count)s libraries. Take one away first.")
NO_LIBRARY = N_("No library is held by the course %(key)s.")


@dataclass(frozen=True, slots=True)
class Library:
    """A library as a list shows it; `resources` counts what readers can see, `courses` who offers it."""

    id: int
    key: str
    name: str
    description: str
    open: bool
    platform_id: int | None
    resources: int
    courses: int
    attached: bool = False


def share(
    session: Session,
    course_id: int,
    name: str,
    *,
    description: str = "",
    platform_id: int | None = None,
    is_open: bool = True,
    now: datetime,
) -> None:
    """Share a course's content under a name; sharing it again changes name, description and who may take it.

    Raises `InvalidInputError` by field.
    """
    name, description = check(name, description)
    row = session.get(LibraryRow, course_id)
    if row is None:
        row = LibraryRow(course_id=course_id, shared_at=now)
        session.add(row)
    row.name, row.description, row.platform_id, row.open = name, description, platform_id, is_open
    row.withdrawn_at = None
    session.flush()


def check(name: str, description: str) -> tuple[str, str]:
    """Return name and description as they are kept; `InvalidInputError` by field."""
    name, description = " ".join(name.split()), description.strip()
    wrong = {}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = NO_NAME
    if len(description) > LONGEST_DESCRIPTION:
        wrong["description"] = LONG_DESCRIPTION
    if wrong:
        raise InvalidInputError(next(iter(wrong.values())), fields=wrong)
    return name, description


def withdraw(session: Session, library_id: int, now: datetime) -> None:
    """Stop sharing: the content stays in its course, other courses no longer show it until it is restored."""
    _row(session, library_id).withdrawn_at = now
    session.flush()


def restore(session: Session, library_id: int) -> None:
    """Share a withdrawn library again, in the courses that offered it."""
    _row(session, library_id).withdrawn_at = None
    session.flush()


def is_library(session: Session, course_id: int) -> bool:
    """True where other courses may offer what this one holds."""
    row = session.get(LibraryRow, course_id)
    return row is not None and row.withdrawn_at is None


def one(session: Session, library_id: int) -> Library:
    """Return a library; `NotFoundError` where there is none."""
    return _listed(session, [_row(session, library_id)], frozenset())[0]


def every(session: Session) -> tuple[Library, ...]:
    """Return every library, by name: for administrators."""
    rows = session.scalars(_shared()).all()
    return _listed(session, rows, frozenset())


def offered(session: Session, course_id: int) -> tuple[Library, ...]:
    """Return the libraries a course has or may take, those it has first."""
    taken = frozenset(session.scalars(select(LibraryUse.library_id).where(LibraryUse.course_id == course_id)))
    rows = [row for row in session.scalars(_shared()) if row.course_id in taken or _may_take(session, row, course_id)]
    return tuple(sorted(_listed(session, rows, taken), key=lambda one: not one.attached))


def attach(
    session: Session, course_id: int, library_id: int, *, by: int | None, now: datetime, by_administrator: bool = False
) -> None:
    """Offer a library in a course; twice is once. Raises `NotFoundError` where it is not this course's to take."""
    row = session.get(LibraryRow, library_id)
    if row is None or row.withdrawn_at is not None or not (by_administrator or _may_take(session, row, course_id)):
        raise NotFoundError(NOT_OFFERED)
    if library_id == course_id:
        raise InvalidInputError(ITSELF)
    if session.get(LibraryUse, (course_id, library_id)) is not None:
        return
    held = session.scalar(select(func.count()).select_from(LibraryUse).where(LibraryUse.course_id == course_id)) or 0
    if held >= MOST:
        raise InvalidInputError(TOO_MANY, count=MOST)
    session.add(LibraryUse(course_id=course_id, library_id=library_id, attached_at=now, attached_by=by))
    session.flush()


def detach(session: Session, course_id: int, library_id: int) -> None:
    """Take a library out of a course; what learners did with its resources is kept for when it comes back."""
    use = session.get(LibraryUse, (course_id, library_id))
    if use is not None:
        session.delete(use)
        session.flush()


def find(session: Session, key: str, course_id: int) -> int:
    """Return the library held by the course `course_id` that was asked for as `key`; `NotFoundError` names the key."""
    if not is_library(session, course_id):
        raise NotFoundError(NO_LIBRARY, key=key)
    return course_id


def _shared() -> Select[LibraryRow]:
    return select(LibraryRow).where(LibraryRow.withdrawn_at.is_(None)).order_by(LibraryRow.name, LibraryRow.course_id)


def _row(session: Session, library_id: int) -> LibraryRow:
    row = session.get(LibraryRow, library_id)
    if row is None:
        raise NotFoundError
    return row


def _may_take(session: Session, row: LibraryRow, course_id: int) -> bool:
    if not row.open or row.course_id == course_id:
        return False
    course = session.get(Course, course_id)
    return row.platform_id is None or (course is not None and course.platform_id == row.platform_id)


def _listed(session: Session, rows: Iterable[LibraryRow], taken: frozenset[int]) -> tuple[Library, ...]:
    held = list(rows)
    ids = [row.course_id for row in held]
    counts = dict(
        session.execute(
            select(ResourceRow.course_id, func.count())
            .where(ResourceRow.course_id.in_(ids), ResourceRow.removed_at.is_(None), ResourceRow.visible)
            .group_by(ResourceRow.course_id)
        ).all()
    )
    uses = dict(
        session.execute(
            select(LibraryUse.library_id, func.count())
            .where(LibraryUse.library_id.in_(ids))
            .group_by(LibraryUse.library_id)
        ).all()
    )
    keys = dict(session.execute(select(Course.id, Course.key).where(Course.id.in_(ids))).all())
    return tuple(
        Library(
            id=row.course_id,
            key=keys[row.course_id],
            name=row.name,
            description=row.description,
            open=row.open,
            platform_id=row.platform_id,
            resources=counts.get(row.course_id, 0),
            courses=uses.get(row.course_id, 0),
            attached=row.course_id in taken,
        )
        for row in held
    )
