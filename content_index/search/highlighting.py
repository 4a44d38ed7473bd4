"""The stretch of a passage that answers best, with the words asked for marked: segments, never markup."""

from collections import defaultdict
from collections.abc import Sequence

from content_index.index.records import Segment
from content_index.schema.word_finder import WordFinder

#: Characters of an excerpt, about three lines.
EXCERPT = 280


def highlight(text: str, finder: WordFinder, length: int = EXCERPT) -> tuple[Segment, ...]:
    """An excerpt of `text` as (stretch, is a word asked for); "…" stands where text was left out."""
    matches = finder.occurrences(text)
    start, stop = _window(text, matches, length)
    segments: list[Segment] = [("…", False)] if start else []
    place = start
    for first, end, _ in matches:
        if first < place or end > stop:
            continue
        if first > place:
            segments.append((text[place:first], False))
        segments.append((text[first:end], True))
        place = end
    if place < stop:
        segments.append((text[place:stop], False))
    if stop < len(text):
        segments.append(("…", False))
    return tuple(segments)


def _window(text: str, matches: Sequence[tuple[int, int, str]], length: int) -> tuple[int, int]:
    """Where the most different words stand together, widened to whole words."""
    if len(text) <= length:
        return 0, len(text)
    inside: defaultdict[str, int] = defaultdict(int)
    best, first, last, different = (0, 0), 0, 0, 0
    for number, (start, _, stem) in enumerate(matches):
        while last < len(matches) and matches[last][1] <= start + length:
            different += not inside[matches[last][2]]
            inside[matches[last][2]] += 1
            last += 1
        held = (different, last - number)
        if held > best:
            best, first = held, start
        inside[stem] -= 1
        different -= not inside[stem]
    begin = _word_start(text, max(0, min(first - length // 8, len(text) - length)))
    return begin, _word_stop(text, min(begin + length, len(text)))


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
