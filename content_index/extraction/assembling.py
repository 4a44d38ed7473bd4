"""From blocks to a document: language, minutes, title, and the doubts worth saying."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from content_index.errors import N_, Message
from content_index.extraction.language import is_mixed, settle
from content_index.extraction.limits import Limits
from content_index.extraction.prose import clean, clean_lines, reading_minutes, word_count
from content_index.extraction.refusals import EmptyError
from content_index.extraction.shapes import Block, Document, Extracted, Problem

_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a piece of content before it is read.

    `source` becomes the document's; `language` is declared by the package or the person who
    imports, `fallback` only used when the text does not tell; `title_wins` when a table of
    contents gives the title and the page itself shall not.
    """

    source: str
    title: str = ""
    title_wins: bool = False
    language: str = ""
    fallback: str = ""
    url: str = ""
    section: tuple[str, ...] = ()
    order: int = 0
    kind: str = "lesson"
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the content says about itself (front matter, meta elements)."""

    title: str = ""
    language: str = ""
    skills: tuple[str, ...] = ()
    minutes: int | None = None
    url: str = ""
    kind: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


def assemble(blocks: Iterable[Block], context: Context, limits: Limits, declared: Declared | None = None) -> Extracted:
    """The document made of `blocks`, with notes about language and cuts.

    Raises `EmptyError` when no block holds a word.
    """
    said = declared or Declared()
    kept, cut = _within(_cleaned(blocks), limits.text_characters)
    if not any(word_count(block.text) for block in kept):
        raise EmptyError
    titles = (context.title, said.title) if context.title_wins else (said.title, context.title)
    title = clean(titles[0] or titles[1]) or _first_heading(kept) or context.source
    text = "\n".join(block.text for block in kept if block.kind != "code") or kept[0].text
    language, note = settle(said.language or context.language, text, context.fallback)
    document = Document(
        source=context.source,
        title=title[:_TITLE_LENGTH],
        language=language,
        blocks=tuple(kept),
        kind=said.kind or context.kind,
        url=said.url or context.url,
        skills=said.skills,
        minutes=said.minutes or reading_minutes(sum(word_count(block.text) for block in kept)),
        section=context.section,
        order=context.order,
        metadata={**context.metadata, **said.metadata},
    )
    return Extracted((document,), tuple(_notes(document, note, cut=cut)))


def _notes(document: Document, language_note: Message | None, *, cut: bool) -> Iterable[Problem]:
    if language_note:
        yield Problem(document.source, language_note, "note")
    prose = [block.text for block in document.blocks if block.kind in ("paragraph", "item")]
    if is_mixed(prose, document.language):
        message = N_("This text mixes languages. It is filed as “%(language)s”; splitting it helps people find it.")
        yield Problem(document.source, Message(message, {"language": document.language}), "note")
    if cut:
        message = N_("Only the first part of this text was kept: it is very long. Split it to keep everything.")
        yield Problem(document.source, Message(message), "note")


def _cleaned(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        text = clean_lines(block.text) if block.kind == "code" else clean(block.text)
        if text:
            yield Block(text, block.kind, block.level, block.anchor)


def _within(blocks: Iterable[Block], characters: int) -> tuple[list[Block], bool]:
    kept: list[Block] = []
    for block in blocks:
        characters -= len(block.text)
        if characters < 0:
            return kept, True
        kept.append(block)
    return kept, False


def _first_heading(blocks: list[Block]) -> str:
    return next((block.text for block in blocks if block.kind == "heading"), "")
