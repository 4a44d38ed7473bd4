"""What a learner has earned towards one line item, by the policy in force."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.course_settings import GradePolicy
from lti_tool.gradebook.comments import comment
from lti_tool.gradebook.models import Interaction, InteractionKind, PathStanding
from lti_tool.gradebook.policies import Policy, points


@dataclass(frozen=True, slots=True)
class Earned:
    """Points and what they count; `counted` of `target`."""

    counts: Mapping[InteractionKind, int]
    counted: int
    target: int
    given: float
    maximum: float
    comment: str


Counts = dict[int, dict[InteractionKind, int]]


def counts_of(
    session: Session, course_id: int, *, line_item_id: int | None = None, user_id: int | None = None
) -> Counts:
    """Return user -> kind -> number, towards one line item or in the whole course, of one person or of all."""
    query = (
        select(Interaction.user_id, Interaction.kind, func.count())
        .where(Interaction.course_id == course_id)
        .group_by(Interaction.user_id, Interaction.kind)
    )
    if line_item_id is not None:
        query = query.where(Interaction.line_item_id == line_item_id)
    if user_id is not None:
        query = query.where(Interaction.user_id == user_id)
    counts: Counts = {}
    for user, kind, number in session.execute(query):
        counts.setdefault(user, {})[InteractionKind(kind)] = number
    return counts


def paths_of(session: Session, course_id: int) -> dict[int, tuple[int, int]]:
    """Return user -> (steps done, steps of the path)."""
    rows = session.scalars(select(PathStanding).where(PathStanding.course_id == course_id))
    return {row.user_id: (row.done, row.total) for row in rows}


def earned(
    policy: Policy, counts: Mapping[InteractionKind, int], path: tuple[int, int] | None, language: str
) -> Earned:
    """Apply the policy to what was done."""
    if policy.kind is GradePolicy.PATH_PROGRESS:
        counted, target = path or (0, 0)
    else:
        counted, target = policy.counted(counts), policy.target
    relevant = {kind: number for kind, number in counts.items() if kind in policy.kinds}
    return Earned(
        counts=relevant,
        counted=counted,
        target=target,
        given=points(counted, target, policy.maximum),
        maximum=policy.maximum,
        comment=comment(policy.kind, relevant, counted, target, language),
    )
