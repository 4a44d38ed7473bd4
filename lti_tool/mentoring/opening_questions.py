"""Two or three open questions to begin a session with: written by people, chosen by printed rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.errors import N_
from lti_tool.mentoring.meeting_models import Action, Meeting, MeetingState
from lti_tool.mentoring.models import Share
from lti_tool.mentoring.sentences import Sentence

MOST = 3
LONGEST_TOPIC = 80

ASK_OPEN = N_("What has been easiest since we last spoke, and what hardest?")
ASK_OVERDUE = N_("“%(action)s” was due: what stood in the way, and does it still make sense?")
ASK_TALK = N_("You wanted to talk about “%(topic)s”: what would make this hour worth it?")
ASK_GOAL = N_("You shared a goal: “%(goal)s”. What is the next small step, and who could help?")
ASK_MISSED = N_("We missed each other last time: is this still a good hour for you?")
ASK_FIRST = N_("What do you hope is different for you in three months?")
ASK_LEAVE = N_("What would you like to take along from this hour?")

TALK = N_("because it was marked for this session")
OVERDUE = N_("because its day has passed")
GOAL = N_("because a goal was shared")
MISSED = N_("because the last session did not take place")
FIRST = N_("because it is your first session")
LATER = N_("because you have met before")
ALWAYS = N_("good at any time")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the rule that chose it, and where the fact behind it stands on the page ("" for none)."""

    words: Sentence
    rule: str
    anchor: str = ""

    def __str__(self) -> str:
        return str(self.words)


def questions(
    to_talk: Sequence[Share], overdue: Sequence[Action], goals: Sequence[Share], last: Meeting | None, *, first: bool
) -> Sequence[Question]:
    """Return two or three: one for each kind of fact in a fixed order, then those that suit anybody."""
    found = []
    if last is not None and last.state == MeetingState.MISSED:
        found.append(Question(Sentence(ASK_MISSED), MISSED))
    found += [
        Question(Sentence(ASK_TALK, {"topic": shortened(one.text)}), TALK, f"share-{one.id}") for one in to_talk[:1]
    ]
    found += [
        Question(Sentence(ASK_OVERDUE, {"action": shortened(one.text)}), OVERDUE, f"action-{one.id}")
        for one in overdue[:1]
    ]
    found += [Question(Sentence(ASK_GOAL, {"goal": shortened(one.text)}), GOAL, f"share-{one.id}") for one in goals[:1]]
    opening = Question(Sentence(ASK_FIRST), FIRST) if first else Question(Sentence(ASK_OPEN), LATER)
    return [*found[: MOST - 1], opening, Question(Sentence(ASK_LEAVE), ALWAYS)][: max(2, min(MOST, len(found) + 1))]


def shortened(text: str) -> str:
    """Return one line of at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TOPIC else line[: LONGEST_TOPIC - 1].rstrip() + "…"
