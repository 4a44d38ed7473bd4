"""The people of a course as matching reads them: who waits, who has places, who is not to be offered again."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.mentoring.circle_models import Circle, CircleMember, CirclePart
from lti_tool.mentoring.matching.profiles import Group, Profile, folded
from lti_tool.mentoring.models import Exclusion, MentoringProfile, Pair, WaitingPlace
from lti_tool.people.models import Enrolment, User
from lti_tool.people.roles import Role
from lti_tool.people.test_students import counted_learner


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
        .where(Enrolment.course_id == course_id, Enrolment.active, Enrolment.is_test.is_(False))
        .order_by(User.id)
    ).all()
    waiting = set(session.scalars(select(WaitingPlace.user_id).where(WaitingPlace.course_id == course_id)))
    taken, before = _pairs(session, course_id)
    for user_id, others in kept_apart(session, course_id).items():
        before[user_id] |= others
    taken.update(one.user_id for one in _in_circles(session, course_id) if one.part == CirclePart.MENTOR)
    learners = [
        _profile(said, excluded=before[user.id])
        for role, user, said in rows
        if role == Role.LEARNER and user.id in waiting
    ]
    mentors = [_profile(said, taken=taken[user.id]) for role, user, said in rows if role == Role.MENTOR]
    return Pool(learners, mentors, {str(user.id): user.shown_name for _, user, _ in rows})


def circle_pool(session: Session, course_id: int) -> Pool:
    """Read whom circles are made of: learners who said something and are in none yet, waiting or not; the mentors."""
    apart, pool = kept_apart(session, course_id), pool_of(session, course_id)
    engaged = {one.user_id for one in _in_circles(session, course_id)}
    rows = session.scalars(
        select(MentoringProfile)
        .join(
            Enrolment,
            (MentoringProfile.user_id == Enrolment.user_id) & (MentoringProfile.course_id == Enrolment.course_id),
        )
        .where(counted_learner(course_id))
        .order_by(MentoringProfile.user_id)
    ).all()
    learners = [_profile(said, excluded=apart[said.user_id]) for said in rows if said.user_id not in engaged]
    return Pool(learners, pool.mentors, pool.names)


def kept_apart(session: Session, course_id: int) -> defaultdict[int, set[int]]:
    """Return for each person those they are kept apart from, whoever of the two said so."""
    apart: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in session.execute(
        select(Exclusion.user_id, Exclusion.other_id).where(Exclusion.course_id == course_id)
    ):
        apart[one].add(other)
        apart[other].add(one)
    return apart


def _in_circles(session: Session, course_id: int) -> Sequence[CircleMember]:
    """Return the places in the circles of a course that have not ended."""
    return session.scalars(
        select(CircleMember)
        .join(Circle, Circle.id == CircleMember.circle_id)
        .where(Circle.course_id == course_id, Circle.ended_at.is_(None), CircleMember.left_at.is_(None))
    ).all()


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
