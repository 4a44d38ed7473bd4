"""One row of a skills file, good or bad, before names are turned into keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from content_index.errors import Message
from content_index.extraction.prose import clean
from content_index.skills.shapes import Skill

LONGEST_KEY = 255
LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Row:
    """`skill` or `problem`; `external` rows refer to skills of another file of the same set."""

    number: int
    skill: Skill | None = None
    problem: Message | None = None
    external: bool = False


def as_level(value: object) -> int | None:
    """A whole number from 0 to 10 out of what a cell holds, or None."""
    match = re.search(r"\d+", str(value)) if isinstance(value, str | int) else None
    level = int(match.group()) if match and len(match.group()) < 3 else None
    return level if level is not None and level <= 10 else None


def listed(value: object) -> tuple[str, ...]:
    """The items of a list, or of a text separated by `;` or `|`, cleaned and without repeats."""
    parts = re.split(r"[;|]", value) if isinstance(value, str) else value if isinstance(value, list) else []
    found = [clean(part) for part in parts if isinstance(part, str)]
    return tuple(dict.fromkeys(part[:LONGEST_KEY] for part in found if part))


def names_of(values: Mapping[str, object]) -> dict[str, str]:
    """The names per language among `values`: "name_fr", "name:fr", "nom_fr"."""
    found: dict[str, str] = {}
    for column, value in values.items():
        match = re.fullmatch(r"(?:name|label|nom|title)[_:. -]([a-z]{2,3})(?:[-_]\w+)?", column.lower())
        if match and isinstance(value, str) and clean(value):
            found[match.group(1)] = clean(value)[:LONGEST_NAME]
    return found
