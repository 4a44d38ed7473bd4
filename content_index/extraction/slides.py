"""PowerPoint files (.pptx): a heading per slide, its texts, tables and the speaker's notes."""

from collections.abc import Iterator
from typing import Any

import pptx
from pptx.exc import PackageNotFoundError

from content_index.extraction.assembling import Context, Declared, assemble
from content_index.extraction.limits import Limits
from content_index.extraction.office import checked_office_file
from content_index.extraction.prose import clean
from content_index.extraction.refusals import WrongFormatError
from content_index.extraction.shapes import Block, Extracted

_DEEPEST_GROUP = 10


def read_slides(data: bytes, context: Context, limits: Limits) -> Extracted:
    """The one document of a .pptx; `slide=3` is the anchor of the third slide."""
    checked = checked_office_file(data, limits, "PowerPoint (.pptx)")
    try:
        presentation = pptx.Presentation(checked)
    except (KeyError, ValueError, PackageNotFoundError) as error:
        raise WrongFormatError(expected="PowerPoint (.pptx)") from error
    properties = presentation.core_properties
    title = clean(properties.title or "")
    declared = Declared(title="" if title == "PowerPoint Presentation" else title, language=properties.language or "")
    return assemble(_blocks(presentation, limits), context, limits, declared)


def _blocks(presentation: Any, limits: Limits) -> Iterator[Block]:
    for number, slide in enumerate(presentation.slides, start=1):
        if number > limits.pages:
            return
        anchor = f"slide={number}"
        title = slide.shapes.title
        if title is not None and title.has_text_frame and clean(title.text_frame.text):
            yield Block(title.text_frame.text, "heading", 2, anchor)
        for shape in slide.shapes:
            if title is None or shape.shape_id != title.shape_id:
                yield from _texts(shape, anchor, 0)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            yield Block(slide.notes_slide.notes_text_frame.text, "paragraph", 0, anchor)


def _texts(shape: Any, anchor: str, depth: int) -> Iterator[Block]:
    if hasattr(shape, "shapes"):
        for inner in shape.shapes if depth < _DEEPEST_GROUP else ():
            yield from _texts(inner, anchor, depth + 1)
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            cells = [clean(cell.text_frame.text) for cell in row.cells]
            yield Block(" | ".join(cell for cell in cells if cell), "row", 0, anchor)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            yield Block("".join(run.text for run in paragraph.runs), "item", 0, anchor)
