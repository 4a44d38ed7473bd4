"""Cut a document into passages of 60 to 220 words, on headings and paragraphs where possible.

A passage's id depends on the resource, its own normalised words and, among equal passages, its
number; so an edit elsewhere in the document leaves it as it is.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from content_index.documents import Passage, Resource, Stretch
from content_index.extraction.prose import word_count
from content_index.extraction.shapes import Block, BlockKind, Document

FEWEST_WORDS = 60
MOST_WORDS = 220
#: A unit never exceeds this, so that neighbours can always be evened out.
_UNIT_WORDS = 100
#: More than this is a paragraph that someone marked as a heading.
_HEADING_WORDS = 30
_LONGEST_TOKEN = 150

_SENTENCE = re.compile(r"(?<=[.!?…»”])\s+(?=[\"'“«(\[A-ZÀ-ÖØ-Þ0-9])")


@dataclass(slots=True)
class _Unit:
    """Text that stays together: a paragraph, or a few sentences of a long one."""

    text: str
    words: int
    joins: bool = False
    kind: BlockKind = "paragraph"
    level: int = 0


@dataclass(slots=True)
class _Draft:
    heading: str
    anchor: str
    units: list[_Unit] = field(default_factory=list)

    @property
    def words(self) -> int:
        return sum(unit.words for unit in self.units)


def passages(document: Document, resource_id: str) -> tuple[Passage, ...]:
    """The passages of `document` in reading order; a short document gives one."""
    seen: Counter[str] = Counter()
    made: list[Passage] = []
    for draft in _evened(list(_drafts(document.blocks))):
        text, shape = _joined(draft.units)
        normal = _normalised(text)
        seen[normal] += 1
        identifier = _identifier(resource_id, normal, seen[normal])
        made.append(Passage(identifier, resource_id, len(made), text, draft.heading, draft.anchor, shape))
    return tuple(made)


def as_resource(document: Document, resource_id: str) -> Resource:
    """The document as the index takes it, with its passages."""
    return Resource(
        id=resource_id,
        title=document.title,
        language=document.language,
        passages=passages(document, resource_id),
        kind=document.kind,
        url=document.url,
        skills=document.skills,
        minutes=document.minutes,
        metadata={**document.metadata, "source": document.source},
    )


def _drafts(blocks: tuple[Block, ...]) -> Iterator[_Draft]:
    current = _Draft("", "")
    for block in blocks:
        if block.kind == "heading" and word_count(block.text) <= _HEADING_WORDS:
            if current.words >= FEWEST_WORDS or not current.units:
                yield from [current] if current.units else []
                current = _Draft(block.text, block.anchor)
            else:
                current.units.append(_heading(block.text, block.level))
            continue
        for unit in _units(block):
            if current.words + unit.words > MOST_WORDS:
                yield current
                current = _Draft(current.heading, block.anchor or current.anchor)
            current.anchor = current.anchor or block.anchor
            current.units.append(unit)
    if current.units:
        yield current


def _units(block: Block) -> Iterator[_Unit]:
    words = word_count(block.text)
    if words <= _UNIT_WORDS:
        yield _Unit(block.text, words, kind=block.kind, level=block.level)
        return
    joins = False
    for piece in _pieces(block):
        yield _Unit(piece, word_count(piece), joins, block.kind, block.level)
        joins = True


def _pieces(block: Block) -> Iterator[str]:
    """Sentences (or lines of code) packed up to the size of a unit."""
    code = block.kind == "code"
    running: list[str] = []
    count = 0
    for sentence in block.text.split("\n") if code else _SENTENCE.split(block.text):
        for part in _split_hard(sentence):
            words = word_count(part)
            if running and count + words > _UNIT_WORDS:
                yield ("\n" if code else " ").join(running)
                running, count = [], 0
            running.append(part)
            count += words
    if running:
        yield ("\n" if code else " ").join(running)


def _split_hard(sentence: str) -> Iterator[str]:
    """A sentence without end is cut between words, a word without end between letters."""
    if word_count(sentence) <= _UNIT_WORDS and len(sentence) <= _UNIT_WORDS * 30:
        yield sentence
        return
    running: list[str] = []
    count = 0
    for token in sentence.split():
        for part in (token[at : at + _LONGEST_TOKEN] for at in range(0, len(token), _LONGEST_TOKEN)):
            words = word_count(part)
            if running and (count + words > _UNIT_WORDS or len(running) >= _UNIT_WORDS):
                yield " ".join(running)
                running, count = [], 0
            running.append(part)
            count += words
    if running:
        yield " ".join(running)


def _evened(drafts: list[_Draft]) -> list[_Draft]:
    """Only the last draft can be short: it joins the one before, or takes some of its last units."""
    if len(drafts) < 2 or drafts[-1].words >= FEWEST_WORDS:
        return drafts
    *before, previous, last = drafts
    if last.heading != previous.heading:
        last.units.insert(0, _heading(last.heading, 2))
        last.heading, last.anchor = previous.heading, previous.anchor
    if previous.words + last.words <= MOST_WORDS:
        previous.units += last.units
        return [*before, previous]
    while last.words < FEWEST_WORDS:
        last.units.insert(0, previous.units.pop())
    return drafts


def _heading(text: str, level: int) -> _Unit:
    return _Unit(text, word_count(text), kind="heading", level=level)


def _joined(units: list[_Unit]) -> tuple[str, tuple[Stretch, ...]]:
    """The text of the units and its shape; parts of one paragraph are one stretch."""
    parts, shape = [units[0].text], [Stretch(units[0].kind, units[0].level, len(units[0].text))]
    for unit in units[1:]:
        parts += [" " if unit.joins else "\n\n", unit.text]
        if unit.joins:
            shape[-1] = shape[-1]._replace(length=shape[-1].length + 1 + len(unit.text))
        else:
            shape.append(Stretch(unit.kind, unit.level, len(unit.text)))
    return "".join(parts), tuple(shape)


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _identifier(resource_id: str, normal: str, number: int) -> str:
    key = "\x00".join((resource_id, normal, str(number)))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]
