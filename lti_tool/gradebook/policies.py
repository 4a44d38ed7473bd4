"""What a grade stands for: the instructor's policy and the points that a count earns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool import course_settings
from lti_tool.course_settings import GradePolicy
from lti_tool.errors import N_, InvalidInputError
from lti_tool.gradebook.models import ActivityPolicy, InteractionKind

PARTICIPATION_KINDS = frozenset(InteractionKind) - {InteractionKind.DRAFT_VALIDATED}
LARGEST_TARGET = 1000
LARGEST_MAXIMUM = 10000
#: Points of a course's own grade item: a hundred stays right when the target changes.
DEFAULT_MAXIMUM = 100.0


@dataclass(frozen=True, slots=True)
class Policy:
    """A grade policy in force: `target` things done earn `maximum` points, fewer earn their share."""

    kind: GradePolicy = GradePolicy.PARTICIPATION
    target: int = 10
    maximum: float = DEFAULT_MAXIMUM

    @property
    def kinds(self) -> frozenset[InteractionKind]:
        """The kinds of interaction that count."""
        if self.kind is GradePolicy.PARTICIPATION:
            return PARTICIPATION_KINDS
        if self.kind is GradePolicy.VALIDATED_DRAFTS:
            return frozenset({InteractionKind.DRAFT_VALIDATED})
        return frozenset()

    def counted(self, counts: Mapping[InteractionKind, int]) -> int:
        """Return how many of the interactions count, also beyond the target."""
        return sum(number for kind, number in counts.items() if kind in self.kinds)


def points(counted: int, target: int, maximum: float) -> float:
    """Return the points for this many of `target`, to a hundredth, never above the maximum."""
    if target <= 0:
        return 0.0
    return round(min(counted, target) / target * maximum, 2)


def policy_for(session: Session, course_id: int, resource_link_id: int | None = None) -> Policy:
    """Return the activity's policy where one was chosen, else the course's."""
    row = session.get(ActivityPolicy, resource_link_id) if resource_link_id is not None else None
    if row is not None:
        return Policy(GradePolicy(row.kind), row.target, row.maximum)
    chosen = course_settings.read(session, course_id)
    return Policy(chosen.grade_policy, chosen.participation_target)


def choose_activity_policy(session: Session, resource_link_id: int, policy: Policy, *, now: datetime) -> None:
    """Keep the instructor's choice for one activity; `sync.refresh_course` sends what changes by it."""
    fields = {}
    if not 1 <= policy.target <= LARGEST_TARGET:
        fields["target"] = N_("Choose a target between 1 and 1000.")
    if not 0 < policy.maximum <= LARGEST_MAXIMUM:
        fields["maximum"] = N_("Choose a number of points between 1 and 10000.")
    if fields:
        raise InvalidInputError(fields=fields)
    session.merge(
        ActivityPolicy(
            resource_link_id=resource_link_id,
            kind=policy.kind,
            target=policy.target,
            maximum=policy.maximum,
            updated_at=now,
        )
    )
    session.flush()


def clear_activity_policy(session: Session, resource_link_id: int) -> None:
    """Let the course's settings decide for the activity again."""
    row = session.get(ActivityPolicy, resource_link_id)
    if row is not None:
        session.delete(row)
        session.flush()
