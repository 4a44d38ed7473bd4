"""Between rows and the library's shapes: documents become rows, rows become resources to index."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from content_index.documents import Passage, Resource
from content_index.extraction import Document, passages
from lti_tool.catalogue.identity import given_id
from lti_tool.catalogue.models import PassageRow, ResourceRow

#: Ids in one `IN (...)`: databases limit how many parameters a statement may have.
CHUNK = 500

T = TypeVar("T")


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Cut a sequence into parts of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def document_values(document: Document, skills: tuple[str, ...]) -> dict[str, Any]:
    """Return the columns of a resource that come from its document."""
    return {
        "given_id": given_id(document)[:512],
        "place": document.source[:1024],
        "title": document.title[:512],
        "language": document.language[:8],
        "kind": document.kind[:32],
        "url": document.url,
        "minutes": document.minutes,
        "skills": list(skills),
        "section": list(document.section),
        "position": document.order,
        "details": dict(document.metadata),
    }


def passage_values(row_id: int, document: Document, public_id: str) -> list[dict[str, Any]]:
    """Return the rows of a document's passages."""
    return [
        {
            "resource_id": row_id,
            "public_id": passage.id,
            "ordinal": passage.ordinal,
            "heading": passage.heading,
            "anchor": passage.anchor[:255],
            "text": passage.text,
            "shape": [list(stretch) for stretch in passage.shape],
        }
        for passage in passages(document, public_id)
    ]


def replace_passages(session: Session, row_ids: Sequence[int], values: Sequence[dict[str, Any]]) -> None:
    """Put `values` in the place of whatever passages the resources had."""
    for part in chunks(row_ids):
        session.execute(delete(PassageRow).where(PassageRow.resource_id.in_(part)))
    for rows in chunks(values, 2000):
        session.execute(insert(PassageRow), rows)


def expire_resources(session: Session) -> None:
    """Have resources that the session holds read again: they were written in bulk, behind its back."""
    for held in list(session.identity_map.values()):
        if isinstance(held, ResourceRow):
            session.expire(held)


def resources_by_id(session: Session, course_id: int, public_ids: Iterable[str]) -> dict[str, Resource]:
    """Return what the index needs of these resources; removed ones are absent."""
    found: dict[str, Resource] = {}
    for part in chunks(list(public_ids)):
        rows = session.execute(
            _columns().where(
                ResourceRow.course_id == course_id,
                ResourceRow.public_id.in_(part),
                ResourceRow.removed_at.is_(None),
            )
        ).all()
        found.update((resource.id, resource) for resource in _with_passages(session, rows))
    return found


def all_resources(session: Session, course_id: int) -> Iterator[Resource]:
    """Return every resource of a course that is not removed, a part at a time."""
    ids = session.scalars(
        select(ResourceRow.id)
        .where(ResourceRow.course_id == course_id, ResourceRow.removed_at.is_(None))
        .order_by(ResourceRow.id)
    ).all()
    for part in chunks(ids):
        rows = session.execute(_columns().where(ResourceRow.id.in_(part)).order_by(ResourceRow.id)).all()
        yield from _with_passages(session, rows)


def _columns() -> Any:
    # Plain rows: thousands of mapped objects would cost more than the reading itself.
    return select(
        ResourceRow.id,
        ResourceRow.public_id,
        ResourceRow.title,
        ResourceRow.language,
        ResourceRow.kind,
        ResourceRow.url,
        ResourceRow.skills,
        ResourceRow.minutes,
        ResourceRow.visible,
    )


def _with_passages(session: Session, rows: Sequence[Any]) -> Iterator[Resource]:
    held: dict[int, list[Any]] = defaultdict(list)
    statement = (
        select(
            PassageRow.resource_id,
            PassageRow.public_id,
            PassageRow.ordinal,
            PassageRow.heading,
            PassageRow.anchor,
            PassageRow.text,
        )
        .where(PassageRow.resource_id.in_([row.id for row in rows]))
        .order_by(PassageRow.resource_id, PassageRow.ordinal)
    )
    for passage in session.execute(statement):
        held[passage.resource_id].append(passage)
    for row in rows:
        yield Resource(
            id=row.public_id,
            title=row.title,
            language=row.language,
            passages=tuple(
                Passage(p.public_id, row.public_id, p.ordinal, p.text, p.heading, p.anchor) for p in held[row.id]
            ),
            kind=row.kind,
            url=row.url,
            skills=tuple(row.skills),
            minutes=row.minutes,
            visible=row.visible,
        )
