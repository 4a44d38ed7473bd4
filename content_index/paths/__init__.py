"""From a goal to an ordered, dated plan of skills and resources."""

from content_index.paths.planning import plan
from content_index.paths.replanning import progress, replan
from content_index.paths.shapes import (
    Change,
    MentorEdit,
    MissingSkill,
    Path,
    PathResource,
    PlanRequest,
    Progress,
    Step,
    StepResource,
    Week,
    WeekItem,
)

__all__ = [
    "Change",
    "MentorEdit",
    "MissingSkill",
    "Path",
    "PathResource",
    "PlanRequest",
    "Progress",
    "Step",
    "StepResource",
    "Week",
    "WeekItem",
    "plan",
    "progress",
    "replan",
]
