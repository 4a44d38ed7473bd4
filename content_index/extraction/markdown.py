"""Markdown with a front-matter header; HTML inside it goes through the HTML walk."""

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content_index.extraction.anchors import Anchors
from content_index.extraction.assembling import Context, assemble
from content_index.extraction.decoding import decode
from content_index.extraction.front_matter import split_front_matter
from content_index.extraction.html import html_blocks
from content_index.extraction.limits import Limits
from content_index.extraction.prose import clean
from content_index.extraction.shapes import Block, Extracted

#: Digits of the number of a list item that are believed.
_LONGEST_NUMBER = 6
_HIDDEN = re.compile(r"<(script|style|iframe|object|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_MARKS = re.compile(r"^(?:#{1,6} \S|```|~~~)", re.MULTILINE)


def read_markdown(data: bytes, context: Context, limits: Limits) -> Extracted:
    """The one document of a Markdown file."""
    declared, text = split_front_matter(decode(data))
    blocks = list(markdown_blocks(text))
    return assemble(blocks, context, limits, declared)


def looks_like_markdown(text: str) -> bool:
    """Whether `text` has headings or fenced listings, which plain text hardly ever has."""
    return _MARKS.search(text) is not None


def markdown_blocks(text: str) -> Iterator[Block]:
    """Headings, paragraphs, items, listings and table rows of `text`."""
    anchors = Anchors()
    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
    # Addresses are not kept: refusing one would only leave its source in the text.
    parser.validateLink = _any_address  # type: ignore[method-assign, assignment]
    tokens = parser.parse(text)
    items: list[int] = []
    row: list[str] = []
    for before, token in pairwise([None, *tokens]):
        if token is not None and token.type == "list_item_open":
            items.append(int(token.info) if token.info.isdecimal() and len(token.info) <= _LONGEST_NUMBER else 0)
        elif token is not None and token.type == "list_item_close":
            items.pop()
        if token is None or token.type == "tr_open":
            row.clear()
        elif token.type == "tr_close":
            yield Block(" | ".join(cell for cell in row if cell), "row")
        elif token.type in ("fence", "code_block"):
            yield Block(token.content, "code")
        elif token.type == "html_block":
            yield from html_blocks(_HIDDEN.sub(" ", token.content))
        elif token.type == "inline":
            yield from _inline(token, before, anchors, row, items)


def _inline(token: Token, before: Token | None, anchors: Anchors, row: list[str], items: list[int]) -> Iterator[Block]:
    text = clean(_plain(token))
    opener = before.type if before else ""
    if opener in ("td_open", "th_open"):
        row.append(text)
    elif opener == "heading_open" and before is not None and text:
        yield Block(text, "heading", int(before.tag[1]), anchors.of(text))
    elif text:
        yield Block(text, "item", items[-1]) if items else Block(text)


def _any_address(_address: str) -> bool:
    return True


def _plain(token: Token) -> str:
    """The words of an inline token: link texts stay, images, tags and what scripts hold go."""
    parts: list[str] = []
    closing = ""
    for child in token.children or []:
        if child.type == "html_inline":
            opened = re.match(r"<(script|style|iframe|object|template)\b", child.content, re.IGNORECASE)
            if opened and not closing:
                closing = f"</{opened.group(1).lower()}"
            elif closing and child.content.lower().startswith(closing):
                closing = ""
        elif not closing:
            parts.append({"softbreak": " ", "hardbreak": " ", "image": ""}.get(child.type, child.content))
    return "".join(parts)
