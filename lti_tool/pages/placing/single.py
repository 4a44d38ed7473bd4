"""Kinds of page of which a course has one, or none where it is switched off: the assistant, the check-in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for

from lti_tool import course_settings
from lti_tool.catalogue.skill_names import folded
from lti_tool.course_settings import CourseSettings
from lti_tool.errors import N_
from lti_tool.pages.learner import assistant
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.pages.signals import check_in_view, check_ins
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.picks import Pick
from lti_tool.web.i18n import said
from lti_tool.web.transactions import db


@dataclass(frozen=True, slots=True)
class Single:
    """`title` and `about` are English source sentences; `is_on` reads the course's settings."""

    name: str
    title: str
    icon: str
    about: str
    is_on: Callable[[CourseSettings], bool]
    endpoint: str
    template: str
    contents: Callable[[Viewer], dict[str, Any]]

    def offers(self, place: Place, words: str) -> Sequence[Offer]:
        """Return it where the course has it switched on and its name holds the words."""
        found = self.find(place, "")
        return () if found is None or folded(words) not in folded(found.title) else (found,)

    def find(self, place: Place, target: str) -> Offer | None:
        """Return it; there is one, so a target names nothing."""
        if target or not self.is_on(course_settings.read(db(), place.course_id)):
            return None
        return Offer(Pick(self.name), said(self.title), self.icon, about=said(self.about))

    def address(self, target: str) -> str:  # noqa: ARG002 - every kind takes one
        """Return where a learner finds it."""
        return url_for(self.endpoint)

    def page(self, someone: Viewer, target: str) -> tuple[str, dict[str, Any]]:  # noqa: ARG002
        """Return the learner's page."""
        return self.template, self.contents(someone)


ASSISTANT: Final = Single(
    "assistant",
    N_("The assistant"),
    "chat",
    N_("Learners ask a question and read an answer from this course, with its sources."),
    lambda settings: settings.assistant_on,
    "learn.assistant",
    assistant.TEMPLATE,
    assistant.contents,
)
CHECK_IN: Final = Single(
    "checkin",
    N_("Check-in"),
    "heart",
    N_("Learners note in a minute how it is going. Only they see it, until they share it with their mentor."),
    lambda settings: settings.checkin_on,
    "check_ins.page",
    check_ins.TEMPLATE,
    check_in_view.contents,
)
