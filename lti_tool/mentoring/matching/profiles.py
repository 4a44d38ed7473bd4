"""What matching knows of a person: what rules pairs out, and three groups of words that make them fit.

This is the whole list. No protected trait is read, nor what stands for one: no name, age,
gender, origin, address, school, picture or photograph. Other fields of a row are ignored.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeGuard

from lti_tool.errors import N_, InvalidInputError

LARGEST_CAPACITY = 1000
BAD_ROW = N_("Line %(line)s: %(problem)s")
NO_ID = N_("the person has no “id”.")
BAD_CAPACITY = N_("“capacity” has to be a whole number from 0 to 1000.")

#: Other names under which a row may bring a field.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "languages": ("languages", "language"),
    "slots": ("slots", "availability", "time_slots", "slot"),
    "conflicts": ("conflicts", "conflict"),
    "excluded": ("exclude", "excluded", "exclusions"),
    "profession": ("profession", "professions", "job", "field", "fields"),
    "values": ("values", "value"),
    "goals": ("goals", "goal", "helps_with", "topics", "skills"),
}


class Group(StrEnum):
    """The three groups whose weights an instructor tunes."""

    PROFESSION = "profession"
    VALUES = "values"
    GOALS = "goals"


@dataclass(frozen=True, slots=True)
class Profile:
    """One person. Empty `languages` or `slots` mean "any"; `conflicts` are tags that two people may not share."""

    id: str
    languages: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    words: Mapping[Group, tuple[str, ...]] = field(default_factory=dict)
    #: The words as they were typed, by the folded ones that are compared.
    typed: Mapping[str, str] = field(default_factory=dict)
    #: Free places of a mentor; a learner's does not count.
    capacity: int = 1
    #: Not to be matched now, whatever the reason: paused or opted out.
    away: bool = False


def profile_of(row: Mapping[str, Any], kind: str, line: int = 0) -> Profile:
    """Read a row: {"id", "languages", "slots", "profession", "values", "goals", "capacity", "load", ...}.

    `kind` is "mentor" or "learner", which may also name the id. A text is cut at commas and
    semicolons. Raises `InvalidInputError` that names `line`.
    """
    name = row.get("id", row.get(kind, row.get(f"{kind}_id")))
    if name is None or not str(name).strip():
        raise InvalidInputError(BAD_ROW, line=line, problem=NO_ID)
    return Profile(
        id=str(name),
        languages=frozenset(word.replace("_", "-").split("-")[0] for word in _listed(row, "languages")),
        slots=frozenset(_listed(row, "slots")),
        conflicts=frozenset(_listed(row, "conflicts")),
        excluded=frozenset(str(other) for other in _items(row, "excluded")),
        words={group: tuple(sorted(set(_listed(row, group.value)))) for group in Group},
        typed={folded(str(item)): str(item).strip() for group in Group for item in _items(row, group.value)},
        capacity=_free(row, line),
        away=any(_is_yes(row.get(word)) for word in ("paused", "opted_out", "opt_out")),
    )


def folded(text: str) -> str:
    """Return `text` for comparison: no accents, no capitals, single spaces."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().split())


def _listed(row: Mapping[str, Any], field_name: str) -> list[str]:
    words = (folded(str(item)) for item in _items(row, field_name))
    return [word for word in words if word]


def _items(row: Mapping[str, Any], field_name: str) -> Iterable[Any]:
    for name in ALIASES[field_name]:
        value = row.get(name)
        if value is None:
            continue
        if isinstance(value, str):
            return value.replace(";", ",").split(",")
        return list(value) if isinstance(value, (list, tuple, set, dict)) else [value]
    return ()


def _free(row: Mapping[str, Any], line: int) -> int:
    capacity, load = row.get("capacity", 1), row.get("load", row.get("current", 0)) or 0
    if not is_capacity(capacity) or not is_capacity(load):
        raise InvalidInputError(BAD_ROW, line=line, problem=BAD_CAPACITY)
    return max(capacity - load, 0)


def is_capacity(number: object) -> TypeGuard[int]:
    """True for a whole number of places that somebody could have."""
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST_CAPACITY


def _is_yes(value: object) -> bool:
    return value is True or str(value).casefold() in {"1", "true", "yes", "oui", "on"}
