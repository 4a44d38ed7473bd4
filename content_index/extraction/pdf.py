"""PDF: the text of each page with its page number as anchor, headings from the outline."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.generic import Destination

from content_index.errors import N_, Message
from content_index.extraction.assembling import Context, Declared, assemble
from content_index.extraction.limits import Limits
from content_index.extraction.prose import clean, word_count
from content_index.extraction.refusals import EncryptedError, RefusedError, WrongFormatError
from content_index.extraction.shapes import Block, Extracted, Problem

_NUMBER = re.compile(r"\d+")
_SENTENCE_END = (".", "!", "?", ":", ";", "»", "”")
#: What pypdf raises on files that are broken in ways it has no error class for.
_BROKEN = (
    *(PyPdfError, LimitReachedError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError),
    *(NotImplementedError, RecursionError, ArithmeticError, AssertionError),
)


def read_pdf(data: bytes, context: Context, limits: Limits) -> Extracted:
    """The one document of a PDF; pages over the limit and unreadable pages are noted."""
    reader = _open(data)
    try:
        count = len(reader.pages)
        headings = dict(_headings(reader))
        title = clean(str((reader.metadata.title if reader.metadata else None) or ""))
    except _BROKEN as error:
        raise _broken() from error
    pages, unread = _page_lines(reader, min(count, limits.pages), limits.text_characters)
    if not any(word_count(line) for lines in pages for line in lines):
        raise RefusedError(N_("This PDF holds pictures of text, no text. Run text recognition (OCR) on it first."))
    extracted = assemble(_blocks(pages, headings), context, limits, Declared(title=_title(title)))
    return extracted + Extracted(problems=tuple(_notes(context.source, count, unread, limits)))


def _open(data: bytes) -> PdfReader:
    if b"%PDF-" not in data[:1024]:
        raise WrongFormatError(expected="PDF")
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        # Many PDFs only restrict printing: those open with the empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedError
    except (FileNotDecryptedError, DependencyError) as error:
        raise EncryptedError from error
    except _BROKEN as error:
        raise _broken() from error
    return reader


def _broken() -> RefusedError:
    return RefusedError(N_("This PDF is damaged. Open it in a reader, save it as a new PDF, and import that."))


def _page_lines(reader: PdfReader, count: int, characters: int) -> tuple[list[list[str]], list[int]]:
    """Lines per page, without running heads and page numbers, and the numbers of unreadable pages."""
    pages: list[list[str]] = []
    unread: list[int] = []
    for number in range(count):
        try:
            text = reader.pages[number].extract_text() if characters > 0 else ""
        except _BROKEN:
            text = ""
            unread.append(number + 1)
        characters -= len(text)
        pages.append([line.rstrip() for line in text.split("\n")])
    return _without_running_heads(pages), unread


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    edges = Counter(
        shape for lines in pages for shape in {_shape(line) for line in [*_filled(lines)[:2], *_filled(lines)[-2:]]}
    )
    repeated = {shape for shape, seen in edges.items() if seen >= 3 and seen * 2 > len(pages)}
    kept = [[line for line in lines if _shape(line) not in repeated] for lines in pages]
    # Slides that all say nearly the same are no running heads.
    return kept if 2 * _length(kept) >= _length(pages) else pages


def _length(pages: list[list[str]]) -> int:
    return sum(len(line) for lines in pages for line in lines)


def _filled(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


def _shape(line: str) -> str:
    return _NUMBER.sub("0", clean(line)).lower()


def _blocks(pages: list[list[str]], headings: dict[int, list[tuple[str, int]]]) -> Iterator[Block]:
    for number, lines in enumerate(pages, start=1):
        anchor = f"page={number}"
        for text, level in headings.get(number, []):
            yield Block(text, "heading", level, anchor)
        for paragraph in _paragraphs(lines):
            yield Block(paragraph, "paragraph", 0, anchor)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Joins lines until a blank one, or a short one that ends a sentence; mends hyphenation."""
    running = ""
    longest = max((len(line) for line in lines), default=0)
    for line in [*lines, ""]:
        hyphenated = running.endswith("-") and line[:1].islower()
        running = running[:-1] + line if hyphenated else f"{running} {line}".strip()
        ends = line.endswith(_SENTENCE_END) and len(line) < longest * 0.75
        if running and (not line.strip() or ends):
            yield running
            running = ""


def _headings(reader: PdfReader) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    found: dict[int, list[tuple[str, int]]] = {}
    try:
        for destination, level in _flat(reader.outline, 1):
            number = reader.get_destination_page_number(destination)
            if number is not None and len(found) < 2000:
                found.setdefault(number + 1, []).append((clean(str(destination.title)), level))
    except _BROKEN:
        # An outline is a convenience: the text counts, with or without it.
        return
    yield from found.items()


def _flat(outline: object, level: int) -> Iterator[tuple[Destination, int]]:
    for entry in outline if isinstance(outline, list) else []:
        if isinstance(entry, Destination):
            yield entry, min(level, 6)
        else:
            yield from _flat(entry, level + 1)


def _title(title: str) -> str:
    """The title of the metadata, unless a program put its file name there."""
    return "" if re.search(r"\.\w{2,4}$|^(?:untitled|microsoft word)", title, re.IGNORECASE) else title


def _notes(source: str, count: int, unread: list[int], limits: Limits) -> Iterator[Problem]:
    if count > limits.pages:
        message = N_("Only the first %(kept)d of %(count)d pages were kept. Split the PDF to keep everything.")
        yield Problem(source, Message(message, {"kept": limits.pages, "count": count}), "note")
    if unread:
        message = N_("These pages could not be read: %(pages)s. Check them in the PDF.")
        yield Problem(source, Message(message, {"pages": ", ".join(map(str, unread[:20]))}), "note")
