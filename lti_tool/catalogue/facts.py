"""What is known of one learner, read once for lists and paths alike."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.catalogue import assessing
from lti_tool.catalogue.learner_models import (
    MAX_LEVEL,
    Exposure,
    FeedbackKind,
    LearnerProfile,
    LearnerSkill,
    ResourceFeedback,
)
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.shelves import Shelves

#: From this level on a skill counts as known and its step is left out of a path.
KNOWN_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """A learner's own words and acts; resources by public id, levels from 0 to 4."""

    goal_text: str = ""
    goal_skills: tuple[str, ...] = ()
    hours_per_week: float | None = None
    language: str = ""
    levels: Mapping[str, int] = field(default_factory=dict)
    #: When each resource was marked so.
    marked: Mapping[FeedbackKind, Mapping[str, datetime]] = field(default_factory=dict)
    later: Mapping[str, date] = field(default_factory=dict)
    shown: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, user_id: int, shelves: Shelves, ids: Mapping[int, str], now: datetime) -> Self:
        """Read them; `ids` maps row ids of the visible resources of a course and its libraries to public ids."""
        course_id, reach = shelves.course_id, shelves.reach
        profile = session.scalars(
            select(LearnerProfile).where(LearnerProfile.user_id == user_id, LearnerProfile.course_id == course_id)
        ).first()
        marked, later = _marked(session, user_id, reach, ids, now)
        return cls(
            goal_text=profile.goal_text if profile else "",
            goal_skills=tuple(profile.goal_skills) if profile else (),
            hours_per_week=profile.hours_per_week if profile else None,
            language=profile.language if profile else "",
            levels=_levels(session, user_id, course_id),
            marked=marked,
            later=later,
            shown=_shown(session, user_id, reach, ids),
        )

    def did(self, kind: FeedbackKind) -> frozenset[str]:
        """Return the resources the learner marked so."""
        return frozenset(self.marked.get(kind, ()))

    def failed(self, skills_of: Mapping[str, Sequence[str]]) -> frozenset[str]:
        """Return the skills that need another look: nothing that teaches them was finished since that was said."""
        said, finished = self._latest(FeedbackKind.AGAIN, skills_of), self._latest(FeedbackKind.DONE, skills_of)
        return frozenset(skill for skill, at in said.items() if skill not in finished or finished[skill] <= at)

    def _latest(self, kind: FeedbackKind, skills_of: Mapping[str, Sequence[str]]) -> dict[str, datetime]:
        latest: dict[str, datetime] = {}
        for resource, at in self.marked.get(kind, {}).items():
            for skill in skills_of.get(resource, ()):
                latest[skill] = max(at, latest.get(skill, at))
        return latest

    @property
    def known(self) -> frozenset[str]:
        """Skills that count as mastered."""
        return frozenset(skill for skill, level in self.levels.items() if level >= KNOWN_LEVEL)

    @property
    def shares(self) -> dict[str, float]:
        """Levels as shares of the highest (0..1)."""
        return {skill: level / MAX_LEVEL for skill, level in self.levels.items()}


def _levels(session: Session, user_id: int, course_id: int) -> dict[str, int]:
    rows = session.execute(
        select(LearnerSkill.skill, LearnerSkill.self_level, LearnerSkill.assessed_level).where(
            LearnerSkill.user_id == user_id, LearnerSkill.course_id == course_id
        )
    )
    rated, seen = {}, {}
    for skill, own, by_somebody in rows:
        rated[skill], seen[skill] = own, by_somebody
    graded = {skill: one.level for skill, one in assessing.assessed(session, user_id, course_id).items()}
    # What the mentor saw counts before the gradebook, and both before what the learner says.
    levels: dict[str, int] = {}
    for source in (rated, graded, seen):
        levels.update({skill: level for skill, level in source.items() if level is not None})
    return levels


def _marked(
    session: Session, user_id: int, reach: Sequence[int], ids: Mapping[int, str], now: datetime
) -> tuple[dict[FeedbackKind, dict[str, datetime]], dict[str, date]]:
    marked: dict[FeedbackKind, dict[str, datetime]] = defaultdict(dict)
    later: dict[str, date] = {}
    rows = session.execute(
        select(ResourceFeedback.resource_id, ResourceFeedback.kind, ResourceFeedback.at, ResourceFeedback.until)
        .join(ResourceRow, ResourceRow.id == ResourceFeedback.resource_id)
        .where(ResourceFeedback.user_id == user_id, ResourceRow.course_id.in_(reach))
    )
    for row_id, kind, at, until in rows:
        if row_id not in ids:
            continue
        if kind == FeedbackKind.LATER and until is not None:
            if until <= now:
                continue  # the time it was put aside for is over
            later[ids[row_id]] = until.date()
        marked[FeedbackKind(kind)][ids[row_id]] = at
    return dict(marked), later


def _shown(session: Session, user_id: int, reach: Sequence[int], ids: Mapping[int, str]) -> dict[str, int]:
    rows = session.execute(
        select(Exposure.resource_id, func.sum(Exposure.times))
        .join(ResourceRow, ResourceRow.id == Exposure.resource_id)
        .where(Exposure.user_id == user_id, ResourceRow.course_id.in_(reach))
        .group_by(Exposure.resource_id)
    )
    return {ids[row_id]: int(times) for row_id, times in rows if row_id in ids}
