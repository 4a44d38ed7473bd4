"""Skills from a file: which format it is, and the names in it turned into keys."""

import json
from collections.abc import Iterable
from dataclasses import replace

from content_index.errors import N_, Message
from content_index.extraction.decoding import decode
from content_index.extraction.refusals import RefusedError
from content_index.skills.json_skills import rows_of_json
from content_index.skills.rows import Row
from content_index.skills.shapes import Skill, SkillProblem, SkillsRead
from content_index.skills.tables import rows_of_csv

_MOST_ROWS = 30_000
_MOST_BYTES = 64 * 1024 * 1024


def read_skills(data: bytes, name: str = "") -> SkillsRead:
    """The skills of a CSV or JSON file, plain, CASE (1EdTech) or ESCO; bad rows are problems.

    Prerequisites may be written as keys or as names; those that have no row of their own become
    skills, with a problem that says so.
    """
    try:
        rows = list(_rows(data, name))
    except RefusedError as refused:
        return SkillsRead(problems=(SkillProblem(0, refused.as_message),))
    problems = [SkillProblem(row.number, row.problem) for row in rows if row.problem]
    kept = [row for row in rows if row.skill][:_MOST_ROWS]
    if not kept and not problems:
        problems.append(SkillProblem(0, Message(N_("No skill was found in this file. Give each a row with “skill”."))))
    if len(kept) == _MOST_ROWS:
        problems.append(SkillProblem(_MOST_ROWS, Message(N_("The file has too many skills. Import it in parts."))))
    skills, unknown = _resolved(kept)
    return SkillsRead(tuple(skills), (*problems, *unknown))


def _rows(data: bytes, name: str) -> Iterable[Row]:
    if len(data) > _MOST_BYTES:
        raise RefusedError(N_("This file is too large for a list of skills. Import it in parts."))
    text = decode(data)
    if name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        try:
            return rows_of_json(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise RefusedError(N_("This file is not valid JSON. Check its quotes and commas.")) from error
    return rows_of_csv(text)


def _resolved(rows: list[Row]) -> tuple[list[Skill], list[SkillProblem]]:
    """Skills whose prerequisites are keys, and a note for each prerequisite without a row."""
    known = {row.skill.name.casefold(): row.skill.key for row in reversed(rows) if row.skill}
    known |= {other.casefold(): row.skill.key for row in rows if row.skill for other in row.skill.names.values()}
    known |= {row.skill.key.casefold(): row.skill.key for row in reversed(rows) if row.skill}
    exact = {row.skill.key for row in rows if row.skill}
    skills: list[Skill] = []
    added: dict[str, SkillProblem] = {}
    for row in rows:
        if row.skill is None:
            continue
        firsts = [first if first in exact else known.get(first.casefold(), first) for first in row.skill.prerequisites]
        for first in firsts:
            if first not in exact and not row.external:
                message = N_("“%(skill)s” is a prerequisite without a row of its own. It was added as a skill.")
                added.setdefault(first, SkillProblem(row.number, Message(message, {"skill": first})))
        skills.append(replace(row.skill, prerequisites=tuple(dict.fromkeys(firsts))))
    return [*skills, *(Skill(key, key) for key in added)], list(added.values())
