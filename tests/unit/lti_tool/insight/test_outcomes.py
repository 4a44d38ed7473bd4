"""Figures of a course by hand, hidden under ten people; scaled goals; the command."""

import csv
import io
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.cli.context import Context
from lti_tool.cli.outcomes import outcomes_command
from lti_tool.conversations.models import ConversationRow, TurnRow
from lti_tool.db import Database
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.gradebook.models import Interaction, InteractionKind
from lti_tool.http import GuardedDoor
from lti_tool.insight.outcomes import Figure, as_csv, outcomes
from lti_tool.mentoring.goal_scaling import LEVELS, goals_of, score_goal, write_goal
from lti_tool.mentoring.models import Pair
from lti_tool.settings import Settings
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED
from tests.fakes.clock import StillClock

DAY = timedelta(days=1)
WORDS = {level: f"outcome {level}" for level in LEVELS}


def figures(session: Session, course: people.Course) -> dict[str, Figure]:
    return {one.key: one for one in outcomes(session, course.id, ASKED + 7 * DAY)}


def programme(session: Session, pairs: int) -> people.Course:
    """A course with a mentor for each of `pairs` learners and as many who wait; every other session was missed."""
    course = people.course(session, key="care")
    for number in range(pairs):
        pair = mentoring.active(session, mentoring.waiting(session, course), mentoring.mentor(session, course))
        mentoring.held(session, pair, ASKED + DAY, was_held=number % 2 == 0)
        goal = write_goal(session, pair.learner_id, course.id, "Find work", WORDS, -1, ASKED)
        score_goal(session, goal.id, pair.learner_id, course.id, number % 3, ASKED + DAY)
        asked(session, people.learner(session, course).user_id, course.id, answered=number % 4 != 0)
    return course


def asked(session: Session, user_id: int, course_id: int, *, answered: bool, outcome: str | None = None) -> None:
    thread = ConversationRow(
        public_id=f"c{user_id}", user_id=user_id, course_id=course_id, title="q", started_at=ASKED, last_at=ASKED
    )
    session.add(thread)
    session.flush()
    session.add(
        TurnRow(
            public_id=f"t{user_id}",
            conversation_id=thread.id,
            user_id=user_id,
            course_id=course_id,
            request_id=str(user_id),
            question="q",
            language="en",
            asked_at=ASKED,
            answered_at=ASKED if answered else None,
            outcome=outcome,
        )
    )
    session.flush()


def test_words_of_crisis_are_in_no_figure(session: Session) -> None:
    course = programme(session, 12)
    before = figures(session, course)
    learner = session.scalars(select(Pair.learner_id).where(Pair.course_id == course.id)).first()
    asked(session, learner or 0, course.id, answered=True, outcome="crisis")
    assert figures(session, course) == before


def test_a_platforms_test_student_is_in_no_figure(session: Session) -> None:
    course = programme(session, 12)
    before = figures(session, course)
    student = people.a_test_student(session, course).user_id
    asked(session, student, course.id, answered=False)
    goal = write_goal(session, student, course.id, "Try it", WORDS, -1, ASKED)
    score_goal(session, goal.id, student, course.id, -2, ASKED + DAY)
    session.add(
        Interaction(course_id=course.id, user_id=student, kind=InteractionKind.RESOURCE_DONE, key="r", at=ASKED + DAY)
    )
    session.flush()
    assert figures(session, course) == before


def test_figures_by_hand(session: Session) -> None:
    found = figures(session, programme(session, 12))
    assert found["matched"].value == pytest.approx(12 / 24)
    assert found["engaged"].value == pytest.approx(6 / 24)
    assert found["held"].value == pytest.approx(6 / 12)
    assert found["human_contact"].value == pytest.approx(6 / 18)
    assert found["answered"].value == pytest.approx(9 / 12)
    assert found["goals"].value == pytest.approx(1.0)
    assert found["waiting"].value == 0.0
    assert found["preparation"].value is None
    assert not any(one.hidden for one in found.values())


def test_figures_of_few_people_are_hidden(session: Session) -> None:
    found = figures(session, programme(session, 4))
    assert all(one.value is None for one in found.values())
    assert found["goals"].hidden
    assert ",,level,," in as_csv(list(found.values()), "en")


def test_an_empty_course_has_nothing_to_count(session: Session) -> None:
    found = figures(session, people.course(session))
    assert all(one.value is None and not one.hidden for one in found.values())


def test_the_table_is_in_the_readers_language(session: Session) -> None:
    table = as_csv(outcomes(session, programme(session, 10).id, ASKED + 7 * DAY), "fr")
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == 11
    assert rows[2][1] == "Personnes avec un mentor"
    assert rows[2][2:5] == ["0.500", "percent", "20"]


def test_the_command(session: Session, database: Database, settings: Settings, clock: StillClock) -> None:
    programme(session, 10)
    session.commit()
    context = Context(settings, database, clock, GuardedDoor(()))

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(outcomes_command, ["--course", "care", *arguments], obj=context)
        assert result.exit_code == 0, result.output
        return result.stdout

    found = {one["key"]: one for one in json.loads(run("--json"))["figures"]}
    assert (found["matched"]["value"], found["matched"]["people"]) == (0.5, 20)
    assert found["matched"]["definition"]
    assert "Learners with a mentor: 50%" in run().splitlines()
    french = run("--language", "fr").splitlines()
    assert "Personnes avec un mentor\u00a0: 50\u00a0%" in french
    assert any(line.endswith("\u00a0: rien pour l’instant") for line in french)
    assert run("--csv").startswith("Key,")


class TestGoals:
    @pytest.fixture
    def course(self, session: Session) -> people.Course:
        return people.course(session)

    def test_written_before_scored_once_after(self, session: Session, course: people.Course) -> None:
        one = people.learner(session, course)
        goal = write_goal(session, one.user_id, course.id, " Find work ", WORDS, -2, ASKED)
        assert (goal.text, goal.levels["-2"], goal.reached) == ("Find work", "outcome -2", None)
        for user, where in ((10**6, course.id), (one.user_id, 10**6)):
            with pytest.raises(NotFoundError):
                score_goal(session, goal.id, user, where, 1, ASKED)
        with pytest.raises(InvalidInputError):
            score_goal(session, goal.id, one.user_id, course.id, 3, ASKED)
        score_goal(session, goal.id, one.user_id, course.id, 1, ASKED)
        with pytest.raises(ConflictError):
            score_goal(session, goal.id, one.user_id, course.id, 2, ASKED)

    def test_all_five_outcomes_are_asked_for(self, session: Session, course: people.Course) -> None:
        with pytest.raises(InvalidInputError) as refused:
            write_goal(session, 1, course.id, "", {**WORDS, 2: " ", 1: "x" * 301}, 5, ASKED)
        assert set(refused.value.fields) == {"goal", "level1", "level2", "start"}

    def test_three_goals_at_a_time(self, session: Session, course: people.Course) -> None:
        one = people.learner(session, course)
        for _ in range(3):
            write_goal(session, one.user_id, course.id, "x", WORDS, 0, ASKED)
        with pytest.raises(ConflictError):
            write_goal(session, one.user_id, course.id, "x", WORDS, 0, ASKED)
        score_goal(session, goals_of(session, one.user_id, course.id)[0].id, one.user_id, course.id, 0, ASKED)
        write_goal(session, one.user_id, course.id, "x", WORDS, 0, ASKED)
