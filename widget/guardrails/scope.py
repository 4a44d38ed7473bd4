"""Questions that are not for this assistant, seen without a model.

Three kinds only, each said outright: orders to the machine instead of questions about the
course, other people's private matters, and work to be written in the learner's place.
Everything else is left to the search, which finds nothing in the course for what is off it.
"""

from enum import StrEnum

from widget.conversation import Message
from widget.guardrails.folding import fold
from widget.guardrails.phrase_lists import phrases


class OffScope(StrEnum):
    """Why a question is not answered."""

    ORDERS = "orders"
    OTHER_PEOPLE = "other_people"
    GHOST_WRITING = "ghost_writing"


SENTENCES = {
    OffScope.ORDERS: Message(
        "I answer questions about your course from its own material, and follow no other instructions. "
        "Ask about something you are working on."
    ),
    OffScope.OTHER_PEOPLE: Message(
        "I cannot see what other people wrote, shared or were graded. Ask the person, or your mentor."
    ),
    OffScope.GHOST_WRITING: Message(
        "I do not write it in your place. Write sixty words of your own first, then ask about one part of them."
    ),
}


def off_scope(question: str) -> OffScope | None:
    """The kind, or None for a question that may be searched."""
    folded = fold(question)
    lists = phrases("scope")
    for kind in (OffScope.ORDERS, OffScope.OTHER_PEOPLE):
        if lists[kind].search(folded):
            return kind
    if lists[OffScope.GHOST_WRITING].search(folded) and not lists["advice"].search(folded):
        return OffScope.GHOST_WRITING
    return None
