"""Plan again after something happened, and say what is different and why."""

from collections.abc import Iterator, Sequence

from content_index.errors import N_, Message
from content_index.paths.planning import plan
from content_index.paths.shapes import Change, Path, PathResource, PlanRequest, Progress, Step
from content_index.skills.graph import SkillGraph


def replan(
    before: Path, request: PlanRequest, graph: SkillGraph, resources: Sequence[PathResource]
) -> tuple[Path, tuple[Change, ...]]:
    """(the new path, what changed against `before`).

    `request` carries what happened: resources done or disliked, skills that need another look, a later
    `starts_on` after a missed week, a mentor's edits.
    """
    after = plan(request, graph, resources)
    return after, tuple(changes(before, after, request))


def changes(before: Path, after: Path, request: PlanRequest) -> Iterator[Change]:
    """The differences, in the order of the new path; removed steps last."""
    old = {step.skill: step for step in before.steps}
    new = {step.skill: step for step in after.steps}
    for step in after.steps:
        if step.skill in old:
            yield from _changed(old[step.skill], step, request)
        else:
            failed = step.skill in request.failed
            reason = (
                N_("“%(skill)s” is back: it needs another look.") if failed else N_("“%(skill)s” is new in your path.")
            )
            yield Change(step.skill, "added", Message(reason, {"skill": step.name}))
    removed = {edit.skill for edit in request.edits if edit.action == "remove"}
    for step in before.steps:
        if step.skill in new:
            continue
        agreed = N_("You and your mentor took “%(skill)s” out.")
        reason = agreed if step.skill in removed else N_("“%(skill)s” is no longer in your path.")
        yield Change(step.skill, "removed", Message(reason, {"skill": step.name}))


def progress(path: Path) -> Progress:
    """How far the learner is; skills that nobody teaches count neither way."""
    counted = [step for step in path.steps if step.resources]
    resources = {resource.id: resource for step in counted for resource in step.resources}
    return Progress(
        done_steps=sum(1 for step in counted if step.state == "done"),
        steps=len(counted),
        done_minutes=sum(resource.minutes for resource in resources.values() if resource.done),
        minutes=sum(resource.minutes for resource in resources.values()),
    )


def _changed(old: Step, new: Step, request: PlanRequest) -> Iterator[Change]:
    name = {"skill": new.name}
    if new.state == "done" and old.state != "done":
        yield Change(new.skill, "done", Message(N_("“%(skill)s” is done."), dict(name)))
        return
    if {resource.id for resource in old.resources} != {resource.id for resource in new.resources}:
        yield Change(new.skill, "resources", Message(_why_resources(old, new, request), dict(name)))
    if new.starts_on and old.starts_on and new.starts_on != old.starts_on:
        later = new.starts_on > old.starts_on
        text = N_("“%(skill)s” begins later than planned.") if later else N_("“%(skill)s” begins earlier than planned.")
        yield Change(new.skill, "moved", Message(text, dict(name)))


def _why_resources(old: Step, new: Step, request: PlanRequest) -> str:
    before = {resource.id for resource in old.resources}
    if new.origin == "agreed" and old.origin != "agreed":
        return N_("You and your mentor chose other resources for “%(skill)s”.")
    if before & request.disliked:
        return N_("“%(skill)s” has other resources: you said one was not for you.")
    if new.skill in request.failed:
        return N_("“%(skill)s” has other resources: it needs another look.")
    if before & request.later:
        return N_("“%(skill)s” has other resources: you put one aside for later.")
    return N_("“%(skill)s” has other resources than before.")
