"""A version as people read it: its text with the quoted places marked, and what changed between two versions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

#: A word with the blanks after it, or a line end.
_TOKEN = re.compile(r"\n|[^\s]+[^\S\n]*|[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `marks` are the numbers of the comments that quote it."""

    text: str
    marks: tuple[int, ...] = ()
    #: The numbers whose quote begins here.
    begins: tuple[int, ...] = ()


class Change(StrEnum):
    """What became of a stretch from one version to the other."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Changed:
    """A stretch of one of two versions."""

    change: Change
    text: str


def marked(text: str, quotes: Sequence[tuple[int, str]]) -> list[Piece]:
    """Cut a text at the quotes of its comments, given as (number, quote); quotes may overlap."""
    places = [(number, text.find(quote), len(quote)) for number, quote in quotes if quote and quote in text]
    edges = sorted({0, len(text), *(start for _, start, _ in places), *(start + length for _, start, length in places)})
    pieces = []
    for start, end in pairwise(edges):
        marks = tuple(number for number, at, length in places if at <= start and end <= at + length)
        begins = tuple(number for number, at, _ in places if at == start)
        pieces.append(Piece(text[start:end], marks, begins))
    return pieces


def difference(old: str, new: str) -> list[Changed]:
    """Return what changed word by word, in reading order."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    # The heuristic for frequent words keeps a text of one repeated word from taking seconds.
    matcher = SequenceMatcher(None, [_bare(one) for one in before], [_bare(one) for one in after], autojunk=True)
    found: list[Changed] = []
    for _, start, end, from_, to in matcher.get_opcodes():
        if [_bare(one) for one in before[start:end]] == [_bare(one) for one in after[from_:to]]:
            found.append(Changed(Change.SAME, "".join(after[from_:to])))
            continue
        if end > start:
            found.append(Changed(Change.REMOVED, _apart("".join(before[start:end]), after=found)))
        if to > from_:
            found.append(Changed(Change.ADDED, "".join(after[from_:to])))
    return [one for one in found if one.text]


def _apart(text: str, *, after: Sequence[Changed]) -> str:
    """Return what was taken out with a blank at both ends, so that it touches neither neighbour."""
    joined = bool(after) and not after[-1].text[-1:].isspace() and not text[:1].isspace()
    return (" " if joined else "") + text + ("" if text[-1:].isspace() else " ")


def _bare(word: str) -> str:
    return word if word.startswith("\n") else word.strip()
