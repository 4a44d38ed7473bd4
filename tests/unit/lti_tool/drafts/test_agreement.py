"""How far mentors share software's comments: a figure of a course, hidden where few people stand behind it."""

import pytest
from sqlalchemy.orm import Session

from lti_tool.drafts import judging, versions
from lti_tool.drafts.models import Verdict
from lti_tool.insight.outcomes import Figure, outcomes
from lti_tool.insight.people_rows import SMALLEST_GROUP
from tests.factories import mentoring, people
from tests.factories.drafts import NOW, QUOTE, ai, desk


def figures(session: Session, course: people.Course) -> dict[str, Figure]:
    return {one.key: one for one in outcomes(session, course.id, NOW)}


def judged(session: Session, course: people.Course, learners: int, *, by_model: bool = True) -> None:
    """Each learner's draft has one comment judged: every second accepted, the others edited or rejected in turn."""
    verdicts = (Verdict.ACCEPTED, Verdict.EDITED, Verdict.ACCEPTED, Verdict.REJECTED)
    for number in range(learners):
        place = desk(session, course)
        draft = place.draft()
        place.reviewed(draft, ai((QUOTE, "Who saw it?")) if by_model else None)
        place.handed(draft, with_comments=True)
        comment = versions.comments_on(session, judging.version_before(session, draft).id)[0]
        judging.judge(session, draft, comment.id, verdicts[number % 4], "My words.", NOW)


@pytest.fixture
def course(session: Session) -> people.Course:
    return mentoring.people.course(session)


def test_the_models_and_the_checks_are_measured_apart(session: Session, course: people.Course) -> None:
    judged(session, course, 12)
    found = figures(session, course)
    assert (found["model_disagreement"].value, found["model_disagreement"].people) == (0.5, 12)
    assert found["checks_disagreement"].value is None
    judged(session, course, 12, by_model=False)
    assert figures(session, course)["checks_disagreement"].value == 0.5


def test_few_people_are_hidden_and_nobody_is_nothing(session: Session, course: people.Course) -> None:
    assert figures(session, course)["model_disagreement"].value is None
    judged(session, course, SMALLEST_GROUP - 1)
    assert figures(session, course)["model_disagreement"].hidden


def test_another_courses_mentors_do_not_count(session: Session, course: people.Course) -> None:
    judged(session, mentoring.people.course(session), 12)
    assert figures(session, course)["model_disagreement"].people == 0
