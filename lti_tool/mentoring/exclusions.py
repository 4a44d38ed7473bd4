""" "Not this person": private, a hard constraint of every matching, and no reason is asked or shown.

Nobody but who said it sees it: not the other person, not the instructor, in no sentence of a proposal.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ConflictError, InvalidInputError
from lti_tool.mentoring import pairs
from lti_tool.mentoring.models import Exclusion, Pair, PairState
from lti_tool.people.models import Enrolment, User

UNDER_WAY = N_("You work together at the moment. End that first; no reason is needed.")
NOBODY = N_("Nobody in this course has exactly this name or e-mail address.")
SEVERAL = N_("Several people have this name: give the e-mail address.")


def exclude(session: Session, course_id: int, user_id: int, who: str, now: datetime) -> None:
    """Keep that `who` (exact name or address of somebody in the course) is not to be proposed.

    An offer between the two that waits for an answer is declined. Raises `InvalidInputError` for
    "who" where nobody or several are meant, `ConflictError` while the two work together.
    """
    other = _named(session, course_id, user_id, who)
    between = session.scalars(
        select(Pair).where(
            Pair.course_id == course_id,
            Pair.state.in_([PairState.ASKED, PairState.ACTIVE]),
            or_(
                (Pair.learner_id == user_id) & (Pair.mentor_id == other.id),
                (Pair.learner_id == other.id) & (Pair.mentor_id == user_id),
            ),
        )
    ).all()
    if any(pair.state == PairState.ACTIVE for pair in between):
        raise ConflictError(UNDER_WAY)
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(Exclusion).values(course_id=course_id, user_id=user_id, other_id=other.id, said_at=now)
    session.execute(row.on_conflict_do_nothing())
    for pair in between:
        pairs.answer(session, pair.id, user_id, yes=False, now=now)


def allow(session: Session, course_id: int, user_id: int, exclusion_id: int) -> None:
    """Take an exclusion back."""
    session.execute(
        delete(Exclusion).where(
            Exclusion.id == exclusion_id, Exclusion.course_id == course_id, Exclusion.user_id == user_id
        )
    )


def excluded_by(session: Session, course_id: int, user_id: int) -> Sequence[tuple[int, str]]:
    """Return (number of the exclusion, name) of whom somebody excluded; for that person alone."""
    rows = session.execute(
        select(Exclusion.id, User)
        .join(User, User.id == Exclusion.other_id)
        .where(Exclusion.course_id == course_id, Exclusion.user_id == user_id)
        .order_by(Exclusion.id)
    )
    return [(number, user.shown_name) for number, user in rows]


def _named(session: Session, course_id: int, user_id: int, who: str) -> User:
    wanted = " ".join(who.split()).casefold()
    people = session.scalars(
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.course_id == course_id, User.id != user_id)
    ).all()
    found = [one for one in people if wanted and wanted in {one.shown_name.casefold(), one.email.casefold()}]
    if len(found) != 1:
        raise InvalidInputError(fields={"who": SEVERAL if found else NOBODY})
    return found[0]
