"""The instructor's screens: is it working, content, learners, settings, preview as a learner."""

from lti_tool.pages.teach import (
    content,
    desk,
    intake,
    learners,
    overview,
    people,
    preview,
    previewing,
    settings,
    skills,
)
from lti_tool.pages.teach.routes import blueprint

__all__ = [
    "blueprint",
    "content",
    "desk",
    "intake",
    "learners",
    "overview",
    "people",
    "preview",
    "previewing",
    "settings",
    "skills",
]
