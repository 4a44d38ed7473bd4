"""Meaningful interactions: recorded once each, counted, and turned into a score in the same transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.gradebook.models import InteractionKind


def record_interaction(
    session: Session,
    kind: InteractionKind,
    *,
    user_id: int,
    course_id: int,
    subject: str,
    now: datetime,
    resource_link_id: int | None = None,
) -> bool:
    """Count one meaningful interaction and write the score it earns; nothing is committed here.

    `subject` names what was done, e.g. `conversation-turn:12` or `resource:7`: the same subject
    counts once, and rating and following the same question is one interaction. `now` is an
    aware instant. True when it is new; call `lti_tool.web` after-commit wake-up then.
    """
    raise NotImplementedError


def count_interactions(
    session: Session, course_id: int, user_id: int, line_item_id: int | None = None
) -> dict[InteractionKind, int]:
    """Return how often each kind happened, towards one line item or in the whole course."""
    raise NotImplementedError
