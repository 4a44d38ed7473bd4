"""How a pitch was spoken goes with its draft where the speaker chose so: figures of one take, taken off at any time.

The figures stay in the take; here stands which one. A take that is deleted, or goes with its
consent, is with no draft any more.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.drafts.models import Draft, DraftDelivery, DraftState
from lti_tool.errors import N_, ConflictError
from lti_tool.signals.models import DeliveryTake
from widget.assistant.reviewing import DraftKind

ONLY_PITCHES = N_("Figures of a take go with a pitch; this draft is something else.")
DELETED = N_("This take is deleted. Choose another one.")
STAYS = N_("This draft is validated and stays as it is.")


def attach(session: Session, draft: Draft, take: DeliveryTake, now: datetime) -> None:
    """Let the figures of one's own take go with one's draft, in the place of others; the take is kept by that."""
    if draft.kind != DraftKind.PITCH:
        raise ConflictError(ONLY_PITCHES)
    if draft.state == DraftState.VALIDATED:
        raise ConflictError(STAYS)
    if take.deleted_at is not None or take.user_id != draft.user_id:
        raise ConflictError(DELETED)
    detach(session, draft)
    take.kept_at = take.kept_at or now
    session.add(DraftDelivery(draft_id=draft.id, take_id=take.id, attached_at=now))
    session.flush()


def detach(session: Session, draft: Draft) -> None:
    """Take the figures off a draft, whatever its state; the take itself stays with its speaker."""
    session.execute(delete(DraftDelivery).where(DraftDelivery.draft_id == draft.id))


def detach_take(session: Session, take_id: int) -> None:
    """Take a take off every draft."""
    session.execute(delete(DraftDelivery).where(DraftDelivery.take_id == take_id))


def take_with(session: Session, draft: Draft) -> DeliveryTake | None:
    """Return the take that goes with a draft."""
    return session.scalars(
        select(DeliveryTake)
        .join(DraftDelivery, DraftDelivery.take_id == DeliveryTake.id)
        .where(DraftDelivery.draft_id == draft.id, DeliveryTake.deleted_at.is_(None))
    ).first()


def is_attached(session: Session, take_id: int) -> bool:
    """True while a take goes with a draft that stands."""
    found = (
        select(DraftDelivery.draft_id)
        .join(Draft, Draft.id == DraftDelivery.draft_id)
        .where(DraftDelivery.take_id == take_id, Draft.deleted_at.is_(None))
    )
    return session.scalar(found.limit(1)) is not None


def drafts_with_takes(session: Session, user_id: int, course_id: int) -> Sequence[tuple[Draft, DraftDelivery]]:
    """Return a person's drafts that figures go with, the newest first: for the ledger."""
    rows = session.execute(
        select(Draft, DraftDelivery)
        .join(DraftDelivery, DraftDelivery.draft_id == Draft.id)
        .where(Draft.user_id == user_id, Draft.course_id == course_id, Draft.deleted_at.is_(None))
        .order_by(DraftDelivery.attached_at.desc())
    ).all()
    return [(draft, link) for draft, link in rows]
