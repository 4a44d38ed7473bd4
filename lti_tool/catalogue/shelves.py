"""What the people of a course can read: its own content first, then the libraries it offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue.library_models import LibraryRow, LibraryUse
from lti_tool.catalogue.models import CourseContent


@dataclass(frozen=True, slots=True)
class Shelves:
    """A course and its libraries (names by the course that holds their content), in the order they were attached."""

    course_id: int
    libraries: Mapping[int, str] = field(default_factory=dict)

    @property
    def reach(self) -> tuple[int, ...]:
        """The courses whose content is read, this one first: it wins where two hold the same id."""
        return (self.course_id, *self.libraries)

    def place(self, course_id: int) -> int:
        """Return where a course stands in the reach; 0 is the course itself."""
        return self.reach.index(course_id)


def shelves_of(session: Session, course_id: int) -> Shelves:
    """Return what the people of this course read."""
    rows = session.execute(
        select(LibraryRow.course_id, LibraryRow.name)
        .join(LibraryUse, LibraryUse.library_id == LibraryRow.course_id)
        .where(LibraryUse.course_id == course_id, LibraryRow.withdrawn_at.is_(None))
        .order_by(LibraryUse.attached_at, LibraryUse.library_id)
    ).all()
    return Shelves(course_id, {row.course_id: row.name for row in rows})


def versions(session: Session, shelves: Shelves) -> tuple[tuple[int, int, int], ...]:
    """Return what lists are made from, as (course, sequence, revision): it differs as soon as anything changed."""
    rows = session.execute(
        select(CourseContent.course_id, CourseContent.sequence, CourseContent.revision).where(
            CourseContent.course_id.in_(shelves.reach)
        )
    ).all()
    held = {row.course_id: (row.sequence, row.revision) for row in rows}
    return tuple((course_id, *held.get(course_id, (0, 0))) for course_id in shelves.reach)
