"""The learner's screens: next step, path, search, one resource, goal, drafts."""

from lti_tool.pages.learner import assessed, assistant, draft, drafts, home, marks, paths, profile, resources, search
from lti_tool.pages.learner.routes import blueprint

__all__ = [
    "assessed",
    "assistant",
    "blueprint",
    "draft",
    "drafts",
    "home",
    "marks",
    "paths",
    "profile",
    "resources",
    "search",
]
