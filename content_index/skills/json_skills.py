"""Skills from JSON: a list of {"skill", "name", "prerequisites"}, or a CASE framework.

CASE 1.0 and 1.1 (1EdTech): CFItems are the skills, and CFAssociations of type "precedes" say that
the origin comes before the destination.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from content_index.errors import N_, Message
from content_index.extraction.prose import clean
from content_index.extraction.refusals import RefusedError
from content_index.skills.rows import LONGEST_KEY, LONGEST_NAME, Row, as_level, listed, names_of
from content_index.skills.shapes import Skill


def rows_of_json(value: Any) -> Iterator[Row]:
    """A row per skill; raises `RefusedError` when there is no list of skills."""
    if isinstance(value, dict) and isinstance(value.get("CFItems"), list):
        yield from _case_rows(value)
        return
    entries = value.get("skills") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise RefusedError(N_("There is no list of skills in this JSON. Give a list of objects with “skill”."))
    for number, entry in enumerate(entries, start=1):
        yield _plain_row(number, {"skill": entry} if isinstance(entry, str) else entry)


def _plain_row(number: int, entry: Any) -> Row:
    values = entry if isinstance(entry, dict) else {}
    name = _text(values, "name")
    key = _text(values, "skill") or _text(values, "key") or _text(values, "id") or name
    if not key or len(key) > LONGEST_KEY:
        return Row(number, problem=Message(N_("This row has no skill, or a name that is too long.")))
    names = values.get("names")
    translated = {k: v for k, v in names.items() if isinstance(k, str)} if isinstance(names, dict) else {}
    skill = Skill(
        key=key,
        name=(name or key)[:LONGEST_NAME],
        prerequisites=listed(values.get("prerequisites")),
        names={**names_of(values), **names_of({f"name_{tag}": text for tag, text in translated.items()})},
        description=_text(values, "description"),
        level=as_level(values.get("level")),
    )
    return Row(number, skill)


def _case_rows(framework: dict[str, Any]) -> Iterator[Row]:
    firsts = _preceding(framework.get("CFAssociations"))
    for number, item in enumerate(framework["CFItems"], start=1):
        values = item if isinstance(item, dict) else {}
        key = _text(values, "identifier")[:LONGEST_KEY]
        statement = _text(values, "fullStatement")
        if not key or not statement:
            yield Row(number, problem=Message(N_("This item has no identifier or no statement.")))
            continue
        name = _text(values, "abbreviatedStatement") or statement
        yield Row(number, Skill(key, name[:LONGEST_NAME], tuple(firsts[key]), description=statement), external=True)


def _preceding(associations: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for association in associations if isinstance(associations, list) else []:
        if isinstance(association, dict) and association.get("associationType") == "precedes":
            origin = _text(_part(association, "originNodeURI"), "identifier")
            destination = _text(_part(association, "destinationNodeURI"), "identifier")
            if origin and destination:
                found[destination].append(origin)
    return found


def _part(values: dict[str, Any], name: str) -> dict[str, Any]:
    part = values.get(name)
    return part if isinstance(part, dict) else {}


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return clean(value) if isinstance(value, str) else str(value) if type(value) is int else ""
