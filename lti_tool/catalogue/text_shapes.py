"""A passage's text put back into paragraphs, headings, lists and tables, as its source had them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from lti_tool.catalogue.records import Part

#: A paragraph of a passage without a shape that is shorter than this and no sentence was a heading.
LONGEST_TITLE = 80
_TOGETHER = {"item": "list", "row": "rows"}


def parts_of(text: str, shape: Sequence[Any]) -> tuple[Part, ...]:
    """Return the parts of a passage; one whose shape is unknown, or does not fit, is read as paragraphs."""
    stretches = list(_stretches(text, shape)) if shape else []
    if not stretches:
        return tuple(_guessed(part) for part in text.split("\n\n") if part.strip())
    return tuple(_grouped(stretches))


def _stretches(text: str, shape: Sequence[Any]) -> Iterator[tuple[str, int, str]]:
    """Kind, level and words of each stretch; nothing when they do not add up to the text."""
    place, found = 0, []
    for kind, level, length in shape:
        while place < len(text) and text[place].isspace():
            place += 1
        found.append((str(kind), int(level), text[place : place + length]))
        place += length
    if place == len(text):
        yield from found


def _grouped(stretches: Sequence[tuple[str, int, str]]) -> Iterator[Part]:
    for (kind, numbered), together in groupby(stretches, key=lambda one: (one[0], one[0] == "item" and one[1] > 0)):
        group = list(together)
        if kind in _TOGETHER:
            lines = tuple(words for _, _, words in group)
            yield Part("numbered" if numbered else _TOGETHER[kind], lines, group[0][1] or 1)
        else:
            known = kind if kind in {"heading", "code"} else "paragraph"
            yield from (Part(known, (words,)) for _, _, words in group)


def _guessed(paragraph: str) -> Part:
    short = len(paragraph) <= LONGEST_TITLE and "\n" not in paragraph and paragraph[-1:].isalnum()
    return Part("heading" if short else "paragraph", (paragraph,))
