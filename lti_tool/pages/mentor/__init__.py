"""A mentor's screens: the desk with only their people, one person's page, what they can help with."""

from lti_tool.pages.mentor import desk, drafts, path, person, profile, training, worded_brief
from lti_tool.pages.mentor.desk import TEMPLATE, contents
from lti_tool.pages.mentor.routes import blueprint

__all__ = [
    "TEMPLATE",
    "blueprint",
    "contents",
    "desk",
    "drafts",
    "path",
    "person",
    "profile",
    "training",
    "worded_brief",
]
