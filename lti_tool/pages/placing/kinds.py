"""The kinds of page that an activity can open: one row each.

A kind says what a course has of it, finds one by the target of a pick, and gives the address and
the page that a learner gets. A new kind is a module with these four functions, or a
`Single` where a course has one page of it, and a row in `KINDS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lti_tool.errors import N_
from lti_tool.pages.placing import heading_for, reading, writing
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.pages.placing.single import ASSISTANT, CHECK_IN, Single
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.picks import Pick

#: What a page needs: its template and the values of the template.
Page = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`words`: an English source sentence. `for_all`: whoever teaches or mentors opens the same page as learners.

    `from_content`: there is none of it before the course has content.
    """

    name: str
    words: str
    offers: Callable[[Place, str], Sequence[Offer]]
    find: Callable[[Place, str], Offer | None]
    address: Callable[[str], str]
    page: Callable[[Viewer, str], Page]
    for_all: bool = False
    from_content: bool = False


def _of_one(single: Single, words: str) -> Kind:
    return Kind(single.name, words, single.offers, single.find, single.address, single.page)


KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        _of_one(ASSISTANT, N_("Assistant")),
        Kind(writing.NAME, N_("Draft"), writing.offers, writing.find, writing.address, writing.page),
        _of_one(CHECK_IN, N_("Check-in")),
        Kind(
            heading_for.NAME,
            N_("Path"),
            heading_for.offers,
            heading_for.find,
            heading_for.address,
            heading_for.page,
            from_content=True,
        ),
        Kind(
            reading.NAME,
            N_("Resource"),
            reading.offers,
            reading.find,
            reading.address,
            reading.page,
            for_all=True,
            from_content=True,
        ),
    )
}


def kind_of(pick: Pick | None) -> Kind | None:
    """Return the kind of a pick; None for the home, and for what this tool does not know."""
    return KINDS.get(pick.kind) if pick is not None else None


def find(place: Place, pick: Pick) -> Offer | None:
    """Return what a pick names in this course, or None."""
    kind = kind_of(pick)
    return kind.find(place, pick.target) if kind is not None else None


def words_of(written: str) -> str:
    """Return the source sentence for the kind that an activity opens, as it is stored; empty for the home."""
    kind = kind_of(Pick.read(written)) if written else None
    return kind.words if kind is not None else ""
