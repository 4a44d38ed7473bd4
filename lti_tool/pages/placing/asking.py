"""An activity that opens the assistant of the course."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from lti_tool import course_settings
from lti_tool.catalogue.skill_names import folded
from lti_tool.pages.learner import assistant
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.picks import Pick
from lti_tool.web.i18n import _
from lti_tool.web.transactions import db

NAME = "assistant"


def offers(place: Place, words: str) -> Sequence[Offer]:
    """Return the assistant where the course has it switched on and its name holds the words."""
    found = find(place, "")
    return () if found is None or folded(words) not in folded(found.title) else (found,)


def find(place: Place, target: str) -> Offer | None:
    """Return the assistant; there is one, and none where it is switched off."""
    if target or not course_settings.read(db(), place.course_id).assistant_on:
        return None
    return Offer(
        Pick(NAME),
        _("The assistant"),
        "chat",
        about=_("Learners ask a question and read an answer from this course, with its sources."),
    )


def address(target: str) -> str:  # noqa: ARG001 - every kind takes one
    """Return where a learner finds it."""
    return url_for("learn.assistant")


def page(someone: Viewer, target: str) -> tuple[str, dict[str, Any]]:  # noqa: ARG001
    """Return the learner's page."""
    return assistant.TEMPLATE, assistant.contents(someone)
