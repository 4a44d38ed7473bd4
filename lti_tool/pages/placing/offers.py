"""One thing that an activity can open, as the picker and the launch describe it."""

from dataclasses import dataclass

from lti_tool.catalogue.records import ResourceCard
from lti_tool.people.picks import Pick


@dataclass(frozen=True, slots=True)
class Place:
    """The course that is asked, and the language of whoever asks."""

    course_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A pick with what learners will see of it.

    `about` is a sentence for people; `steps` are names in the order learners meet them; `excerpt`
    the first words of a text, in `language`.
    """

    pick: Pick
    title: str
    icon: str
    about: str = ""
    card: ResourceCard | None = None
    steps: tuple[str, ...] = ()
    excerpt: str = ""
    language: str = ""
