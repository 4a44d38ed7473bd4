"""What a learner says about goal, skills and time; what others assessed."""

import pytest
from sqlalchemy.orm import Session

from lti_tool.catalogue import profiles
from lti_tool.catalogue.learners import find_learner
from lti_tool.catalogue.profiles import GoalAnswers
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.people.models import Enrolment
from tests.factories import catalogue as make
from tests.factories import people

NOW = make.STORED


@pytest.fixture
def learner(session: Session) -> Enrolment:
    return people.learner(session)


def goal_of(session: Session, learner: Enrolment) -> profiles.Goal:
    return profiles.goal(session, learner.user_id, learner.course_id, "fr")


def save(session: Session, learner: Enrolment, **answers: object) -> None:
    profiles.save_goal(session, learner.user_id, learner.course_id, GoalAnswers(**answers), NOW)


class TestGoal:
    def test_everything_is_empty_before_the_first_visit(self, session: Session, learner: Enrolment) -> None:
        assert goal_of(session, learner).empty

    def test_what_is_given_is_kept_and_the_rest_left_alone(self, session: Session, learner: Enrolment) -> None:
        make.skill(session, learner.course_id, "cv", names={"fr": "Rédiger un CV"})
        save(session, learner, text="  Become a nurse ", skills=["cv", "cv", ""], hours_per_week="2,5", language="fr")
        save(session, learner, levels={"cv": 1})
        goal = goal_of(session, learner)
        assert (goal.text, goal.hours_per_week, goal.language) == ("Become a nurse", 2.5, "fr")
        assert [(skill.key, skill.name, skill.level) for skill in goal.skills] == [("cv", "Rédiger un CV", 1)]
        assert not goal.empty

    def test_an_empty_value_empties(self, session: Session, learner: Enrolment) -> None:
        save(session, learner, text="A", skills=["cv"], hours_per_week=3.0, language="fr", levels={"cv": "4"})
        save(session, learner, text="", skills=[], hours_per_week="", language="", levels={"cv": ""})
        assert goal_of(session, learner).empty

    @pytest.mark.parametrize(
        ("answers", "field"),
        [
            ({"text": "x" * 2001}, "text"),
            ({"hours_per_week": "many"}, "hours_per_week"),
            ({"hours_per_week": "0"}, "hours_per_week"),
            ({"hours_per_week": "nan"}, "hours_per_week"),
            ({"hours_per_week": 61.0}, "hours_per_week"),
            ({"language": "de"}, "language"),
            ({"levels": {"cv": 5}}, "levels"),
            ({"levels": {"cv": "-1"}}, "levels"),
        ],
    )
    def test_what_cannot_be_used_is_named_and_nothing_is_stored(
        self, session: Session, learner: Enrolment, answers: dict[str, object], field: str
    ) -> None:
        with pytest.raises(InvalidInputError) as refused:
            save(session, learner, **answers)
        assert list(refused.value.fields) == [field]
        assert goal_of(session, learner).empty

    def test_an_assessment_counts_before_the_learners_word(self, session: Session, learner: Enrolment) -> None:
        mentor = people.user(session)
        save(session, learner, skills=["cv"], levels={"cv": 4})
        profiles.assess(session, learner.user_id, learner.course_id, "cv", now=NOW, level=1, by=mentor.id)
        goal = goal_of(session, learner)
        assert (goal.levels, goal.assessed, goal.skills[0].level) == ({"cv": 4}, {"cv": 1}, 1)
        with pytest.raises(InvalidInputError):
            profiles.assess(session, learner.user_id, learner.course_id, "cv", now=NOW, level=9, by=mentor.id)


class TestFindLearner:
    def test_by_number_subject_and_address(self, session: Session, learner: Enrolment) -> None:
        learner.user.email = "Ines@example.org"
        session.flush()
        for text in (str(learner.user_id), learner.user.subject, "ines@EXAMPLE.org"):
            assert find_learner(session, learner.course_id, text).id == learner.user_id

    @pytest.mark.parametrize("text", ["nobody", "999999", "9" * 30, ""])
    def test_nobody_is_said(self, session: Session, learner: Enrolment, text: str) -> None:
        with pytest.raises(NotFoundError):
            find_learner(session, learner.course_id, text)

    def test_people_of_other_courses_are_not_found(self, session: Session, learner: Enrolment) -> None:
        with pytest.raises(NotFoundError):
            find_learner(session, people.course(session).id, str(learner.user_id))

    def test_two_with_one_address_are_told_apart_by_number(self, session: Session, learner: Enrolment) -> None:
        learner.user.email = "shared@example.org"
        other = people.learner(session, into=learner.course, email="shared@example.org")
        with pytest.raises(InvalidInputError, match=str(other.user_id)):
            find_learner(session, learner.course_id, "shared@example.org")

    def test_a_subject_wins_over_a_number(self, session: Session, learner: Enrolment) -> None:
        other = people.learner(session, into=learner.course, subject=str(learner.user_id))
        assert find_learner(session, learner.course_id, str(learner.user_id)).id == other.user_id
