"""What comes before what, set by an instructor's own hand: an order added, taken out, put back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.changes import content_of, revise
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow
from lti_tool.catalogue.skills import graph, taught
from lti_tool.errors import N_, InvalidInputError, NotFoundError

CHOOSE_TWO = N_("Choose two different skills of this list.")
CIRCLE = N_("“%(first)s” builds on “%(skill)s” already, so this would be a circle. Take that order out first.")
#: What orders paths.
STANDING = frozenset({EdgeOrigin.GIVEN, EdgeOrigin.CONFIRMED})


def put_first(
    session: Session, course_id: int, skill: str, first: str, *, by: int, now: datetime, language: str
) -> None:
    """Let `first` come before `skill`, keys of skills the course knows; what stands already stays as it is.

    Raises `InvalidInputError` for the same or an unknown skill, and where it would close a circle;
    names in that sentence are in `language`.
    """
    content_of(session, course_id)
    known = graph(session, course_id, also=taught(session, course_id))
    if skill == first or not {skill, first} <= set(known.skills):
        raise InvalidInputError(CHOOSE_TWO)
    if skill in known.ancestors([first]):
        cards = Cards.of(session, course_id, language)
        raise InvalidInputError(CIRCLE, skill=cards.skill(skill).name, first=cards.skill(first).name)
    row = session.scalars(
        select(PrerequisiteRow).where(
            PrerequisiteRow.course_id == course_id,
            PrerequisiteRow.skill == skill,
            PrerequisiteRow.prerequisite == first,
        )
    ).first()
    if row is None:
        row = PrerequisiteRow(course_id=course_id, skill=skill, prerequisite=first, origin=EdgeOrigin.REJECTED)
        session.add(row)
    if row.origin not in STANDING:
        row.origin, row.weight, row.decided_by, row.decided_at = EdgeOrigin.CONFIRMED, 1.0, by, now
        revise(session, course_id)
    session.flush()


def take_out(session: Session, course_id: int, edge_id: int, *, by: int, now: datetime) -> None:
    """Let an order no longer count; it is not suggested again, and `put_back` brings it back."""
    row = _row(session, course_id, edge_id)
    if row.origin not in STANDING:
        raise NotFoundError
    row.origin, row.decided_by, row.decided_at = EdgeOrigin.REJECTED, by, now
    revise(session, course_id)
    session.flush()


def put_back(session: Session, course_id: int, edge_id: int, *, given: bool, by: int, now: datetime) -> None:
    """Let an order that was taken out count again; `given` where a list of skills had said so."""
    row = _row(session, course_id, edge_id)
    if row.origin != EdgeOrigin.REJECTED:
        raise NotFoundError
    row.origin = EdgeOrigin.GIVEN if given else EdgeOrigin.CONFIRMED
    row.decided_by, row.decided_at = (None, None) if given else (by, now)
    revise(session, course_id)
    session.flush()


def _row(session: Session, course_id: int, edge_id: int) -> PrerequisiteRow:
    row = session.get(PrerequisiteRow, edge_id)
    if row is None or row.course_id != course_id:
        raise NotFoundError
    return row
