"""What an activity of a course opens: picked by whoever placed it, carried by the platform in a custom parameter.

The platform signs the parameter at each launch; who edits it in the course can still write
anything, so it is read strictly here and looked up in the launch's own course by the pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote, unquote

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.launch import Launch
from lti_tool.people.models import Course, ResourceLink

#: Lower case: platforms that send a name with capitals send it twice.
PARAMETER: Final = "boussole_opens"
#: What an activity opens when nothing was picked: the first page of each role.
HOME: Final = "home"
LONGEST: Final = 300

_WRITTEN = re.compile(r"(?P<kind>[a-z]{1,20})(?::(?P<target>[A-Za-z0-9._~%-]{1,256}))?")


@dataclass(frozen=True, slots=True)
class Pick:
    """A kind of page and which one of it: a resource's public id, a skill's key, or nothing."""

    kind: str = HOME
    target: str = ""

    def __str__(self) -> str:
        """Return it as the custom parameter holds it: letters, digits and `%`, safe in every platform's form."""
        return f"{self.kind}:{quote(self.target, safe='')}" if self.target else self.kind

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the pick, or None for what this tool never wrote."""
        found = _WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
        if found is None:
            return None
        target = unquote(found["target"] or "", errors="replace")
        pick = cls(found["kind"], target)
        # No name of ours holds control characters, and no database takes each of them.
        return pick if str(pick) == text and target.isprintable() else None


def of_launch(session: Session, launch: Launch) -> str:
    """Return what a launch asks to open, as written: its own parameter, else that of the activity it is a copy of.

    Copies keep the parameter on the platforms that were seen; where one loses it, the history
    of the link leads to what the original opens. Empty: nothing was picked.
    """
    written = launch.custom.get(PARAMETER, "").strip()
    if written or launch.resource_link is None or not launch.resource_link.history:
        return written[: LONGEST + 1]
    return _of_originals(session, launch.platform_id, launch.resource_link.history)


def originals(session: Session, launch: Launch) -> tuple[int, ...]:
    """Return the courses that this one was copied from, as far as the tool knows them, newest first."""
    history = launch.context.history if launch.context else ()
    if not history:
        return ()
    known = dict(
        session.execute(
            select(Course.context_id, Course.id).where(
                Course.platform_id == launch.platform_id, Course.context_id.in_(history)
            )
        ).all()
    )
    return tuple(known[one] for one in history if one in known)


def _of_originals(session: Session, platform_id: int, history: Sequence[str]) -> str:
    held = dict(
        session.execute(
            select(ResourceLink.link_id, ResourceLink.opens)
            .join(Course, Course.id == ResourceLink.course_id)
            .where(Course.platform_id == platform_id, ResourceLink.link_id.in_(history), ResourceLink.opens != "")
        ).all()
    )
    return next((held[one] for one in history if one in held), "")
