"""The people of a course as matching reads them: who waits, who has places, who is not to be offered again."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.mentoring.matching.profiles import Group, Profile, folded
from lti_tool.mentoring.models import MentoringProfile, Pair, WaitingPlace
from lti_tool.people.models import Enrolment, User
from lti_tool.people.roles import Role


@dataclass(frozen=True, slots=True)
class Pool:
    """Those who wait and the mentors of a course; `names` holds how people are called, by id as text."""

    learners: Sequence[Profile]
    mentors: Sequence[Profile]
    names: dict[str, str]

    def learner(self, user_id: int) -> Profile | None:
        """Return one of those who wait."""
        return next((one for one in self.learners if one.id == str(user_id)), None)

    def mentor(self, user_id: int) -> Profile | None:
        """Return one of the mentors."""
        return next((one for one in self.mentors if one.id == str(user_id)), None)


def pool_of(session: Session, course_id: int) -> Pool:
    """Read the people of a course. A pair that was declined, expired or ended is not proposed again."""
    rows = session.execute(
        select(Enrolment.role, User, MentoringProfile)
        .join(User, User.id == Enrolment.user_id)
        .join(
            MentoringProfile,
            (MentoringProfile.user_id == Enrolment.user_id) & (MentoringProfile.course_id == Enrolment.course_id),
        )
        .where(Enrolment.course_id == course_id, Enrolment.active)
        .order_by(User.id)
    ).all()
    waiting = set(session.scalars(select(WaitingPlace.user_id).where(WaitingPlace.course_id == course_id)))
    taken, before = _pairs(session, course_id)
    learners = [
        _profile(said, excluded=before[user.id])
        for role, user, said in rows
        if role == Role.LEARNER and user.id in waiting
    ]
    mentors = [_profile(said, taken=taken[user.id]) for role, user, said in rows if role == Role.MENTOR]
    return Pool(learners, mentors, {str(user.id): user.shown_name for _, user, _ in rows})


def _pairs(session: Session, course_id: int) -> tuple[Counter[int], defaultdict[int, set[int]]]:
    """Return taken places by mentor, and by learner the mentors they had before."""
    taken: Counter[int] = Counter()
    before: defaultdict[int, set[int]] = defaultdict(set)
    for learner, mentor, state in session.execute(
        select(Pair.learner_id, Pair.mentor_id, Pair.state).where(Pair.course_id == course_id)
    ):
        if state in {"asked", "active"}:
            taken[mentor] += 1
        else:
            before[learner].add(mentor)
    return taken, before


def _profile(said: MentoringProfile, *, taken: int = 0, excluded: set[int] | None = None) -> Profile:
    return Profile(
        id=str(said.user_id),
        languages=frozenset(said.languages),
        slots=frozenset(said.slots),
        excluded=frozenset(str(other) for other in excluded or ()),
        words={
            Group.PROFESSION: tuple(sorted({folded(word) for word in said.profession})),
            Group.VALUES: tuple(sorted({folded(word) for word in said.values})),
            Group.GOALS: tuple(sorted({folded(word) for word in said.goals})),
        },
        typed={folded(word): word for word in (*said.profession, *said.values, *said.goals)},
        capacity=max(said.capacity - taken, 0),
        away=said.paused,
    )
