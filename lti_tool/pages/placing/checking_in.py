"""An activity that opens a learner's check-ins."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from lti_tool import course_settings
from lti_tool.catalogue.skill_names import folded
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.pages.signals import check_in_view, check_ins
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.picks import Pick
from lti_tool.web.i18n import _
from lti_tool.web.transactions import db

NAME = "checkin"


def offers(place: Place, words: str) -> Sequence[Offer]:
    """Return the check-in where the course has it switched on and its name holds the words."""
    found = find(place, "")
    return (found,) if found is not None and folded(words) in folded(found.title) else ()


def find(place: Place, target: str) -> Offer | None:
    """Return the check-in; there is one, and none where it is switched off."""
    if target or not course_settings.read(db(), place.course_id).checkin_on:
        return None
    return Offer(
        Pick(NAME),
        _("Check-in"),
        "heart",
        about=_("Learners note in a minute how it is going. Only they see it, until they share it with their mentor."),
    )


def address(target: str) -> str:  # noqa: ARG001 - every kind takes one
    """Return where a learner finds it."""
    return url_for("check_ins.page")


def page(someone: Viewer, target: str) -> tuple[str, dict[str, Any]]:  # noqa: ARG001
    """Return the learner's page."""
    return check_ins.TEMPLATE, check_in_view.contents(someone)
