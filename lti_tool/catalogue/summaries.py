"""What storing a source would change, in plain values: kept with an import until it is decided."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.extraction import Document, Extracted
from lti_tool.catalogue.comparing import Comparison, compare
from lti_tool.catalogue.guesses import Guesses
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.skill_names import SkillNames

#: Documents a preview lists; the counts are of all.
LISTED = 300


def summary(
    session: Session, course_id: int, sources: Sequence[tuple[str, Extracted]], guesses: Guesses
) -> dict[str, Any]:
    """Return counts, the first documents with what they name and seem to teach, titles that would go, problems."""
    names = SkillNames.of_course(session, course_id)
    items: list[dict[str, Any]] = []
    counts = {"total": 0, "new": 0, "changed": 0, "same": 0}
    removed: list[str] = []
    problems: list[dict[str, Any]] = []
    for origin, extracted in sources:
        found = compare(session, course_id, origin, extracted)
        changes = _changes(found)
        for document in extracted.documents:
            change = changes.get(id(document), "same")
            items += [_item(document, names, change, guesses)] if len(items) < LISTED else []
        counts["total"] += len(extracted.documents)
        counts["new"] += len(found.new)
        counts["changed"] += len(found.changed)
        counts["same"] += found.unchanged
        removed += _titles(session, [row.id for row in found.gone])
        problems += [
            {
                "source": problem.source,
                "text": problem.message.text,
                "parameters": dict(problem.message.parameters),
                "severity": problem.severity,
            }
            for problem in found.problems
        ]
    return {"counts": counts, "items": items, "removed": removed, "problems": problems, "read": counts["total"]}


def _changes(found: Comparison) -> dict[int, str]:
    return {id(document): "new" for _, _, document in found.new} | {
        id(document): "changed" for _, _, document in found.changed
    }


def _item(document: Document, names: SkillNames, change: str, guesses: Guesses) -> dict[str, Any]:
    return {
        "title": document.title,
        "language": document.language,
        "kind": document.kind,
        "minutes": document.minutes,
        "skills": list(names.keys(document.skills)),
        "guessed": list(guesses.get(id(document), ())),
        "change": change,
        "source": document.source,
    }


def _titles(session: Session, row_ids: Sequence[int]) -> list[str]:
    return list(session.scalars(select(ResourceRow.title).where(ResourceRow.id.in_(list(row_ids)[:LISTED]))))
