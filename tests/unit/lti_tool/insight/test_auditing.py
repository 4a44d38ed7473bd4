"""Audits from what people chose to say: consent, ten answers before anything is shown, a named human's sign-off."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.cli.context import Context
from lti_tool.cli.fairness import fairness_command
from lti_tool.db import Database
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.insight import auditing
from lti_tool.insight.fairness import Verdict
from lti_tool.insight.models import AuditAnswer, AuditQuestion
from lti_tool.mentoring import alerts
from lti_tool.mentoring.meeting_models import AlertReason
from lti_tool.people.models import Enrolment
from lti_tool.privacy.rights import erase, export
from lti_tool.settings import Settings
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor

NAME, WORDS = "Claire Dubois", "Evening learners wait longer: two mentors more by May, Claire."


@pytest.fixture
def course(session: Session) -> people.Course:
    return people.course(session, "career")


@pytest.fixture
def question(session: Session, course: people.Course) -> AuditQuestion:
    return auditing.ask(session, course.id, "Study mode", "day\nevening\n\nday", None, ASKED)


def answering(
    session: Session, course: people.Course, question: AuditQuestion, count: int = 40, *, biased: bool = True
) -> list[Enrolment]:
    """Half study by day, half in the evening; where biased those of the evening get a mentor after weeks."""
    mentor = mentoring.mentor(session, course, capacity=50)
    made = []
    for number in range(count):
        learner = mentoring.waiting(session, course)
        is_late = number % 2
        mentoring.active(
            session, learner, mentor, ASKED + timedelta(days=20 + number % 3 if biased and is_late else number % 3)
        )
        auditing.answer(session, course.id, learner.user_id, question.id, "evening" if is_late else "day", ASKED)
        made.append(learner)
    return made


def test_a_gap_by_what_people_said_is_found_signed_and_kept(
    session: Session, course: people.Course, question: AuditQuestion
) -> None:
    answering(session, course, question)
    [found] = auditing.report(session, course.id)
    assert (found.attribute, found.verdict) == ("Study mode", Verdict.GAP)
    assert [gap.measure for gap in found.gaps] == ["waiting_days"]
    teacher = people.instructor(session, course).user_id
    auditing.sign(session, course.id, teacher, " Claire  Dubois ", WORDS, ASKED)
    [kept] = auditing.signed(session, course.id)
    assert (kept.name, kept.words, kept.report[0]["verdict"]) == (NAME, WORDS, "gap")
    assert kept.report[0]["sizes"] == {"day": 20, "evening": 20}
    erase(session, teacher, ASKED)
    session.expire_all()
    [kept] = auditing.signed(session, course.id)
    assert (kept.name, kept.signed_by, kept.words) == ("", None, WORDS)


def test_alerts_and_offers_are_compared_too(session: Session, course: people.Course, question: AuditQuestion) -> None:
    for number, learner in enumerate(answering(session, course, question, biased=False)):
        if number % 2:
            pair = mentoring.pairs.pair_of_learner(session, course.id, learner.user_id)
            assert pair is not None
            alerts.open_alert(session, pair, AlertReason.ASKED, ASKED)
    [found] = auditing.report(session, course.id)
    assert [gap.measure for gap in found.gaps] == ["alerts"]


def test_nothing_is_shown_of_fewer_than_ten(session: Session, course: people.Course, question: AuditQuestion) -> None:
    answering(session, course, question, 9)
    assert auditing.asked(session, course.id)[0].answers is None
    assert auditing.report(session, course.id) == []
    with pytest.raises(InvalidInputError) as refused:
        auditing.sign(session, course.id, 1, NAME, WORDS, ASKED)
    assert "fewer than ten" in refused.value.fields["words"]


def test_an_answer_is_ones_own_changed_and_taken_back(
    session: Session, course: people.Course, question: AuditQuestion
) -> None:
    learner = mentoring.waiting(session, course).user_id
    for option in ("day", "evening"):
        auditing.answer(session, course.id, learner, question.id, option, ASKED)
    assert [one.mine for one in auditing.asked(session, course.id, learner)] == ["evening"]
    assert [one.mine for one in auditing.asked(session, course.id)] == [""]
    assert export(session, learner)["audits"]["audit_answers"][0]["answer"] == "evening"
    with pytest.raises(InvalidInputError):
        auditing.answer(session, course.id, learner, question.id, "night", ASKED)
    with pytest.raises(NotFoundError):
        auditing.answer(session, people.course(session).id, learner, question.id, "day", ASKED)
    auditing.answer(session, course.id, learner, question.id, "", ASKED)
    assert session.scalar(select(func.count()).select_from(AuditAnswer)) == 0


def test_closing_a_question_deletes_its_answers(
    session: Session, course: people.Course, question: AuditQuestion
) -> None:
    answering(session, course, question, 2)
    auditing.close(session, course.id, question.id)
    assert session.scalar(select(func.count()).select_from(AuditAnswer)) == 0
    assert auditing.asked(session, course.id) == []


@pytest.mark.parametrize(
    ("name", "options"), [(" ", "a\nb"), ("x" * 81, "a\nb"), ("x", "a"), ("x", "a\na"), ("x", f"a\n{'b' * 81}")]
)
def test_what_cannot_be_asked(session: Session, course: people.Course, name: str, options: str) -> None:
    with pytest.raises(InvalidInputError):
        auditing.ask(session, course.id, name, options, None, ASKED)


@pytest.mark.parametrize(("name", "words"), [("Claire", WORDS), ("", WORDS), (NAME, " "), (NAME, "x" * 4001)])
def test_only_a_named_human_with_something_to_say_signs(
    session: Session, course: people.Course, question: AuditQuestion, name: str, words: str
) -> None:
    answering(session, course, question, 20)
    with pytest.raises(InvalidInputError):
        auditing.sign(session, course.id, 1, name, words, ASKED)
    assert auditing.signed(session, course.id) == []


def test_the_command_reads_the_database(database: Database, settings: Settings, clock: StillClock) -> None:
    with database.transaction() as session:
        course = people.course(session, "career")
        answering(session, course, auditing.ask(session, course.id, "Study mode", "day\nevening", None, ASKED))
    context = Context(settings, database, clock, AppDoor({}))
    result = CliRunner().invoke(fairness_command, ["--course", "career", "--json"], obj=context, catch_exceptions=False)
    assert json.loads(result.output)["findings"][0]["attribute"] == "Study mode"
    assert CliRunner().invoke(fairness_command, ["--json"], obj=context).exit_code == 2
