"""Word files (.docx): headings by style, paragraphs, lists and tables in order."""

import re
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

from content_index.extraction.anchors import Anchors
from content_index.extraction.assembling import Context, Declared, assemble
from content_index.extraction.limits import Limits
from content_index.extraction.office import checked_office_file
from content_index.extraction.prose import clean
from content_index.extraction.refusals import WrongFormatError
from content_index.extraction.shapes import Block, Extracted

_HEADING = re.compile(r"(?:heading|titre|überschrift)\s*([1-6])", re.IGNORECASE)


def read_word(data: bytes, context: Context, limits: Limits) -> Extracted:
    """The one document of a .docx."""
    checked = checked_office_file(data, limits, "Word (.docx)")
    try:
        document = docx.Document(checked)
    except (KeyError, ValueError) as error:
        raise WrongFormatError(expected="Word (.docx)") from error
    properties = document.core_properties
    declared = Declared(title=clean(properties.title or ""), language=properties.language or "")
    return assemble(_blocks(document), context, limits, declared)


def _blocks(document: WordDocument) -> Iterator[Block]:
    anchors = Anchors()
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from _rows(part)
        else:
            yield _block(part, anchors)


def _block(paragraph: Paragraph, anchors: Anchors) -> Block:
    style = (paragraph.style.name or "") if paragraph.style else ""
    match = _HEADING.match(style)
    if (match or style == "Title") and paragraph.text.strip():
        return Block(paragraph.text, "heading", int(match.group(1)) if match else 1, anchors.of(paragraph.text))
    return Block(paragraph.text, "item" if style.startswith("List") else "paragraph")


def _rows(table: Table) -> Iterator[Block]:
    for row in table.rows:
        # Merged cells are reported once per column they span.
        cells = dict.fromkeys(clean(cell.text) for cell in row.cells)
        text = " | ".join(cell for cell in cells if cell)
        if text:
            yield Block(text, "row")
