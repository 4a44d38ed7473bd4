"""Skills and prerequisites that the content suggests: found in the worker, decided by an instructor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from content_index.errors import Message
from content_index.index import ChangeKind
from content_index.skills import (
    Background,
    PrerequisiteSuggestion,
    Quote,
    SkillSuggestion,
    infer_prerequisites,
    suggest_skills,
)
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.changes import NOT_LOOKED, content_of, record, revise, version
from lti_tool.catalogue.models import CourseContent, ResourceRow
from lti_tool.catalogue.records import NamedSkill, ResourceCard
from lti_tool.catalogue.reports import stored_message
from lti_tool.catalogue.shelving import all_resources
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow, SkillSuggestionRow
from lti_tool.catalogue.skills import graph, taught
from lti_tool.db import Database
from lti_tool.errors import N_, NotFoundError

DECIDED = N_("This suggestion is no longer there. Reload the page to see what is left.")


#: What stored sentences leave out: skills are named when they are shown.
NAMES = frozenset({"skill", "first"})


@dataclass(frozen=True, slots=True)
class SuggestedSkill:
    """A skill that a resource seems to teach; `quotes` stand in it word for word; `score` in 0..1."""

    id: int
    card: ResourceCard
    skill: NamedSkill
    score: float
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestedEdge:
    """`prerequisite` seems to come before `skill`; `reasons` say why, `quotes` are words of the content."""

    id: int
    skill: NamedSkill
    prerequisite: NamedSkill
    confidence: float
    reasons: tuple[Message, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What one reading of a course found; `sequence` says which content it saw, `revision` which skills."""

    course_id: int
    sequence: int
    revision: int
    skills: tuple[tuple[str, SkillSuggestion], ...]
    edges: tuple[PrerequisiteSuggestion, ...]


def look_for(session: Session, course_id: int) -> tuple[int, int]:
    """Read the course's content for skills and prerequisites; returns how many of each are new.

    What was decided is not suggested again.
    """
    return keep(session, look(session, course_id))


def look(session: Session, course_id: int) -> Look:
    """Read the course's content: seconds for thousands of resources, so never while the database is held."""
    sequence, revision = version(session, course_id)
    skills = graph(session, course_id, also=taught(session, course_id))
    resources = list(all_resources(session, course_id))
    background = Background.of(resources)
    suggested = [(one.id, found) for one in resources for found in suggest_skills(one, skills, background)]
    return Look(course_id, sequence, revision, tuple(suggested), tuple(infer_prerequisites(skills, resources)))


def keep(session: Session, found: Look) -> tuple[int, int]:
    """Replace what waits for a decision by what was found; returns how many suggestions of each kind are new."""
    content = content_of(session, found.course_id)
    # Skills that came while the content was read were not looked for.
    content.looked_sequence = found.sequence if content.revision == found.revision else NOT_LOOKED
    return _store_skills(session, found), _store_edges(session, found.course_id, found.edges)


def look_where_needed(database: Database) -> list[int]:
    """Look through every course whose content changed since the last time; returns their ids."""
    with database.transaction(write=False) as session:
        course_ids = session.scalars(
            select(CourseContent.course_id).where(CourseContent.looked_sequence < CourseContent.sequence)
        ).all()
    for course_id in course_ids:
        with database.transaction(write=False) as session:
            found = look(session, course_id)
        with database.transaction() as session:
            keep(session, found)
    return list(course_ids)


def suggested_skills(session: Session, course_id: int, language: str, limit: int = 50) -> tuple[SuggestedSkill, ...]:
    """Return what waits for a decision, the surest first."""
    cards = Cards.of(session, course_id, language)
    rows = session.execute(
        select(SkillSuggestionRow, ResourceRow)
        .join(ResourceRow, ResourceRow.id == SkillSuggestionRow.resource_id)
        .where(
            SkillSuggestionRow.course_id == course_id,
            SkillSuggestionRow.accepted.is_(None),
            ResourceRow.removed_at.is_(None),
        )
        .order_by(SkillSuggestionRow.score.desc(), SkillSuggestionRow.id)
        .limit(limit)
    )
    return tuple(
        SuggestedSkill(row.id, cards.one(resource), cards.skill(row.skill), row.score, _quotes(row.evidence))
        for row, resource in rows
    )


def decide_skill(
    session: Session, course_id: int, suggestion_id: int, *, accepted: bool, by: int, now: datetime
) -> None:
    """Accept or refuse a suggested skill; an accepted one is kept when the resource is imported again."""
    row = session.get(SkillSuggestionRow, suggestion_id)
    if row is None or row.course_id != course_id or row.accepted is not None:
        raise NotFoundError(DECIDED)
    row.accepted, row.decided_by, row.decided_at = accepted, by, now
    resource = session.get_one(ResourceRow, row.resource_id)
    if accepted and row.skill not in resource.skills:
        resource.skills = [*resource.skills, row.skill]
        record(session, course_id, [(ChangeKind.UPSERT, resource.public_id)], now)
    session.flush()


def suggested_edges(session: Session, course_id: int, language: str, limit: int = 50) -> tuple[SuggestedEdge, ...]:
    """Return the prerequisites that wait for a decision, the surest first."""
    cards = Cards.of(session, course_id, language)
    rows = session.scalars(
        select(PrerequisiteRow)
        .where(PrerequisiteRow.course_id == course_id, PrerequisiteRow.origin == EdgeOrigin.INFERRED)
        .order_by(PrerequisiteRow.weight.desc(), PrerequisiteRow.id)
        .limit(limit)
    )
    return tuple(
        SuggestedEdge(
            row.id,
            cards.skill(row.skill),
            cards.skill(row.prerequisite),
            row.weight,
            tuple(_in_words(part, row, cards) for part in row.evidence if "text" in part),
            _quotes(row.evidence),
        )
        for row in rows
    )


def decide_edge(session: Session, course_id: int, edge_id: int, *, accepted: bool, by: int, now: datetime) -> None:
    """Confirm or reject a suggested prerequisite; only confirmed ones order paths."""
    row = session.get(PrerequisiteRow, edge_id)
    if row is None or row.course_id != course_id or row.origin != EdgeOrigin.INFERRED:
        raise NotFoundError(DECIDED)
    row.origin = EdgeOrigin.CONFIRMED if accepted else EdgeOrigin.REJECTED
    row.decided_by, row.decided_at = by, now
    if accepted:
        row.weight = 1.0
        revise(session, course_id)
    session.flush()


def _store_skills(session: Session, found: Look) -> int:
    ours = SkillSuggestionRow.course_id == found.course_id
    session.execute(delete(SkillSuggestionRow).where(ours, SkillSuggestionRow.accepted.is_(None)))
    decided = set(session.execute(select(SkillSuggestionRow.resource_id, SkillSuggestionRow.skill).where(ours)).all())
    # A resource may have gone while the content was read.
    named = select(ResourceRow.public_id, ResourceRow.id).where(ResourceRow.course_id == found.course_id)
    rows = dict(session.execute(named).all())
    new = [
        {
            "course_id": found.course_id,
            "resource_id": rows[resource],
            "skill": suggestion.skill,
            "score": suggestion.score,
            "evidence": _evidence(suggestion.evidence),
        }
        for resource, suggestion in found.skills
        if resource in rows and (rows[resource], suggestion.skill) not in decided
    ]
    if new:
        session.execute(insert(SkillSuggestionRow), new)
    return len(new)


def _store_edges(session: Session, course_id: int, suggested: Sequence[PrerequisiteSuggestion]) -> int:
    session.execute(
        delete(PrerequisiteRow).where(
            PrerequisiteRow.course_id == course_id, PrerequisiteRow.origin == EdgeOrigin.INFERRED
        )
    )
    held = set(
        session.execute(
            select(PrerequisiteRow.skill, PrerequisiteRow.prerequisite).where(PrerequisiteRow.course_id == course_id)
        ).all()
    )
    rows = [
        {
            "course_id": course_id,
            "skill": edge.skill,
            "prerequisite": edge.prerequisite,
            "origin": EdgeOrigin.INFERRED,
            "weight": edge.confidence,
            "evidence": _evidence(edge.evidence),
        }
        for edge in suggested
        if (edge.skill, edge.prerequisite) not in held
    ]
    if rows:
        session.execute(insert(PrerequisiteRow), rows)
    return len(rows)


def _evidence(parts: Sequence[Message | Quote]) -> list[dict[str, Any]]:
    return [
        {"quote": part.text, "passage": part.passage_id}
        if isinstance(part, Quote)
        else {"text": part.text, "parameters": {k: v for k, v in part.parameters.items() if k not in NAMES}}
        for part in parts
    ]


def _in_words(part: dict[str, Any], row: PrerequisiteRow, cards: Cards) -> Message:
    """The stored sentence with both skills as they are called today, in the reader's language."""
    said = stored_message(part)
    names = {"skill": cards.skill(row.skill).name, "first": cards.skill(row.prerequisite).name}
    return Message(said.text, {**said.parameters, **names})


def _quotes(evidence: Sequence[Any]) -> tuple[str, ...]:
    return tuple(part["quote"] for part in evidence if "quote" in part)
