"""What a grade stands for: the instructor's policy and the points that a count of interactions earns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError
from lti_tool.gradebook.models import GradePolicy, InteractionKind, PolicyKind

PARTICIPATION_KINDS = frozenset(InteractionKind) - {InteractionKind.DRAFT_VALIDATED}
LARGEST_TARGET = 1000
LARGEST_MAXIMUM = 10000


@dataclass(frozen=True, slots=True)
class Policy:
    """A grade policy in force: `target` interactions earn `maximum` points, fewer earn their share."""

    kind: PolicyKind = PolicyKind.PARTICIPATION
    target: int = 10
    maximum: float = 10.0

    @property
    def kinds(self) -> frozenset[InteractionKind]:
        """The kinds of interaction that count."""
        if self.kind is PolicyKind.PARTICIPATION:
            return PARTICIPATION_KINDS
        if self.kind is PolicyKind.VALIDATED_DRAFTS:
            return frozenset({InteractionKind.DRAFT_VALIDATED})
        return frozenset()

    def counted(self, counts: Mapping[InteractionKind, int]) -> int:
        """Return how many of the interactions count, also beyond the target."""
        return sum(number for kind, number in counts.items() if kind in self.kinds)

    def points(self, counted: int) -> float:
        """Return the points for this many interactions, to a hundredth, never above the maximum."""
        return round(min(counted, self.target) / self.target * self.maximum, 2)


def policy_for(session: Session, course_id: int, resource_link_id: int | None = None) -> Policy:
    """Return the activity's policy where one was chosen, else the course's, else participation out of ten."""
    rows = {
        row.resource_link_id: row
        for row in session.scalars(select(GradePolicy).where(GradePolicy.course_id == course_id))
    }
    row = rows.get(resource_link_id) or rows.get(None)
    return Policy() if row is None else Policy(PolicyKind(row.kind), row.target, row.maximum)


def choose_policy(
    session: Session, course_id: int, policy: Policy, *, now: datetime, resource_link_id: int | None = None
) -> None:
    """Keep the instructor's choice for the course or for one activity."""
    fields = {}
    if not 1 <= policy.target <= LARGEST_TARGET:
        fields["target"] = N_("Choose a target between 1 and 1000.")
    if not 0 < policy.maximum <= LARGEST_MAXIMUM:
        fields["maximum"] = N_("Choose a number of points between 1 and 10000.")
    if fields:
        raise InvalidInputError(fields=fields)
    row = session.scalars(
        select(GradePolicy).where(
            GradePolicy.course_id == course_id,
            GradePolicy.resource_link_id == resource_link_id
            if resource_link_id is not None
            else GradePolicy.resource_link_id.is_(None),
        )
    ).first()
    if row is None:
        row = GradePolicy(course_id=course_id, resource_link_id=resource_link_id)
        session.add(row)
    row.kind, row.target, row.maximum, row.updated_at = policy.kind, policy.target, policy.maximum, now
    session.flush()
