"""Walk an HTML tree in reading order and cut it into blocks."""

from collections.abc import Iterator
from typing import Literal

from content_index.extraction.anchors import Anchors
from content_index.extraction.markup_tree import Node
from content_index.extraction.prose import clean, clean_lines
from content_index.extraction.shapes import Block

#: Never text for a reader: code that runs, styles, embedded things, controls, menus.
DROPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math"),
        *("canvas", "video", "audio", "source", "track", "form", "input", "button", "select", "option"),
        *("textarea", "nav", "head", "link", "meta", "base", "dialog"),
    )
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_ITEMS = frozenset(("li", "dt", "dd"))
_OWN_BLOCK = frozenset(
    (
        *("p", "div", "section", "article", "main", "aside", "header", "footer", "blockquote", "figure", "hr"),
        *("figcaption", "details", "summary", "ul", "ol", "dl", "table", "caption", "thead", "tbody"),
        *("tfoot", "body", "html", "address", "fieldset", "center", *_ITEMS),
    )
)
_DEEPEST = 250


def body_blocks(root: Node) -> Iterator[Block]:
    """Headings, paragraphs, items, listings and rows below `root`."""
    walk = _Walk()
    yield from walk.element(root, 0)
    yield from walk.flush()


def visible_text(element: Node, depth: int = 0) -> str:
    """All text below `element` but for what a reader never sees."""
    parts = [element.text or ""]
    for child in element:
        if not _is_dropped(child) and depth < _DEEPEST:
            space = " " if child.tag in _OWN_BLOCK or child.tag in ("td", "th") else ""
            parts.append("\n" if child.tag == "br" else space)
            parts.append(visible_text(child, depth + 1))
            parts.append(space)
        parts.append(child.tail or "")
    return "".join(parts)


class _Walk:
    """Collects running text until an element starts a block of its own."""

    def __init__(self) -> None:
        self._running: list[str] = []
        self._anchors = Anchors()
        self._kind: Literal["paragraph", "item"] = "paragraph"
        self._number = 0

    def flush(self) -> Iterator[Block]:
        text = clean("".join(self._running))
        self._running.clear()
        if text:
            yield Block(text, self._kind, self._number if self._kind == "item" else 0)

    def element(self, element: Node, depth: int) -> Iterator[Block]:
        tag = element.tag
        if _is_dropped(element) or depth > _DEEPEST:
            return
        if tag in _HEADINGS:
            yield from self._heading(element, _HEADINGS[tag])
        elif tag == "pre":
            yield from self.flush()
            yield Block(clean_lines(visible_text(element)), "code")
        elif tag == "tr":
            yield from self._row(element)
        elif tag in _OWN_BLOCK:
            yield from self._own_block(element, depth)
        else:
            self._running.append("\n" if tag == "br" else "")
            yield from self._inside(element, depth)

    def _own_block(self, element: Node, depth: int) -> Iterator[Block]:
        yield from self.flush()
        before = self._kind, self._number
        if element.tag in _ITEMS:
            self._kind = "item"
        yield from self._inside(element, depth)
        yield from self.flush()
        self._kind, self._number = before

    def _inside(self, element: Node, depth: int) -> Iterator[Block]:
        self._running.append(element.text or "")
        number = 0
        for child in element:
            if child.tag == "li":
                number += element.tag == "ol"
                self._number = number
            yield from self.element(child, depth + 1)
            self._running.append(child.tail or "")

    def _heading(self, element: Node, level: int) -> Iterator[Block]:
        yield from self.flush()
        text = clean(visible_text(element))
        if text:
            own, made = element.get("id") or "", self._anchors.of(text)
            yield Block(text, "heading", level, f"#{own}" if 0 < len(own) < 200 else made)

    def _row(self, element: Node) -> Iterator[Block]:
        yield from self.flush()
        cells = [clean(visible_text(cell)) for cell in element if cell.tag in ("td", "th")]
        text = " | ".join(cell for cell in cells if cell)
        if text:
            yield Block(text, "row")


def _is_dropped(element: Node) -> bool:
    if not isinstance(element.tag, str) or element.tag in DROPPED:
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )
