"""Content names skills as its author likes; here the names become the course's skill keys."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue.skill_models import SkillRow, SkillSuggestionRow


@dataclass(frozen=True, slots=True)
class SkillNames:
    """Every way a course's skills are written, folded, with the key it stands for."""

    known: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_course(cls, session: Session, course_id: int) -> Self:
        """Read the names of a course's skills."""
        known: dict[str, str] = {}
        rows = session.execute(
            select(SkillRow.key, SkillRow.name, SkillRow.names).where(SkillRow.course_id == course_id)
        ).all()
        for key, name, names in rows:
            for written in (name, *names.values()):
                known.setdefault(folded(str(written)), key)
        known |= {folded(key): key for key, _, _ in rows}
        return cls(known)

    def keys(self, written: Iterable[str]) -> tuple[str, ...]:
        """Return the keys of skills as written; one the course does not list keeps its own words."""
        return tuple(dict.fromkeys(self.known.get(folded(name), name.strip()) for name in written if name.strip()))

    def confirmed(self, session: Session, row_ids: Iterable[int]) -> dict[int, list[str]]:
        """Return the skills an instructor confirmed, by resource row: a re-import keeps them."""
        found: dict[int, list[str]] = defaultdict(list)
        statement = select(SkillSuggestionRow.resource_id, SkillSuggestionRow.skill).where(
            SkillSuggestionRow.resource_id.in_(list(row_ids)), SkillSuggestionRow.accepted.is_(True)
        )
        for row_id, skill in session.execute(statement):
            found[row_id].append(skill)
        return found


def folded(name: str) -> str:
    """Return a name without case, accents and punctuation, to compare with."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.split()) or name
