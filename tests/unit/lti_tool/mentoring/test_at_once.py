"""Two people act in the same moment: one learner, one last place, and exactly one of the two gets through."""

from collections.abc import Callable
from threading import Barrier, Thread

from sqlalchemy import func, select

from lti_tool.db import Database
from lti_tool.errors import ConflictError
from lti_tool.mentoring import circles, pairs
from lti_tool.mentoring.models import Pair, PairState
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED


def at_once(database: Database, *acts: Callable[[people.Session], object]) -> list[str]:
    """Run each in a transaction and thread of its own, begun together; return "done" or "refused" of each."""
    together, outcome = Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[people.Session], object]) -> None:
        together.wait()
        try:
            with database.transaction() as session:
                act(session)
            outcome[number] = "done"
        except ConflictError:
            outcome[number] = "refused"

    threads = [Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcome)


def test_two_mentors_for_one_learner(database: Database) -> None:
    with database.transaction() as session:
        course = people.course(session)
        learner = mentoring.waiting(session, course).user_id
        mentors = [mentoring.mentor(session, course).user_id for _ in range(2)]

    def ask(mentor: int) -> Callable[[people.Session], object]:
        weights = pairs.Weights()
        return lambda session: pairs.approve(session, course.id, [(learner, mentor)], weights, None, ASKED)

    assert at_once(database, *map(ask, mentors)) == ["done", "refused"]
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Pair)) == 1


def test_two_learners_for_the_last_place(database: Database) -> None:
    with database.transaction() as session:
        course = people.course(session)
        mentor = mentoring.mentor(session, course, capacity=1).user_id
        learners = [mentoring.waiting(session, course).user_id for _ in range(2)]

    def ask(learner: int) -> Callable[[people.Session], object]:
        weights = pairs.Weights()
        return lambda session: pairs.approve(session, course.id, [(learner, mentor)], weights, None, ASKED)

    assert at_once(database, *map(ask, learners)) == ["done", "refused"]


def test_a_group_and_a_pair_for_the_last_place(database: Database) -> None:
    with database.transaction() as session:
        course = people.course(session)
        mentor = mentoring.mentor(session, course, capacity=1).user_id
        one, *others = [mentoring.waiting(session, course).user_id for _ in range(3)]
    acts = (
        lambda session: pairs.approve(session, course.id, [(one, mentor)], pairs.Weights(), None, ASKED),
        lambda session: circles.make(session, course.id, others, mentor, None, ASKED),
    )
    assert at_once(database, *acts) == ["done", "refused"]


def test_a_yes_and_a_no_in_the_same_moment_leave_one_state(database: Database) -> None:
    with database.transaction() as session:
        course = people.course(session)
        pair = mentoring.asked(session, mentoring.waiting(session, course), mentoring.mentor(session, course))
        pair_id, learner, mentor = pair.id, pair.learner_id, pair.mentor_id
        pairs.answer(session, pair_id, learner, yes=True, now=ASKED)
    outcome = at_once(
        database,
        lambda session: pairs.answer(session, pair_id, mentor, yes=True, now=ASKED),
        lambda session: pairs.answer(session, pair_id, learner, yes=False, now=ASKED),
    )
    assert outcome == ["done", "refused"]
    with database.transaction(write=False) as session:
        assert session.get_one(Pair, pair_id).state in {PairState.ACTIVE, PairState.DECLINED}
