"""The stretch of a passage that answers best, with the words asked for marked: segments, never markup."""

from collections.abc import Collection, Sequence

from content_index.index.records import Segment
from content_index.schema.analysis import Token, analyser
from content_index.schema.layout import field_language

#: Characters of an excerpt, about three lines.
EXCERPT = 280


def highlight(text: str, stems: Collection[str], language: str, length: int = EXCERPT) -> tuple[Segment, ...]:
    """An excerpt of `text` as (stretch, is a word asked for); "…" stands where text was left out."""
    matches = list(analyser(field_language(language)).occurrences(text, stems))
    start, stop = _window(text, matches, length)
    segments: list[Segment] = []
    if start:
        segments.append(("…", False))
    place = start
    for token in matches:
        if token.start < place or token.end > stop:
            continue
        if token.start > place:
            segments.append((text[place : token.start], False))
        segments.append((text[token.start : token.end], True))
        place = token.end
    if place < stop:
        segments.append((text[place:stop], False))
    if stop < len(text):
        segments.append(("…", False))
    return tuple(segments)


def _window(text: str, matches: Sequence[Token], length: int) -> tuple[int, int]:
    """Where the most different words stand together, widened to whole words."""
    if len(text) <= length:
        return 0, len(text)
    best, first = (-1, 0), 0
    for place, token in enumerate(matches):
        inside = [other for other in matches[place:] if other.end <= token.start + length]
        held = len({other.stem for other in inside})
        if (held, len(inside)) > best:
            best, first = (held, len(inside)), token.start
    start = _word_start(text, max(0, min(first - length // 8, len(text) - length)))
    return start, _word_stop(text, min(start + length, len(text)))


def _word_start(text: str, place: int) -> int:
    """The start of the next word, unless that is far."""
    if place == 0:
        return 0
    space = text.find(" ", place, place + 30)
    return space + 1 if space >= 0 else place


def _word_stop(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - 30, place)
    return space if space >= 0 else place
