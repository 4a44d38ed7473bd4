"""An activity that opens one resource of the course."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from lti_tool.catalogue import finding, holdings
from lti_tool.catalogue import reading as readings
from lti_tool.catalogue.records import ResourceCard
from lti_tool.errors import NotFoundError
from lti_tool.pages.learner import resources
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.picks import Pick
from lti_tool.web.services import services
from lti_tool.web.transactions import db

NAME = "resource"
#: Characters of a text that a preview shows.
EXCERPT = 240
#: Passages whose resources are offered for words that no title holds.
PASSAGES = 30


def offers(place: Place, words: str) -> Sequence[Offer]:
    """Return the resources that learners can open: by title or skill first, then those that speak of the words."""
    cards = holdings.resources(db(), place.course_id, place.language, learners_only=True, words=words)
    if words.strip():
        found = finding.search(
            db(), services().engines, place.course_id, words, language=place.language, limit=PASSAGES
        )
        if found.speaks:  # else the hits are only the nearest there is
            cards = (*cards, *(hit.card for hit in found.hits if hit.card.visible))
    by_id: dict[str, ResourceCard] = {}
    for card in cards:
        by_id.setdefault(card.id, card)
    return tuple(_offer(card) for card in sorted(by_id.values(), key=lambda card: card.language != place.language))


def find(place: Place, target: str) -> Offer | None:
    """Return a resource that learners can open, with its first words."""
    try:
        opened = readings.open_resource(db(), place.course_id, target, language=place.language)
    except NotFoundError:
        return None
    first = next((words for section in opened.sections for words in section.paragraphs), "")
    return _offer(opened.card, _shortened(first))


def address(target: str) -> str:
    """Return where everybody finds it."""
    return url_for("learn.resource", public_id=target)


def page(someone: Viewer, target: str) -> tuple[str, dict[str, Any]]:
    """Return the resource's page."""
    return resources.TEMPLATE, resources.contents(someone, target)


def _offer(card: ResourceCard, excerpt: str = "") -> Offer:
    return Offer(Pick(NAME, card.id), card.title, "book", card=card, excerpt=excerpt, language=card.language)


def _shortened(text: str) -> str:
    if len(text) <= EXCERPT:
        return text
    return text[:EXCERPT].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
