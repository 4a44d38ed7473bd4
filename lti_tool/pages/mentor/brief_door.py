"""What opens a brief in a model's words: a model that may be asked here, and the mentors' lessons done."""

from dataclasses import dataclass

from lti_tool.conversations.scopes import scope_of
from lti_tool.mentoring import training
from lti_tool.pages.brief_writer import writer
from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.transactions import db


@dataclass(frozen=True, slots=True)
class Door:
    """Whether a model may word briefs here, and whether this mentor has done the lessons that open it."""

    is_there: bool
    trained: bool


def door(someone: Viewer) -> Door:
    """Return where a mentor stands with worded briefs."""
    return Door(writer().may_write(scope_of(someone)), training.has_finished(db(), someone.user_id))
