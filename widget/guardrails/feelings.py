"""Hard feelings said outright: no danger, no card, but a human word before any search answer."""

from widget.conversation import Message
from widget.guardrails.folding import fold
from widget.guardrails.phrase_lists import phrases

#: Said above the answer. It names no feeling of the software's, since it has none.
SOUNDS_HARD = Message(
    "What you describe is hard, and many people in a change know it. A person can listen better than this software: "
    "your mentor, or somebody close to you."
)


def speaks_of_hard_feelings(text: str) -> bool:
    """True when the person says so themselves; nothing is guessed from tone."""
    return phrases("feelings")["hard"].search(fold(text)) is not None
