"""Make cards of resources: names of skills in the reader's language, what the reader did with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue.learner_models import FeedbackKind, ResourceFeedback
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.records import NamedSkill, ResourceCard
from lti_tool.catalogue.shelves import Shelves, shelves_of
from lti_tool.catalogue.shelving import chunks
from lti_tool.catalogue.skill_models import SkillRow
from lti_tool.people.models import User


@dataclass(frozen=True, slots=True)
class Cards:
    """Everything cards need, read once for a whole list."""

    names: Mapping[str, str] = field(default_factory=dict)
    did: Mapping[int, frozenset[str]] = field(default_factory=dict)
    libraries: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, course_id: int, language: str, user_id: int | None = None) -> Self:
        """Read the skills of a course and its libraries, and what one person did with their resources."""
        shelves = shelves_of(session, course_id)
        names: dict[str, str] = {}
        rows = session.execute(
            select(SkillRow.course_id, SkillRow.key, SkillRow.name, SkillRow.names).where(
                SkillRow.course_id.in_(shelves.reach)
            )
        ).all()
        for _, key, name, others in sorted(rows, key=lambda row: shelves.place(row.course_id)):
            names.setdefault(key, str(others.get(language, name)))
        did = did_with(session, user_id, shelves) if user_id is not None else {}
        return cls(names, did, shelves.libraries)

    def with_people(self, session: Session, rows: Iterable[ResourceRow]) -> Self:
        """Return the same with the names of who added these rows: for those who look after the content."""
        ids = {row.added_by for row in rows if row.added_by is not None}
        people = session.scalars(select(User).where(User.id.in_(ids))) if ids else ()
        return replace(self, people={person.id: person.shown_name for person in people})

    def skill(self, key: str, level: int | None = None) -> NamedSkill:
        """Return a skill with its name; one that nobody described is called by its key."""
        return NamedSkill(key, self.names.get(key, key), level)

    def one(self, row: ResourceRow) -> ResourceCard:
        """Return the card of a resource."""
        did = self.did.get(row.id, frozenset())
        return ResourceCard(
            id=row.public_id,
            title=row.title,
            language=row.language,
            kind=row.kind,
            minutes=row.minutes,
            skills=tuple(self.skill(key) for key in row.skills),
            url=row.url,
            visible=row.visible,
            pinned=row.pinned,
            library=self.libraries.get(row.course_id, ""),
            section=tuple(row.section),
            opened=FeedbackKind.OPENED in did,
            done=FeedbackKind.DONE in did,
            later=FeedbackKind.LATER in did,
            not_for_me=FeedbackKind.NOT_FOR_ME in did,
            liked=FeedbackKind.LIKED in did,
            again=FeedbackKind.AGAIN in did,
            added_at=row.added_at,
            added_by=self.people.get(row.added_by or 0, ""),
        )

    def many(self, rows: Iterable[ResourceRow]) -> tuple[ResourceCard, ...]:
        """Return the cards of resources, in their order."""
        return tuple(self.one(row) for row in rows)

    def by_id(self, session: Session, course_id: int, public_ids: Iterable[str]) -> dict[str, ResourceCard]:
        """Return the cards of these resources by public id; removed ones are absent.

        Where a library holds an id of the course's own, the course's resource is meant.
        """
        reach = (course_id, *self.libraries)
        found: dict[str, ResourceRow] = {}
        for part in chunks(list(dict.fromkeys(public_ids))):
            rows = session.scalars(
                select(ResourceRow).where(
                    ResourceRow.course_id.in_(reach),
                    ResourceRow.public_id.in_(part),
                    ResourceRow.removed_at.is_(None),
                )
            )
            for row in sorted(rows, key=lambda row: reach.index(row.course_id)):
                if row.visible or row.course_id == course_id:
                    found.setdefault(row.public_id, row)
        return {public_id: self.one(row) for public_id, row in found.items()}


def did_with(session: Session, user_id: int, shelves: Shelves) -> dict[int, frozenset[str]]:
    """Return what a person did with what a course's people read, by row id.

    What somebody did with a library's resource counts in each course that offers the library.
    """
    found: dict[int, set[str]] = defaultdict(set)
    statement = (
        select(ResourceFeedback.resource_id, ResourceFeedback.kind)
        .join(ResourceRow, ResourceRow.id == ResourceFeedback.resource_id)
        .where(ResourceFeedback.user_id == user_id, ResourceRow.course_id.in_(shelves.reach))
    )
    for resource_id, kind in session.execute(statement):
        found[resource_id].add(str(kind))
    return {row_id: frozenset(kinds) for row_id, kinds in found.items()}
