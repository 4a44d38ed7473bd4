"""Help lines by country, for the card that a sign of crisis brings at once.

Numbers checked against their operators' own pages; administrators add local ones, which
come first. An unknown country gets the international directory.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from widget.conversation import Message


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One line to call or write to; `number` is what one dials."""

    name: str
    number: str = ""
    url: str = ""
    hours: str = ""


#: country (ISO 3166, upper case) -> (name, number, url, hours)
_LINES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "FR": (
        ("Numéro national de prévention du suicide", "3114", "https://3114.fr", "24/7"),
        ("SAMU", "15", "", "24/7"),
        ("Emergency", "112", "", "24/7"),
    ),
    "BE": (
        ("Centre de prévention du suicide", "0800 32 123", "https://www.preventionsuicide.be", "24/7"),
        ("Emergency", "112", "", "24/7"),
    ),
    "CH": (("La Main Tendue", "143", "https://www.143.ch", "24/7"), ("Emergency", "144", "", "24/7")),
    "CA": (("Suicide Crisis Helpline", "988", "https://988.ca", "24/7"), ("Emergency", "911", "", "24/7")),
    "US": (
        ("988 Suicide & Crisis Lifeline", "988", "https://988lifeline.org", "24/7"),
        ("Emergency", "911", "", "24/7"),
    ),
    "GB": (
        ("Samaritans", "116 123", "https://www.samaritans.org", "24/7"),
        ("Emergency", "999", "", "24/7"),
    ),
    "IE": (
        ("Samaritans", "116 123", "https://www.samaritans.org", "24/7"),
        ("Emergency", "112", "", "24/7"),
    ),
}
_EVERYWHERE = ("Find A Helpline", "", "https://findahelpline.com", "")

CARD_TITLE = Message("You matter, and you do not have to carry this alone.")
CARD_TEXT = Message(
    "What you wrote sounds serious. This software cannot help with it, people can. "
    "Call one of these lines now. They listen, day and night, and it is free and confidential."
)
CARD_NOBODY_TOLD = Message("Nobody is told by this tool. You decide whom you speak to.")
CARD_LIMITS = Message(
    "This card appears because of words you wrote. It can be wrong, and it misses what is only hinted at."
)


def help_lines(country: str, local: Sequence[HelpLine] = ()) -> tuple[HelpLine, ...]:
    """Local lines first, then the country's, then the international directory."""
    known = _LINES.get(country.upper(), ())
    return (*local, *(HelpLine(*line) for line in known), HelpLine(*_EVERYWHERE))
