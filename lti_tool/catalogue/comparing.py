"""Compare what was read from a source with what the course holds under the same ids.

What the same source held before and holds no more is gone, unless it could not be read this
time: a file that broke does not take its old text out of the course.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.errors import N_, Message
from content_index.extraction import Document, Extracted, Problem
from lti_tool.catalogue.identity import content_hash, public_id
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.shelving import chunks
from lti_tool.catalogue.skill_names import SkillNames

KEPT = N_(
    "%(count)d resources that this source no longer lists were kept, because parts of it could not be read. "
    "Repair it and import it again."
)
TWICE = N_("The same document came twice in this import; the first one was kept.")


@dataclass(slots=True)
class Comparison:
    """The documents of one source, compared with what the course holds."""

    new: list[tuple[str, str, Document]] = field(default_factory=list)
    changed: list[tuple[Any, str, Document]] = field(default_factory=list)
    unchanged: int = 0
    gone: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def compare(session: Session, course_id: int, origin: str, extracted: Extracted) -> Comparison:
    """Tell what storing would add, change, leave and remove; nothing is written."""
    names = SkillNames.of_course(session, course_id)
    result = Comparison(problems=list(extracted.problems))
    wanted: dict[str, Document] = {}
    for document in extracted.documents:
        if wanted.setdefault(public_id(document, origin), document) is not document:
            result.problems.append(Problem(document.source, Message(TWICE), "note"))
    held = _held(session, course_id, origin, list(wanted))
    for name, document in wanted.items():
        digest = content_hash(document, names.keys(document.skills))
        row = held.get(name)
        if row is None:
            result.new.append((name, digest, document))
        elif row.content_hash == digest and row.removed_at is None and row.origin == origin:
            result.unchanged += 1
        else:
            result.changed.append((row, digest, document))
    _find_gone(result, origin, wanted, held)
    return result


def _held(session: Session, course_id: int, origin: str, wanted: Sequence[str]) -> dict[str, Any]:
    columns = select(
        ResourceRow.id,
        ResourceRow.public_id,
        ResourceRow.place,
        ResourceRow.origin,
        ResourceRow.content_hash,
        ResourceRow.removed_at,
        ResourceRow.visible,
        ResourceRow.details,
    ).where(ResourceRow.course_id == course_id)
    held = {row.public_id: row for row in session.execute(columns.where(ResourceRow.origin == origin))}
    for part in chunks([name for name in wanted if name not in held]):
        held |= {row.public_id: row for row in session.execute(columns.where(ResourceRow.public_id.in_(part)))}
    return held


def _find_gone(result: Comparison, origin: str, wanted: dict[str, Document], held: dict[str, Any]) -> None:
    missing = [row for name, row in held.items() if name not in wanted and row.removed_at is None]
    unread = tuple(problem.source for problem in result.problems if problem.severity == "refused")
    by_line = origin.lower().endswith(".jsonl")
    result.gone = [row for row in missing if wanted and not (unread and (by_line or _unread(row.place, unread)))]
    kept = len(missing) - len(result.gone)
    if kept:
        result.problems.append(Problem(origin, Message(KEPT, {"count": kept}), "note"))


def _unread(place: str, unread: tuple[str, ...]) -> bool:
    return any(place == source or place.startswith((f"{source}/", f"{source}#")) for source in unread)
