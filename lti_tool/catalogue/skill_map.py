"""The skills of a course for whoever teaches it: who teaches what, what comes first, which circles were broken."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.errors import Message
from content_index.skills import Cycle
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.records import NamedSkill
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow, SkillRow
from lti_tool.catalogue.skills import graph, named


@dataclass(frozen=True, slots=True)
class TaughtSkill:
    """A skill; `resources` counts what teaches it openly; `described` is False when only content names it."""

    skill: NamedSkill
    resources: int
    described: bool


@dataclass(frozen=True, slots=True)
class KnownEdge:
    """`prerequisite` comes before `skill`; `left_out` when it closed a circle.

    `confirmed` tells what an instructor decided from what a file gave: a suggestion that was accepted
    (with its `quotes`), or an order set by hand.
    """

    skill: NamedSkill
    prerequisite: NamedSkill
    confirmed: bool
    left_out: bool
    quotes: tuple[str, ...] = ()
    id: int = 0
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class SkillMap:
    """Everything that is known of a course's skills; `cycles` explain the edges that are left out."""

    skills: tuple[TaughtSkill, ...] = ()
    edges: tuple[KnownEdge, ...] = ()
    cycles: tuple[Message, ...] = field(default=())


def skill_map(session: Session, course_id: int, language: str) -> SkillMap:
    """Return the skills by name, and the edges that order paths with those that were left out."""
    cards = Cards.of(session, course_id, language)
    cycles = graph(session, course_id).cycles
    out = {(cycle.removed.skill, cycle.removed.prerequisite) for cycle in cycles}
    rows = session.scalars(
        select(PrerequisiteRow)
        .where(
            PrerequisiteRow.course_id == course_id,
            PrerequisiteRow.origin.in_([EdgeOrigin.GIVEN, EdgeOrigin.CONFIRMED]),
        )
        .order_by(PrerequisiteRow.skill, PrerequisiteRow.prerequisite)
    )
    edges = tuple(
        KnownEdge(
            cards.skill(row.skill),
            cards.skill(row.prerequisite),
            row.origin == EdgeOrigin.CONFIRMED,
            (row.skill, row.prerequisite) in out,
            tuple(part["quote"] for part in row.evidence if "quote" in part),
            row.id,
            by_hand=row.origin == EdgeOrigin.CONFIRMED and not row.evidence,
        )
        for row in rows
    )
    return SkillMap(_taught(session, course_id, language), edges, tuple(named_cycle(cycle, cards) for cycle in cycles))


def _taught(session: Session, course_id: int, language: str) -> tuple[TaughtSkill, ...]:
    counts = Counter(key for keys in _visible(session, course_id) for key in set(keys))
    described = set(session.scalars(select(SkillRow.key).where(SkillRow.course_id == course_id)))
    return tuple(
        TaughtSkill(skill, counts[skill.key], skill.key in described) for skill in named(session, course_id, language)
    )


def _visible(session: Session, course_id: int) -> Iterable[list[str]]:
    return session.scalars(
        select(ResourceRow.skills).where(
            ResourceRow.course_id == course_id, ResourceRow.removed_at.is_(None), ResourceRow.visible
        )
    )


def named_cycle(cycle: Cycle, cards: Cards) -> Message:
    """Return the explanation of a circle with names in the place of keys."""
    chain = [edge.skill for edge in cycle.edges] + [cycle.edges[0].skill]
    names = {
        "circle": " → ".join(cards.skill(key).name for key in chain),
        "prerequisite": cards.skill(cycle.removed.prerequisite).name,
        "skill": cards.skill(cycle.removed.skill).name,
    }
    return Message(
        cycle.message.text, {name: names.get(name, value) for name, value in cycle.message.parameters.items()}
    )
