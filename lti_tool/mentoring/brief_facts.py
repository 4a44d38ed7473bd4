"""The lines of a brief that a model may say in other words: what was shared about the work, what both agreed on.

How it is going (check-ins, readings, figures of a voice) is read in the learner's own words or not at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lti_tool.errors import N_
from lti_tool.mentoring.briefs import Brief
from lti_tool.mentoring.sharing import PATH, SIGNALS

#: What says nothing about the work in words of the learner's own.
WITHOUT_WORDS = frozenset({PATH, *SIGNALS})
TALK = N_("To talk about")
GOAL = N_("Goal")
NEW = N_("New")
OVERDUE = N_("Overdue")
DONE = N_("Done")
AGREED = N_("Agreed last time")


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line: where it stands on the page, the sentence that names its kind (to translate), its own words."""

    anchor: str
    heading: str
    text: str


def fact_lines(brief: Brief) -> Sequence[FactLine]:
    """Return the lines in the order in which they matter before a talk."""
    return list(_lines(brief))


def _lines(brief: Brief) -> Iterator[FactLine]:
    for heading, items in ((TALK, brief.to_talk), (GOAL, brief.goals), (NEW, brief.new)):
        yield from (
            FactLine(f"share-{item.id}", heading, item.text) for item in items if item.kind not in WITHOUT_WORDS
        )
    for heading, actions in ((OVERDUE, brief.overdue), (DONE, brief.done)):
        yield from (FactLine(f"action-{action.id}", heading, action.text) for action in actions)
    if brief.last is not None and brief.last.recap:
        yield FactLine("agreed", AGREED, brief.last.recap)
