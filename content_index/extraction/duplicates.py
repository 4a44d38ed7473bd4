"""Documents of one import that say nearly the same: found by the runs of words they share.

Each document is sketched by its smallest hashes of five-word runs; the share of equal hashes in two
sketches estimates the share of equal runs (Broder's resemblance), whatever the lengths.
"""

import heapq
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from content_index.errors import N_, Message
from content_index.extraction.shapes import Document, Problem

_RUN = 5
_SKETCH = 64
#: Estimated share of equal runs from which two texts are nearly the same.
_NEARLY = 0.8
#: Shorter texts share their runs by chance (forms, headings).
_FEWEST_RUNS = 20
_WORD = re.compile(r"\w+")


def notes_about_duplicates(documents: Iterable[Document]) -> Iterator[Problem]:
    """A note for each document that is nearly the same as an earlier one; both are kept."""
    holders: dict[int, list[int]] = defaultdict(list)
    sketches: list[frozenset[int]] = []
    kept = list(documents)
    for number, document in enumerate(kept):
        sketch = _sketch(document.text)
        sketches.append(sketch)
        shared: dict[int, int] = defaultdict(int)
        for value in sketch:
            for other in holders[value]:
                shared[other] += 1
            holders[value].append(number)
        best = max(shared, key=lambda other: (shared[other], -other), default=None)
        if best is not None and _likeness(sketch, sketches[best]) >= _NEARLY:
            message = N_("This text is nearly the same as “%(title)s”. Remove one of them if that is a mistake.")
            yield Problem(document.source, Message(message, {"title": kept[best].title}), "note")


def _sketch(text: str) -> frozenset[int]:
    words = _WORD.findall(text.casefold())
    runs = {
        zlib.crc32(" ".join(words[at : at + _RUN]).encode("utf-8", "surrogatepass"))
        for at in range(len(words) - _RUN + 1)
    }
    return frozenset(heapq.nsmallest(_SKETCH, runs)) if len(runs) >= _FEWEST_RUNS else frozenset()


def _likeness(one: frozenset[int], other: frozenset[int]) -> float:
    smallest = heapq.nsmallest(_SKETCH, one | other)
    return sum(1 for value in smallest if value in one and value in other) / len(smallest)
