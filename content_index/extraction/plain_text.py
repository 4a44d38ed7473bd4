"""Plain text: paragraphs between blank lines."""

import re
from collections.abc import Iterator

from content_index.extraction.assembling import Context, assemble
from content_index.extraction.decoding import decode
from content_index.extraction.limits import Limits
from content_index.extraction.shapes import Block, Extracted

_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def read_plain_text(data: bytes, context: Context, limits: Limits) -> Extracted:
    """The one document of a text file."""
    return assemble(text_blocks(decode(data)), context, limits)


def text_blocks(text: str) -> Iterator[Block]:
    """A paragraph for each stretch between blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for paragraph in _BLANK.split(text):
        if paragraph.strip():
            yield Block(paragraph)
