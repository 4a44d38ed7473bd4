"""Which resources a step has: one to learn from, one to practise with, and what else there is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from content_index.errors import N_, Message
from content_index.paths.shapes import MentorEdit, PathResource, PlanRequest, StepResource

_MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What a step offers; `gone` are resources a mentor chose that are no longer there."""

    resources: tuple[StepResource, ...]
    alternatives: tuple[StepResource, ...]
    gone: tuple[str, ...] = ()


def by_skill(resources: Iterable[PathResource]) -> Mapping[str, tuple[PathResource, ...]]:
    """The resources that teach each skill."""
    found: dict[str, list[PathResource]] = defaultdict(list)
    for resource in resources:
        for skill in dict.fromkeys(resource.skills):
            found[skill].append(resource)
    return {skill: tuple(teaching) for skill, teaching in found.items()}


def choose(
    skill: str, teaching: Sequence[PathResource], request: PlanRequest, edit: MentorEdit | None, used: Collection[str]
) -> Choice:
    """The best lesson and the best exercise for `skill`, unless a mentor chose; alternatives after.

    `used` are resources of earlier steps: something new is preferred to them. What a learner
    disliked is never proposed; only a mentor's choice can bring it back.
    """
    by_id = {resource.id: resource for resource in teaching}
    agreed = [by_id[key] for key in (edit.resources if edit else ()) if key in by_id]
    gone = tuple(key for key in (edit.resources if edit else ()) if key not in by_id)
    usable = [resource for resource in teaching if resource.id not in request.disliked]
    ranked = sorted(usable, key=lambda resource: _rank(resource, skill, request, used))
    chosen = agreed or _best_of_each_kind(ranked)
    others = [resource for resource in ranked if resource not in chosen]
    again = skill in request.failed
    return Choice(
        tuple(_step_resource(resource, request, chosen=resource in agreed, again=again) for resource in chosen),
        tuple(_alternative(resource, skill, request) for resource in others[:_MOST_ALTERNATIVES]),
        gone,
    )


def _best_of_each_kind(ranked: list[PathResource]) -> list[PathResource]:
    lesson = next((resource for resource in ranked if resource.kind != "exercise"), None)
    exercise = next((resource for resource in ranked if resource.kind == "exercise"), None)
    return [resource for resource in (lesson, exercise) if resource]


def _rank(
    resource: PathResource, skill: str, request: PlanRequest, used: Collection[str]
) -> tuple[bool | int | str, ...]:
    again = skill in request.failed
    done = resource.id in request.done
    return (
        # What was done counts for its step, unless that was not enough.
        done if again else not done,
        resource.id not in request.started,
        resource.id in request.later,
        bool(request.language) and resource.language != request.language,
        resource.id in used,
        len(resource.skills),
        resource.minutes,
        resource.id,
    )


def _step_resource(resource: PathResource, request: PlanRequest, *, chosen: bool, again: bool) -> StepResource:
    done = resource.id in request.done
    return StepResource(
        id=resource.id,
        title=resource.title,
        minutes=resource.minutes,
        why=_why(resource, request, chosen=chosen, again=again),
        kind=resource.kind,
        done=done and not again,
    )


def _why(resource: PathResource, request: PlanRequest, *, chosen: bool, again: bool) -> Message:
    minutes = {"minutes": resource.minutes}
    if chosen:
        return Message(N_("You and your mentor chose it. It takes %(minutes)d min."), minutes)
    if resource.id in request.done and again:
        return Message(N_("You know it already. Go through it again with what was missing in mind."))
    if resource.id in request.done:
        return Message(N_("You have done it."))
    if resource.id in request.started:
        return Message(N_("You have begun it. It takes %(minutes)d min in all."), minutes)
    if resource.kind == "exercise":
        return Message(N_("You practise with it. It takes %(minutes)d min."), minutes)
    if request.language and resource.language != request.language:
        return Message(N_("It is the only one so far, in another language. It takes %(minutes)d min."), minutes)
    if len(set(resource.skills)) == 1:
        return Message(N_("It is about this skill only. It takes %(minutes)d min."), minutes)
    return Message(N_("It teaches this skill among others. It takes %(minutes)d min."), minutes)


def _alternative(resource: PathResource, skill: str, request: PlanRequest) -> StepResource:
    minutes = {"minutes": resource.minutes}
    if resource.id in request.later:
        why = Message(N_("You put it aside for later."))
    elif request.language and resource.language != request.language:
        why = Message(N_("The same skill in another language. It takes %(minutes)d min."), minutes)
    else:
        why = Message(N_("Another way to learn it. It takes %(minutes)d min."), minutes)
    done = resource.id in request.done and skill not in request.failed
    return StepResource(resource.id, resource.title, resource.minutes, why, resource.kind, done)
