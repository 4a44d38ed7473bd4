"""Make a path: skills in order, resources for each, weeks with dates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from content_index.errors import N_, Message
from content_index.paths.choosing import by_skill, choose
from content_index.paths.explaining import missing_skill, unknown_goal, why_step
from content_index.paths.scheduling import Task, has_room_for_sessions, last_day, schedule, week_minutes
from content_index.paths.selecting import Selection, select
from content_index.paths.shapes import Path, PathResource, PlanRequest, Step, StepState, Week
from content_index.skills.graph import SkillGraph


def plan(request: PlanRequest, graph: SkillGraph, resources: Sequence[PathResource]) -> Path:
    """The path from what is known to the goals; the same input gives the same path.

    `resources` are the ones the learner may open. Skills that nobody teaches stay in the order,
    without resources, and are listed in `missing`.
    """
    teaching = by_skill(resources)
    begun = frozenset(skill for resource in resources if resource.id in request.started for skill in resource.skills)
    selection = select(request, graph, begun)
    steps, notes = _steps(selection, request, graph, teaching)
    weeks = schedule(_tasks(steps), request)
    empty = [step.skill for step in steps if not step.resources]
    return Path(
        goals=request.goals,
        steps=tuple(_dated(step, weeks, request.starts_on) for step in steps),
        weeks=weeks,
        missing=(
            *(missing_skill(skill, request, graph) for skill in empty),
            *(unknown_goal(goal) for goal in selection.unknown),
        ),
        broken_cycles=graph.cycles,
        notes=(*selection.notes, *notes, *_time_notes(request)),
    )


def _steps(
    selection: Selection, request: PlanRequest, graph: SkillGraph, teaching: Mapping[str, tuple[PathResource, ...]]
) -> tuple[list[Step], list[Message]]:
    edits = {edit.skill: edit for edit in request.edits if edit.action != "remove"}
    used: set[str] = set()
    steps: list[Step] = []
    notes: list[Message] = []
    for skill in selection.order:
        edit = edits.get(skill)
        choice = choose(skill, teaching.get(skill, ()), request, edit, used)
        if choice.gone:
            message = N_("A resource agreed for “%(skill)s” is no longer there. Choose another with your mentor.")
            notes.append(Message(message, {"skill": graph.skills[skill].name_in(request.names_in)}))
        # What an earlier step holds is done once.
        minutes = sum(r.minutes for r in choice.resources if not r.done and r.id not in used)
        used.update(resource.id for resource in choice.resources)
        step = Step(
            skill=skill,
            name=graph.skills[skill].name_in(request.names_in),
            why=why_step(skill, selection, request, graph, edit),
            resources=choice.resources,
            alternatives=choice.alternatives,
            prerequisites=tuple(key for key in selection.order if key in graph.prerequisites(skill)),
            minutes=minutes,
            origin="agreed" if edit else "proposed",
            note=edit.note if edit else "",
        )
        steps.append(replace(step, state=_state(step, request)))
    return steps, notes


def _state(step: Step, request: PlanRequest) -> StepState:
    done = [resource.done for resource in step.resources]
    if done and all(done):
        return "done"
    begun = any(resource.id in request.started for resource in step.resources)
    return "started" if any(done) or begun else "todo"


def _tasks(steps: Iterable[Step]) -> Iterable[Task]:
    planned: set[str] = set()
    for step in steps:
        for resource in step.resources:
            if not resource.done and resource.id not in planned:
                planned.add(resource.id)
                yield Task(step.skill, resource.id, max(1, resource.minutes))


def _dated(step: Step, weeks: Sequence[Week], starts_on: date | None) -> Step:
    mine = {resource.id for resource in step.resources}
    numbers = [week.number for week in weeks for item in week.items if item.skill and item.resource_id in mine]
    if not numbers:
        return step
    first = next(week for week in weeks if week.number == numbers[0])
    return replace(
        step,
        week=numbers[0],
        last_week=numbers[-1],
        starts_on=first.starts_on,
        ends_on=last_day(starts_on, numbers[-1]),
    )


def _time_notes(request: PlanRequest) -> list[Message]:
    if not week_minutes(request.hours_per_week):
        return [Message(N_("Say how many hours a week you have to get dates."))]
    if request.session_minutes > 0 and not has_room_for_sessions(request):
        return [Message(N_("Sessions with your mentor do not fit into your weekly hours. They are not in this plan."))]
    return []
