"""Resources of a copied course: the same thing under another public id."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.catalogue.models import ResourceRow


def counterpart(session: Session, course_id: int, public_id: str, originals: Sequence[int]) -> str | None:
    """Return the public id, in this course, of what `public_id` names in a course it was copied from.

    The same content counts first; without it, the only resource of the same title and language.
    """
    copied = session.scalars(
        select(ResourceRow).where(ResourceRow.course_id.in_(originals), ResourceRow.public_id == public_id)
    ).all()
    for original in sorted(copied, key=lambda row: originals.index(row.course_id)):
        found = session.execute(
            select(ResourceRow.public_id, ResourceRow.content_hash == original.content_hash)
            .where(ResourceRow.course_id == course_id, ResourceRow.removed_at.is_(None))
            .where(
                or_(
                    ResourceRow.content_hash == original.content_hash,
                    (ResourceRow.title == original.title) & (ResourceRow.language == original.language),
                )
            )
            .order_by(ResourceRow.id)
        ).all()
        same = [name for name, is_same in found if is_same]
        if same or len(found) == 1:
            return same[0] if same else found[0][0]
    return None


def was_here(session: Session, course_id: int, public_id: str) -> str | None:
    """Return the title of a resource that was taken out of the course or is hidden; None when it never was here."""
    return session.scalar(
        select(ResourceRow.title).where(ResourceRow.course_id == course_id, ResourceRow.public_id == public_id)
    )
