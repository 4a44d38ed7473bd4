"""The learner's screens: next step, path, search, one resource, goal."""

from lti_tool.pages.learner import home, marks, paths, profile, resources, search
from lti_tool.pages.learner.routes import blueprint

__all__ = ["blueprint", "home", "marks", "paths", "profile", "resources", "search"]
