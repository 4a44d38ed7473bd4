"""The skills of a course: read them from a file, list them, and build the graph that orders paths."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from content_index.errors import Message
from content_index.index import ChangeKind
from content_index.skills import Skill, SkillGraph, read_skills
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.changes import content_of, look_again, record
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.records import NamedSkill, ProblemLine
from lti_tool.catalogue.shelves import Shelves, shelves_of
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow, SkillRow
from lti_tool.catalogue.skill_names import SkillNames


@dataclass(frozen=True, slots=True)
class SkillsReport:
    """What an import of skills did; `cycles` explains each circle and which edge is left out."""

    added: int
    updated: int
    prerequisites: int
    problems: tuple[ProblemLine, ...] = ()
    cycles: tuple[Message, ...] = ()


def import_skills(session: Session, course_id: int, name: str, data: bytes, now: datetime) -> SkillsReport:
    """Read a file of skills (CSV, JSON, CASE, ESCO) into the course.

    Skills are matched by key; the prerequisites of every skill in the file become what the
    file says. Rows that cannot be used are reported and the rest goes in.
    """
    read = read_skills(data, name)
    problems = tuple(ProblemLine(f"{name}:{problem.row}", problem.message) for problem in read.problems)
    if not read.skills:
        return SkillsReport(0, 0, 0, problems)
    content_of(session, course_id)
    added = _store(session, course_id, read.skills)
    edges = _store_edges(session, course_id, read.skills)
    name_on_resources(session, course_id, now)
    look_again(session, course_id)
    cycles = tuple(cycle.message for cycle in graph(session, course_id).cycles)
    return SkillsReport(added, len(read.skills) - added, edges, problems, cycles)


def named(session: Session, course_id: int, language: str) -> tuple[NamedSkill, ...]:
    """Return every skill of the course, described or only named by content, by name."""
    cards = Cards.of(session, course_id, language)
    keys = dict.fromkeys([*cards.names, *taught(session, course_id)])
    return tuple(sorted((cards.skill(key) for key in keys), key=lambda skill: skill.name.casefold()))


def taught(session: Session, course_id: int) -> list[str]:
    """Return the keys that resources open to learners teach, libraries included, in order of first appearance."""
    rows = session.scalars(
        select(ResourceRow.skills)
        .where(
            ResourceRow.course_id.in_(shelves_of(session, course_id).reach),
            ResourceRow.removed_at.is_(None),
            ResourceRow.visible,
        )
        .order_by(ResourceRow.id)
    )
    return list(dict.fromkeys(key for keys in rows for key in keys))


def graph(session: Session, course_id: int, also: Iterable[str] = ()) -> SkillGraph:
    """Return the skills of a course and its libraries in prerequisite order; `also` adds keys nobody described.

    What the course says of a skill counts before what a library says.
    """
    shelves = shelves_of(session, course_id)
    before = _given(session, shelves)
    described: dict[str, Skill] = {}
    rows = session.scalars(select(SkillRow).where(SkillRow.course_id.in_(shelves.reach)).order_by(SkillRow.id)).all()
    for row in sorted(rows, key=lambda row: shelves.place(row.course_id)):
        names = {language: str(name) for language, name in row.names.items()}
        skill = Skill(row.key, row.name, tuple(before.get(row.key, ())), names, row.description, row.level)
        described.setdefault(row.key, skill)
    extra = dict.fromkeys((*also, *before, *(first for firsts in before.values() for first in firsts)))
    return SkillGraph.build(
        [*described.values(), *(Skill(key, key, tuple(before.get(key, ()))) for key in extra if key not in described)]
    )


def _given(session: Session, shelves: Shelves) -> dict[str, list[str]]:
    """What comes before each skill, from the first of the shelves that says anything about it."""
    edges = session.execute(
        select(PrerequisiteRow.course_id, PrerequisiteRow.skill, PrerequisiteRow.prerequisite)
        .where(
            PrerequisiteRow.course_id.in_(shelves.reach),
            PrerequisiteRow.origin.in_([EdgeOrigin.GIVEN, EdgeOrigin.CONFIRMED]),
        )
        .order_by(PrerequisiteRow.id)
    ).all()
    before: dict[str, list[str]] = defaultdict(list)
    said_by: dict[str, int] = {}
    for course_id, skill, prerequisite in sorted(edges, key=lambda edge: shelves.place(edge.course_id)):
        if said_by.setdefault(skill, course_id) == course_id:
            before[skill].append(prerequisite)
    return before


def _store(session: Session, course_id: int, skills: Sequence[Skill]) -> int:
    held = {row.key: row for row in session.scalars(select(SkillRow).where(SkillRow.course_id == course_id)).all()}
    added = 0
    for skill in skills:
        row = held.get(skill.key)
        if row is None:
            row = SkillRow(course_id=course_id, key=skill.key)
            session.add(row)
            added += 1
        row.name, row.names = skill.name or skill.key, dict(skill.names)
        row.description, row.level = skill.description, skill.level
    session.flush()
    return added


def _store_edges(session: Session, course_id: int, skills: Sequence[Skill]) -> int:
    keys = [skill.key for skill in skills]
    wanted = {(skill.key, prerequisite) for skill in skills for prerequisite in skill.prerequisites}
    for start in range(0, len(keys), 500):
        session.execute(
            delete(PrerequisiteRow).where(
                PrerequisiteRow.course_id == course_id,
                PrerequisiteRow.skill.in_(keys[start : start + 500]),
                PrerequisiteRow.origin == EdgeOrigin.GIVEN,
            )
        )
    held = set(
        session.execute(
            select(PrerequisiteRow.skill, PrerequisiteRow.prerequisite).where(PrerequisiteRow.course_id == course_id)
        )
    )
    rows = [
        {"course_id": course_id, "skill": skill, "prerequisite": prerequisite, "origin": EdgeOrigin.GIVEN}
        for skill, prerequisite in sorted(wanted - held)
    ]
    if rows:
        session.execute(insert(PrerequisiteRow), rows)
    # An edge that was only suggested, or rejected, and is now given by a file.
    for row in session.scalars(
        select(PrerequisiteRow).where(
            PrerequisiteRow.course_id == course_id, PrerequisiteRow.origin != EdgeOrigin.GIVEN
        )
    ):
        if (row.skill, row.prerequisite) in wanted:
            row.origin = EdgeOrigin.GIVEN
    session.flush()
    return len(wanted)


def name_on_resources(session: Session, course_id: int, now: datetime) -> None:
    """Let resources that named skills in words, before those were listed, name them by key."""
    names = SkillNames.of_course(session, course_id)
    changed = []
    rows = session.scalars(
        select(ResourceRow).where(ResourceRow.course_id == course_id, ResourceRow.removed_at.is_(None))
    ).all()
    for row in rows:
        keys = list(names.keys(row.skills))
        if keys != row.skills:
            row.skills = keys
            changed.append((ChangeKind.UPSERT, row.public_id))
    session.flush()
    record(session, course_id, changed, now)
