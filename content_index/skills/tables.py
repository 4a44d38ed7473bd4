"""Skills from a table: `skill, name, prerequisites`, and the CSV files that ESCO publishes.

ESCO: skills_xx.csv (conceptUri, preferredLabel, description) and skillSkillRelations_xx.csv
(originalSkillUri, relationType, targetSkillUri): an essential skill comes before the one it is
essential for.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from content_index.errors import N_, Message
from content_index.extraction.prose import clean
from content_index.extraction.refusals import RefusedError
from content_index.skills.rows import LONGEST_KEY, LONGEST_NAME, Row, as_level, listed, names_of
from content_index.skills.shapes import Skill

_COLUMNS = {
    "skill": ("skill", "key", "id", "code", "compétence", "competence", "skill_id"),
    "name": ("name", "label", "nom", "title", "skill_name", "libellé", "libelle", "intitulé"),
    "prerequisites": ("prerequisites", "prerequisite", "prérequis", "prerequis", "requires", "pré-requis", "after"),
    "description": ("description", "definition", "définition"),
    "level": ("level", "niveau"),
}


def rows_of_csv(text: str) -> Iterator[Row]:
    """A row per line; raises `RefusedError` when there is no column for the skill."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text))
    try:
        header = [clean(cell).lower() for cell in next(reader, [])]
        make = _maker(header)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield make(reader.line_num, dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise RefusedError(N_("This table cannot be read. Save it as CSV (UTF-8) again.")) from error


def _delimiter(text: str) -> str:
    header = text.lstrip("\ufeff").split("\n", 1)[0]
    return max((",", "\t", ";"), key=header.count)


def _maker(header: list[str]) -> Callable[[int, Mapping[str, str]], Row]:
    if "concepturi" in header:
        return _esco_skill
    if "originalskilluri" in header:
        return _esco_relation
    columns = {field: next((name for name in names if name in header), "") for field, names in _COLUMNS.items()}
    if not columns["skill"] and not columns["name"]:
        raise RefusedError(N_("This table has no column “skill”. Its first line must name the columns."))
    return partial(_plain, columns)


def _plain(columns: Mapping[str, str], number: int, cells: Mapping[str, str]) -> Row:
    found = {field: clean(cells.get(column) or "") for field, column in columns.items()}
    key = found["skill"] or found["name"]
    if not key or len(key) > LONGEST_KEY:
        return Row(number, problem=Message(N_("This row has no skill, or a name that is too long.")))
    skill = Skill(
        key=key,
        name=(found["name"] or key)[:LONGEST_NAME],
        prerequisites=listed(found["prerequisites"]),
        names=names_of(cells),
        description=found["description"],
        level=as_level(found["level"]),
    )
    return Row(number, skill)


def _esco_skill(number: int, cells: Mapping[str, str]) -> Row:
    key, name = _tail(cells.get("concepturi", "")), clean(cells.get("preferredlabel", ""))
    if not key or not name:
        return Row(number, problem=Message(N_("This row has no concept address or no label.")))
    return Row(number, Skill(key, name[:LONGEST_NAME], description=clean(cells.get("description", ""))))


def _esco_relation(number: int, cells: Mapping[str, str]) -> Row:
    key, first = _tail(cells.get("originalskilluri", "")), _tail(cells.get("targetskilluri", ""))
    if not key or not first:
        return Row(number, problem=Message(N_("This row does not name two skills.")))
    essential = clean(cells.get("relationtype", "")).lower() == "essential"
    return Row(number, Skill(key, key, (first,) if essential else ()), external=True)


def _tail(address: str) -> str:
    return clean(address).rstrip("/").rsplit("/", 1)[-1][:LONGEST_KEY]
