"""The instructor's screens: is it working, content, learners, settings, preview as a learner."""

from lti_tool.pages.teach import (
    activities,
    assessed,
    content,
    desk,
    grade_items,
    intake,
    learners,
    libraries,
    overview,
    people,
    preview,
    previewing,
    settings,
    skill_order,
    skills,
)
from lti_tool.pages.teach.routes import blueprint

__all__ = [
    "activities",
    "assessed",
    "blueprint",
    "content",
    "desk",
    "grade_items",
    "intake",
    "learners",
    "libraries",
    "overview",
    "people",
    "preview",
    "previewing",
    "settings",
    "skill_order",
    "skills",
]
