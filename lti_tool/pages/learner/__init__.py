"""The learner's screens: next step, path, search, one resource, goal."""

from lti_tool.pages.learner import assistant, home, marks, paths, profile, resources, search
from lti_tool.pages.learner.routes import blueprint

__all__ = ["assistant", "blueprint", "home", "marks", "paths", "profile", "resources", "search"]
