"""The card that words of crisis bring at once, wherever somebody writes: nothing is analysed, nobody is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.web.services import services
from widget.conversation import Message
from widget.guardrails.crisis import find_crisis
from widget.guardrails.help_lines import (
    CARD_LIMITS,
    CARD_NOBODY_TOLD,
    CARD_TEXT,
    CARD_TITLE,
    HelpLine,
    help_lines,
)


@dataclass(frozen=True, slots=True)
class CrisisCard:
    """What the card says: sentences, then lines to call, the local one first."""

    title: Message
    sentences: Sequence[Message]
    limits: Message
    lines: Sequence[HelpLine]


def card_for(*texts: str) -> CrisisCard | None:
    """Return the card where one of the texts says outright that somebody is in danger."""
    if not any(find_crisis(text) for text in texts):
        return None
    settings = services().settings
    local = (HelpLine(settings.help_contact),) if settings.help_contact else ()
    return CrisisCard(CARD_TITLE, (CARD_TEXT, CARD_NOBODY_TOLD), CARD_LIMITS, help_lines(settings.country, local))
