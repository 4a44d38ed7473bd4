"""Audits of a course from what its people chose to say, and their sign-off by a named human.

Answers are given with consent, for the audit alone; matching never reads them, nobody is shown
one person's, and taking one back or closing a question deletes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.insight.course_audit import outcomes_of_course
from lti_tool.insight.fairness import Audit, Verdict, audit
from lti_tool.insight.models import AuditAnswer, AuditQuestion, AuditSignOff
from lti_tool.insight.people_rows import SMALLEST_GROUP
from lti_tool.people.models import Enrolment
from lti_tool.people.test_students import counted_learner

#: The version of the text beside the answers.
WORDING = "audit-1"
LONGEST = 80
MOST_OPTIONS = 12
LONGEST_WORDS = 4000
BAD_NAME = N_("Give the question a name of at most 80 characters.")
BAD_OPTIONS = N_("Give two to twelve answers, one a line, each at most 80 characters long.")
BAD_OPTION = N_("Choose one of the answers.")
WHO_SIGNS = N_("Sign with your first and last name.")
WHAT_FOLLOWS = N_("Say in a few words what you conclude and what will be done.")
NOTHING_TO_SIGN = N_("There is no report to sign: fewer than ten people have answered.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with how many answered; None while fewer than ten did."""

    question: AuditQuestion
    answers: int | None
    mine: str = ""


def ask(session: Session, course_id: int, name: str, options: str, by: int | None, now: datetime) -> AuditQuestion:
    """Ask a question of a course's learners; `options` stand one a line. Raises `InvalidInputError`."""
    listed = list(dict.fromkeys(" ".join(line.split()) for line in options.splitlines() if line.strip()))
    wrong = {}
    if not name.strip() or len(name.strip()) > LONGEST:
        wrong["name"] = BAD_NAME
    if not 2 <= len(listed) <= MOST_OPTIONS or any(len(one) > LONGEST for one in listed):
        wrong["options"] = BAD_OPTIONS
    if wrong:
        raise InvalidInputError(fields=wrong)
    row = AuditQuestion(course_id=course_id, name=" ".join(name.split()), options=listed, made_by=by, made_at=now)
    session.add(row)
    session.flush()
    return row


def close(session: Session, course_id: int, question_id: int) -> None:
    """Delete a question and every answer to it."""
    question = _question(session, course_id, question_id)
    session.execute(delete(AuditAnswer).where(AuditAnswer.question_id == question.id))
    session.delete(question)
    session.flush()


def asked(session: Session, course_id: int, user_id: int = 0) -> list[Asked]:
    """Return the questions of a course, with somebody's own answers where `user_id` is given."""
    questions = session.scalars(
        select(AuditQuestion).where(AuditQuestion.course_id == course_id).order_by(AuditQuestion.id)
    ).all()
    counts = dict(
        session.execute(select(AuditAnswer.question_id, func.count()).group_by(AuditAnswer.question_id)).all()
    )
    mine = dict(
        session.execute(select(AuditAnswer.question_id, AuditAnswer.option).where(AuditAnswer.user_id == user_id)).all()
    )
    return [
        Asked(one, count if (count := counts.get(one.id, 0)) >= SMALLEST_GROUP else None, mine.get(one.id, ""))
        for one in questions
    ]


def answer(session: Session, course_id: int, user_id: int, question_id: int, option: str, now: datetime) -> None:
    """Keep somebody's answer with their consent; an empty one takes it back and deletes it."""
    question = _question(session, course_id, question_id)
    if option and option not in question.options:
        raise InvalidInputError(fields={"option": BAD_OPTION})
    session.execute(delete(AuditAnswer).where(AuditAnswer.question_id == question.id, AuditAnswer.user_id == user_id))
    if option:
        session.add(
            AuditAnswer(question_id=question.id, user_id=user_id, option=option, wording=WORDING, agreed_at=now)
        )
    session.flush()


def report(session: Session, course_id: int) -> list[Audit]:
    """Audit the course by each question that ten people answered."""
    outcomes = outcomes_of_course(session, course_id)
    return [
        audit(outcomes, _groups(session, one.question), one.question.name)
        for one in asked(session, course_id)
        if one.answers is not None
    ]


def sign(session: Session, course_id: int, by: int, name: str, words: str, now: datetime) -> AuditSignOff:
    """Keep that a named human read the report of today, with its figures. Raises `InvalidInputError`."""
    wrong = {}
    if len(name.split()) < 2 or len(name) > 255:
        wrong["signature"] = WHO_SIGNS
    if not words.strip() or len(words) > LONGEST_WORDS:
        wrong["words"] = WHAT_FOLLOWS
    found = [] if wrong else report(session, course_id)
    if not wrong and not found:
        wrong["words"] = NOTHING_TO_SIGN
    if wrong:
        raise InvalidInputError(fields=wrong)
    row = AuditSignOff(
        course_id=course_id,
        signed_by=by,
        name=" ".join(name.split()),
        words=words.strip(),
        report=[_kept(one) for one in found],
        signed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def signed(session: Session, course_id: int) -> Sequence[AuditSignOff]:
    """Return the sign-offs of a course, the newest first."""
    return session.scalars(
        select(AuditSignOff).where(AuditSignOff.course_id == course_id).order_by(AuditSignOff.id.desc())
    ).all()


def _question(session: Session, course_id: int, question_id: int) -> AuditQuestion:
    question = session.get(AuditQuestion, question_id)
    if question is None or question.course_id != course_id:
        raise NotFoundError
    return question


def _groups(session: Session, question: AuditQuestion) -> dict[str, str]:
    """Return the answers of present learners, by number as text."""
    rows = session.execute(
        select(AuditAnswer.user_id, AuditAnswer.option)
        .join(Enrolment, Enrolment.user_id == AuditAnswer.user_id)
        .where(
            AuditAnswer.question_id == question.id,
            counted_learner(question.course_id),
        )
    )
    return {str(user_id): option for user_id, option in rows}


def _kept(one: Audit) -> dict[str, Any]:
    return {
        "attribute": one.attribute,
        "verdict": str(Verdict(one.verdict)),
        "sizes": dict(one.sizes),
        "hidden_groups": one.hidden_groups,
        "comparisons": [
            {
                "group": each.group,
                "measure": each.measure,
                "value": round(each.value, 4),
                "low": round(each.low, 4),
                "high": round(each.high, 4),
                "verdict": str(each.verdict),
            }
            for each in one.comparisons
        ],
    }
