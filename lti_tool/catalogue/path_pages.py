"""A planned path as a page shows it: names in the reader's language, cards, changes in a few lines."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from content_index.errors import N_, Message
from content_index.paths import Change, Path, Step, StepResource, progress
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.records import PathPage, PathStep, ResourceCard, StepChange, StepItem
from lti_tool.catalogue.skill_map import named_cycle

FOR_SESSIONS = N_("Every second week, %(minutes)d min of your time are kept for your mentor.")


def page_of(
    session: Session,
    course_id: int,
    cards: Cards,
    planned: Path,
    *,
    notes: Sequence[Message] = (),
    changes: Sequence[Change] = (),
    taken_out: Sequence[str] = (),
) -> PathPage:
    """Return the page of a path; `notes` stand before the plan's own, `taken_out` are skills agreed to leave out."""
    ids = [item.id for step in planned.steps for item in (*step.resources, *step.alternatives)]
    held = cards.by_id(session, course_id, ids)
    counted = progress(planned)
    return PathPage(
        goals=tuple(cards.skill(key) for key in planned.goals),
        steps=tuple(_step(step, cards, held) for step in planned.steps),
        missing=tuple(missing.message for missing in planned.missing),
        notes=(*notes, *planned.notes, *_for_sessions(planned)),
        cycles=tuple(named_cycle(cycle, cards) for cycle in planned.broken_cycles if _concerns(cycle.edges, planned)),
        changes=tuple(_changes(changes, cards)),
        done_steps=counted.done_steps,
        counted_steps=counted.steps,
        total_minutes=planned.total_minutes,
        ends_on=planned.ends_on,
        taken_out=tuple(cards.skill(key) for key in taken_out),
    )


def _for_sessions(planned: Path) -> tuple[Message, ...]:
    """Say that weeks of the path hold time for the mentor, where they do."""
    minutes = max((item.minutes for week in planned.weeks for item in week.items if not item.skill), default=0)
    return (Message(FOR_SESSIONS, {"minutes": minutes}),) if minutes else ()


def _step(step: Step, cards: Cards, held: Mapping[str, ResourceCard]) -> PathStep:
    return PathStep(
        skill=cards.skill(step.skill),
        why=step.why,
        items=tuple(_items(step.resources, held)),
        alternatives=tuple(_items(step.alternatives, held)),
        prerequisites=tuple(cards.skill(key) for key in step.prerequisites),
        week=step.week,
        last_week=step.last_week,
        minutes=step.minutes,
        starts_on=step.starts_on,
        ends_on=step.ends_on,
        state=step.state,
        agreed=step.origin == "agreed",
        note=step.note,
    )


def _items(resources: Sequence[StepResource], held: Mapping[str, ResourceCard]) -> Iterator[StepItem]:
    for resource in resources:
        if resource.id in held:
            yield StepItem(held[resource.id], resource.why, resource.done)


def _changes(changes: Sequence[Change], cards: Cards) -> Iterator[StepChange]:
    """Every change but moved dates, of which the first stands for all: a week missed moves everything."""
    moved = False
    for change in changes:
        if change.kind == "moved" and moved:
            continue
        moved = moved or change.kind == "moved"
        yield StepChange(cards.skill(change.skill), change.kind, change.message)


def _concerns(edges: Sequence[object], planned: Path) -> bool:
    keys = {step.skill for step in planned.steps}
    return any(getattr(edge, "skill", "") in keys for edge in edges)
