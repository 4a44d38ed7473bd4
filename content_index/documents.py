"""The shapes that content takes between the database, the index and the reader.

A resource is what a person opens (a lesson, a page of a book, a PDF). It is cut into
passages, the unit that is searched, quoted and cited. All records are plain and frozen:
they cross threads and processes.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

#: Languages with an analysis of their own; anything else is analysed as English without stemming.
LANGUAGES = ("en", "fr")


class Stretch(NamedTuple):
    """So many characters of a passage that are one paragraph, heading, list item, listing or table row.

    `level` is that of a heading, or the number of an item in a numbered list; else 0. White space
    stands between two stretches and belongs to neither.
    """

    kind: str
    level: int
    length: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a resource that can be quoted: normally 60 to 220 words.

    `id` is stable across re-imports as long as the passage's own text is unchanged;
    `ordinal` counts from 0 inside the resource; `anchor` is a fragment or page ("#h-2",
    "page=3") that leads to the place, empty when the source has none. `shape` tells the
    stretches of `text` apart, in order, so that a reader sees lists as lists; empty: unknown.
    """

    id: str
    resource_id: str
    ordinal: int
    text: str
    heading: str = ""
    anchor: str = ""
    shape: tuple["Stretch", ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing a learner can open, with its passages in reading order.

    `language` is a BCP 47 primary tag in lower case; `skills` are skill keys the resource
    teaches; `minutes` is the time to read or do it; `url` leads to the original when it
    lives elsewhere; `visible` is False when the instructor has hidden it from learners.
    """

    id: str
    title: str
    language: str
    passages: tuple[Passage, ...] = ()
    kind: str = "lesson"
    url: str = ""
    skills: tuple[str, ...] = ()
    minutes: int | None = None
    visible: bool = True
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole text, passages joined by blank lines."""
        return "\n\n".join(passage.text for passage in self.passages)
