"""An activity that asks for a draft: one of a kind, or any."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from lti_tool import course_settings
from lti_tool.catalogue.skill_names import folded
from lti_tool.drafts.kinds import KINDS
from lti_tool.pages.learner import drafts
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.picks import Pick
from lti_tool.web.i18n import _, said
from lti_tool.web.transactions import db

NAME = "draft"


def offers(place: Place, words: str) -> Sequence[Offer]:
    """Return each kind of draft whose name holds the words, then a draft of any kind."""
    every = [found for target in (*KINDS, "") if (found := find(place, target)) is not None]
    wanted = folded(words).split()
    return [offer for offer in every if all(word in folded(offer.title) for word in wanted)]


def find(place: Place, target: str) -> Offer | None:
    """Return a kind of draft, or any for an empty target; None where the course has drafts switched off."""
    if not course_settings.read(db(), place.course_id).drafts_on:
        return None
    if not target:
        title = _("Draft: the learner chooses what")
    elif target in KINDS:
        title = _("Draft: %(kind)s", kind=said(KINDS[target]))
    else:
        return None
    return Offer(
        Pick(NAME, target),
        title,
        "book",
        about=_("Learners write in their own words, ask for comments, and hand it to their mentor, who validates it."),
    )


def address(target: str) -> str:
    """Return where a learner finds it."""
    return url_for("learn.drafts", kind=target or None)


def page(someone: Viewer, target: str) -> tuple[str, dict[str, Any]]:
    """Return the learner's page, the kind that is asked for first."""
    return drafts.TEMPLATE, drafts.contents(someone, target)
