"""What comes out of a source: documents in blocks, problems one by one, and where to look next."""

from dataclasses import dataclass, field
from typing import Literal

from content_index.errors import Message

#: What a source says of something that its learners do not see.
HIDDEN = frozenset({"yes", "true", "1"})

BlockKind = Literal["heading", "paragraph", "item", "code", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, code listing or table row, in reading order.

    `anchor` leads to the place in the source ("#h-2", "page=3", "t=95"); `level` is 1 to 6 for
    headings, the number of an item in a numbered list, and 0 otherwise.
    """

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing a learner can open, read from a source.

    `source` is the same at each import of the same thing (a path inside its folder or archive,
    an id of the package, a URL): re-imports are compared by it. `language` is "en", "fr" or
    another primary tag that was declared. `minutes` is declared or estimated from the length.
    `section` is the place in the course, outermost first. `order` counts from 0 in the source.
    """

    source: str
    title: str
    language: str
    blocks: tuple[Block, ...]
    kind: str = "lesson"
    url: str = ""
    skills: tuple[str, ...] = ()
    minutes: int = 1
    section: tuple[str, ...] = ()
    order: int = 0
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All blocks joined by blank lines."""
        return "\n\n".join(block.text for block in self.blocks)

    @property
    def is_hidden(self) -> bool:
        """True where its source does not show it to learners."""
        return self.metadata.get("hidden", "").strip().lower() in HIDDEN


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one source, or a part of it, did not go in ("refused") or went in with a doubt ("note").

    The message says what happened and what to do.
    """

    source: str
    message: Message
    severity: Literal["refused", "note"] = "refused"


@dataclass(frozen=True, slots=True)
class Link:
    """A URL found in a feed, sitemap, OAI-PMH answer or package, still to be fetched.

    "page" is content, "sitemap" another list, "more" the next part of the same list.
    """

    url: str
    title: str = ""
    role: Literal["page", "sitemap", "more"] = "page"
    section: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """Everything read from one source; nothing of it is stored yet."""

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    links: tuple[Link, ...] = ()

    def __add__(self, other: "Extracted") -> "Extracted":
        return Extracted(self.documents + other.documents, self.problems + other.problems, self.links + other.links)
