"""A batch of changes boiled down to what is left to do for each resource."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from content_index.documents import Resource
from content_index.index.records import Change, ChangeKind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a resource must look like afterwards.

    With `resource`: as it says. With `visible` only: as it is, hidden or shown. With neither: gone.
    """

    resource: Resource | None = None
    visible: bool | None = None


def boil_down(changes: Iterable[Change], after: int) -> tuple[dict[str, Outcome], int]:
    """Outcomes by resource of the changes after sequence `after`, and the last sequence."""
    outcomes: dict[str, Outcome] = {}
    last = after
    for change in sorted(changes, key=lambda change: change.sequence):
        if change.sequence <= after:
            continue
        last = change.sequence
        outcomes[change.resource_id] = _next(outcomes.get(change.resource_id), change)
    return outcomes, last


def _next(before: Outcome | None, change: Change) -> Outcome:
    if change.kind is ChangeKind.UPSERT:
        if change.resource is None or change.resource.id != change.resource_id:
            raise ValueError(f"change {change.sequence} carries no resource {change.resource_id!r}")
        return Outcome(change.resource)
    if change.kind is ChangeKind.REMOVE:
        return Outcome()
    visible = change.kind is ChangeKind.SHOW
    if before is None:
        return Outcome(visible=visible)
    if before.resource is not None:
        return Outcome(replace(before.resource, visible=visible))
    return before if before.visible is None else Outcome(visible=visible)
