"""What a course has to place, for the words that were typed: ways in first, then paths, then resources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lti_tool.catalogue.skill_names import folded
from lti_tool.lti.tool_description import NAME
from lti_tool.pages.placing import kinds
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.people.picks import HOME, Pick
from lti_tool.web.i18n import _, language

#: Lines of one kind that are shown; more are searched for.
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Group:
    """The offers of one kind; `words` is the kind's source sentence, `more` how many are not shown."""

    words: str
    offers: Sequence[Offer]
    more: int = 0
    from_content: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that was found."""

    groups: Sequence[Group] = ()

    @property
    def is_empty(self) -> bool:
        """True when nothing fits the words."""
        return not self.groups

    @property
    def is_bare(self) -> bool:
        """True when nothing of it comes from the course's content."""
        return not any(group.from_content for group in self.groups)

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return sum(len(group.offers) + group.more for group in self.groups)


def shelf_of(course_id: int, words: str) -> Shelf:
    """Return what the course has for these words, in the language of whoever asks."""
    place = Place(course_id, language())
    home = home_offer()
    groups = [Group("", (home,))] if all(word in folded(home.title) for word in folded(words).split()) else []
    for kind in kinds.KINDS.values():
        found = kind.offers(place, words)
        if found:
            groups.append(Group(kind.words, found[:SHOWN], max(0, len(found) - SHOWN), kind.from_content))
    return Shelf(tuple(groups))


def home_offer() -> Offer:
    """Return the default activity: the first page of each role."""
    return Offer(
        Pick(HOME),
        NAME,
        "compass",
        about=_(
            "Learners find their next step, their path and the assistant here. "
            "Mentors and teachers find their own pages."
        ),
    )


def offer_of(course_id: int | None, pick: Pick) -> Offer | None:
    """Return what a pick names in the course; the home is always there, anything else needs a course."""
    if pick.kind == HOME:
        return home_offer() if not pick.target else None
    return kinds.find(Place(course_id, language()), pick) if course_id is not None else None
