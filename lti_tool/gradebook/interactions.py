"""Meaningful interactions: recorded once each, counted, and turned into a score in the same transaction."""

from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.gradebook.earning import counts_of
from lti_tool.gradebook.inserting import insert_if_absent
from lti_tool.gradebook.models import Interaction, InteractionKind, PathStanding
from lti_tool.gradebook.outbox import lock_learner
from lti_tool.gradebook.scoring import line_item_of, write_score

#: Kinds that are one and the same interaction when the subject is the same.
_FAMILIES: Final[dict[InteractionKind, str]] = {
    InteractionKind.QUESTION_RATED: "question",
    InteractionKind.QUESTION_FOLLOWED: "question",
}


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

    `subject` names what was done without quoting it, e.g. `turn:12` or `resource:7`: the same
    subject counts once, and rating and following the same question is one interaction. `now`
    is an aware instant. True when it is new. Commit wakes the worker by itself.
    """
    key = f"{_FAMILIES.get(kind, kind)}:{subject}"
    enrolment = lock_learner(session, course_id, user_id)
    is_new = insert_if_absent(
        session,
        Interaction,
        course_id=course_id,
        user_id=user_id,
        resource_link_id=resource_link_id,
        kind=kind,
        key=key,
        at=now,
    )
    if not is_new or enrolment is None:
        return is_new
    item = line_item_of(session, enrolment, resource_link_id, now=now)
    if item is not None:
        session.execute(
            update(Interaction)
            .where(
                Interaction.course_id == course_id,
                Interaction.user_id == user_id,
                Interaction.key == key,
            )
            .values(line_item_id=item.id)
        )
        write_score(session, item, enrolment, cause=kind, now=now)
    return True


def record_path_progress(
    session: Session,
    *,
    user_id: int,
    course_id: int,
    done: int,
    total: int,
    now: datetime,
    resource_link_id: int | None = None,
) -> None:
    """Note how far the learner is on the path and write the score where the policy counts it."""
    enrolment = lock_learner(session, course_id, user_id)
    before = session.get(PathStanding, (course_id, user_id))
    if before is not None and (before.done, before.total) == (done, total):
        return
    session.merge(PathStanding(course_id=course_id, user_id=user_id, done=done, total=total, at=now))
    session.flush()
    if enrolment is None:
        return
    item = line_item_of(session, enrolment, resource_link_id, now=now)
    if item is not None:
        write_score(session, item, enrolment, cause=None, now=now)


def count_interactions(
    session: Session, course_id: int, user_id: int, line_item_id: int | None = None
) -> dict[InteractionKind, int]:
    """Return how often each kind happened, towards one line item or in the whole course."""
    return counts_of(session, course_id, line_item_id=line_item_id, user_id=user_id).get(user_id, {})
