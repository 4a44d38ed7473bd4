"""French spacing on the screen: what belongs together stays on one line.

Course texts are typed with ordinary spaces, so that a phone would begin a line with "?" or end
one with "«". Only what is shown changes; sources and quotes are kept as they were typed.
"""

import re

_LOOSE = re.compile(r"(?<=«) | (?=[»;:!?](?:[\s»)\].,]|$))")


def unbroken(text: str) -> str:
    """The text with no-break spaces inside French quotation marks and before high punctuation."""
    return _LOOSE.sub("\u00a0", text)
