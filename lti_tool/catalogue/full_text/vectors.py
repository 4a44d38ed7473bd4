"""A passage as full text search keeps it: our own tokens with their places in one tsvector.

Stems stand where they stand in the combined field (title twice, heading, text; gaps between, so
that no phrase reaches over), those of the title labelled A. Whole folded words are kept beside
them, marked and without places: beginnings of words ask for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from content_index.index.layout import APART, GAP, TITLE_WEIGHT, Record, combined, field_language
from content_index.schema.analysis import Token, analyser

#: What stands before a whole word, so that it is never taken for a stem.
WORD_MARK = "="
#: The label of the title's stems.
TITLE = "A"
#: The last place that PostgreSQL tells apart; a passage has a few hundred.
LAST_PLACE = 16383
#: Characters of lexemes in one vector: PostgreSQL takes a megabyte.
LARGEST = 400_000


@dataclass(frozen=True, slots=True)
class PassageVector:
    """`text` is a tsvector as written; `lexemes` are its keys; `length` counts content words."""

    text: str
    lexemes: frozenset[str]
    length: int


def vector_of(record: Record) -> PassageVector:
    """The vector of a stored passage."""
    places: dict[str, list[str]] = {}
    words: set[str] = set()
    length = size = 0
    for token, place, label in _placed(record):
        length += 1
        if place > LAST_PLACE or size > LARGEST:
            continue
        places.setdefault(token.stem, []).append(f"{place}{label}")
        words.add(WORD_MARK + token.word)
        size += len(token.stem) + len(token.word)
    stems = [f"{quoted(stem)}:{','.join(held)}" for stem, held in places.items()]
    return PassageVector(" ".join((*stems, *map(quoted, words))), frozenset((*places, *words)), length)


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery are written."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _placed(record: Record) -> Iterator[tuple[Token, int, str]]:
    """Every content word with its place, from 1, and its label."""
    found = analyser(field_language(record["language"]))
    base = 1
    for number, stretch in enumerate(combined(record).split(APART)):
        last = 0
        for token in found.tokens(stretch):
            last = token.position
            yield token, base + last, TITLE if number < TITLE_WEIGHT else ""
        base += last + GAP
