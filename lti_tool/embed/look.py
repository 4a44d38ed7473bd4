"""How the button looks on a site's pages: its colour, its words, its side.

A colour is refused when its words could not be read: WCAG 2.2, success criterion 1.4.3, asks
4.5 to 1, here for white words on the colour and for words of that colour on the frame's paper.
"""

import re
from dataclasses import dataclass

from lti_tool.errors import N_

SIDES = ("end", "start")
LONGEST_LABEL = 40
LEAST_CONTRAST = 4.5
WHITE, PAPER = "#ffffff", "#faf6ee"
WRONG_COLOUR = N_("Give a colour like #0b5d5b.")
PALE_COLOUR = N_("White words on this colour are hard to read. Take a darker one.")
WRONG_LABEL = N_("The button’s words have 40 characters at most.")
WRONG_SIDE = N_("Choose one of the sides.")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Look:
    """A colour ("" for the tool's own), words on the button ("" for the usual ones), and a side of the page."""

    accent: str = ""
    label: str = ""
    side: str = "end"

    def wrong(self) -> dict[str, str]:
        """Return what is wrong with each field, as source sentences."""
        found = {}
        if self.accent and not _COLOUR.fullmatch(self.accent):
            found["accent"] = WRONG_COLOUR
        elif self.accent and min(contrast(self.accent, WHITE), contrast(self.accent, PAPER)) < LEAST_CONTRAST:
            found["accent"] = PALE_COLOUR
        if len(self.label) > LONGEST_LABEL:
            found["label"] = WRONG_LABEL
        if self.side not in SIDES:
            found["side"] = WRONG_SIDE
        return found


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
