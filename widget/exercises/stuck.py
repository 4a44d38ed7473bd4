""" "I am stuck now": name the difficulty, one technique, one next step, a human."""

from dataclasses import dataclass

from widget.conversation import Message
from widget.exercises.choosing import for_difficulty
from widget.exercises.library import LibraryExercise
from widget.guardrails.crisis import find_crisis

#: The difficulties that can be named, in the order in which they are offered.
DIFFICULTIES: dict[str, Message] = {
    "starting": Message("I cannot get started"),
    "unclear": Message("I do not know what I want, or what to do next"),
    "not_understood": Message("I do not understand something in the course"),
    "too_much": Message("It is too much at once"),
    "fear": Message("I am afraid of an interview, an exam or a talk"),
    "doubt": Message("I doubt that I can do it"),
    "tired": Message("I have no energy"),
    "alone": Message("I feel alone with it"),
    "rejected": Message("I was turned down, or something went wrong"),
    "waiting": Message("I am waiting and nothing happens"),
}
_NEXT = {
    "starting": Message("Do the first step now, before you close this page."),
    "unclear": Message("Write your question down in one sentence and bring it to your next session."),
    "not_understood": Message("Ask the course about the exact word that stops you."),
    "too_much": Message("Choose one thing for today. The rest may wait until tomorrow."),
    "fear": Message("Tell one person when it takes place, and ask them to call you afterwards."),
    "doubt": Message("Ask somebody who has seen you work what you do well."),
    "tired": Message("Stop for today if you can. Put ten minutes in your calendar for tomorrow."),
    "alone": Message("Write to one person today, even two lines."),
    "rejected": Message("Wait a night before you decide what it means."),
    "waiting": Message("Set a date on which you will ask, then go on with something else."),
}


@dataclass(frozen=True, slots=True)
class Unstuck:
    """What helps now. `crisis` means: show the help lines and nothing else."""

    crisis: bool
    technique: LibraryExercise | None = None
    next_step: Message | None = None


def unstick(difficulty: str, words: str) -> Unstuck:
    """One technique and one step for a named difficulty; words of crisis come first."""
    if find_crisis(words):
        return Unstuck(crisis=True)
    known = difficulty if difficulty in DIFFICULTIES else "unclear"
    return Unstuck(crisis=False, technique=for_difficulty(known, words)[0], next_step=_NEXT[known])
