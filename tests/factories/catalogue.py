"""Content of a course for tests: documents as a source holds them, and resources already stored."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.errors import Message
from content_index.extraction import Block, Document, Extracted, Problem
from lti_tool.catalogue import intake
from lti_tool.catalogue.import_models import ImportRun
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow, SkillRow

STORED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
_numbers = count(1)

CV = "A CV lists what you did in few words. Put the newest job first and name what changed because of you."


def document(source: str = "", text: str = CV, **values: object) -> Document:
    source = source or f"lesson-{next(_numbers)}.md"
    blocks = tuple(Block(part) for part in text.split("\n\n"))
    return Document(
        **{"source": source, "title": source.rsplit(".", 1)[0], "language": "en", "blocks": blocks, **values}
    )


def extracted(*documents: Document, problems: Sequence[Problem] = ()) -> Extracted:
    return Extracted(tuple(documents), tuple(problems))


def refused(source: str) -> Problem:
    return Problem(source, Message("This file is protected by a password. Save it without one, then import it again."))


def stored(
    session: Session, course_id: int, *documents: Document, origin: str = "lessons", problems: Sequence[Problem] = ()
) -> ImportRun:
    run = intake.store(session, course_id, origin, extracted(*documents, problems=problems), now=STORED)
    intake.finish(session, run, STORED)
    return run


def resource(session: Session, course_id: int, title: str = "Write a CV", **values: object) -> ResourceRow:
    made = document(text=str(values.pop("text", CV)), title=title, **values)
    stored(session, course_id, made, origin=f"origin-{made.source}")
    return session.scalars(
        select(ResourceRow).where(ResourceRow.course_id == course_id, ResourceRow.given_id == made.source)
    ).one()


def skill(session: Session, course_id: int, key: str, *before: str, **values: object) -> SkillRow:
    row = SkillRow(**{"course_id": course_id, "key": key, "name": key.replace("-", " ").capitalize(), **values})
    session.add(row)
    session.add_all(
        PrerequisiteRow(course_id=course_id, skill=key, prerequisite=first, origin=EdgeOrigin.GIVEN) for first in before
    )
    session.flush()
    return row
