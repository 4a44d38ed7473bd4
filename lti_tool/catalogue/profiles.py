"""What a learner says about goal, skills and time, and what others assessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue import assessing
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.learner_models import MAX_LEVEL, LearnerProfile, LearnerSkill
from lti_tool.catalogue.records import Goal
from lti_tool.errors import N_, InvalidInputError

GOAL_LENGTH = 2000
LONGEST_WEEK = 60

TOO_LONG = N_("Use at most 2,000 characters.")
BAD_HOURS = N_("Give the hours a week as a number from 0.5 to 60, or leave it empty.")
BAD_LANGUAGE = N_("Choose French or English.")
BAD_LEVEL = N_("Choose a level from 0 to 4 for each skill.")


def goal(session: Session, user_id: int, course_id: int, language: str) -> Goal:
    """Return what the learner said, all empty before the first visit; names are in `language`."""
    row = _profile(session, user_id, course_id)
    skills = session.scalars(
        select(LearnerSkill).where(LearnerSkill.user_id == user_id, LearnerSkill.course_id == course_id)
    ).all()
    levels = {skill.skill: skill.self_level for skill in skills if skill.self_level is not None}
    assessed = {skill.skill: skill.assessed_level for skill in skills if skill.assessed_level is not None}
    graded = assessing.assessed(session, user_id, course_id)
    known = {**levels, **{skill: one.level for skill, one in graded.items()}, **assessed}
    if row is None:
        return Goal(levels=levels, assessed=assessed, graded=graded)
    cards = Cards.of(session, course_id, language)
    return Goal(
        text=row.goal_text,
        skills=tuple(cards.skill(key, known.get(key)) for key in row.goal_skills),
        hours_per_week=row.hours_per_week,
        language=row.language,
        levels=levels,
        assessed=assessed,
        graded=graded,
    )


@dataclass(frozen=True, slots=True)
class GoalAnswers:
    """What a form brings: None leaves a field as it is, an empty value empties it.

    `hours_per_week` may be a form's text ("2,5"); `levels` maps skill keys to 0..4 ("" forgets one).
    """

    text: str | None = None
    skills: Sequence[str] | None = None
    hours_per_week: float | str | None = None
    language: str | None = None
    levels: Mapping[str, int | str] = field(default_factory=dict)

    def problems(self) -> dict[str, str]:
        """Return a sentence per field that cannot be used."""
        fields = {
            "text": TOO_LONG if self.text is not None and len(self.text) > GOAL_LENGTH else "",
            "hours_per_week": BAD_HOURS if isinstance(_hours(self.hours_per_week), str) else "",
            "language": BAD_LANGUAGE if self.language not in {None, "", "en", "fr"} else "",
            "levels": BAD_LEVEL if any(not _is_level(level) for level in self.levels.values()) else "",
        }
        return {name: sentence for name, sentence in fields.items() if sentence}


def save_goal(session: Session, user_id: int, course_id: int, answers: GoalAnswers, now: datetime) -> None:
    """Store what is given. Raises `InvalidInputError` with a sentence per field and stores nothing then."""
    wrong = answers.problems()
    if wrong:
        raise InvalidInputError(fields=wrong)
    row = _profile(session, user_id, course_id)
    if row is None:
        row = LearnerProfile(user_id=user_id, course_id=course_id, updated_at=now, goal_text="", goal_skills=[])
        session.add(row)
    if answers.text is not None:
        row.goal_text = answers.text.strip()
    if answers.skills is not None:
        row.goal_skills = list(dict.fromkeys(key for key in answers.skills if key))
    if answers.hours_per_week is not None:
        hours = _hours(answers.hours_per_week)
        row.hours_per_week = hours if isinstance(hours, float) else None
    if answers.language is not None:
        row.language = answers.language
    row.updated_at = now
    for skill, level in answers.levels.items():
        rate(session, user_id, course_id, skill, now=now, self_level=int(level) if level != "" else None)
    session.flush()


def rate(session: Session, user_id: int, course_id: int, skill: str, *, now: datetime, self_level: int | None) -> None:
    """Store how well the learner says to know one skill; None forgets it."""
    row = _skill(session, user_id, course_id, skill, now)
    row.self_level, row.updated_at = self_level, now
    session.flush()


def assess(
    session: Session, user_id: int, course_id: int, skill: str, *, now: datetime, level: int | None, by: int
) -> None:
    """Store how well somebody else finds the learner knows one skill; it counts before the learner's own word."""
    if level is not None and not _is_level(level):
        raise InvalidInputError(fields={"level": BAD_LEVEL})
    row = _skill(session, user_id, course_id, skill, now)
    row.assessed_level, row.assessed_by, row.updated_at = level, by, now
    session.flush()


def _profile(session: Session, user_id: int, course_id: int) -> LearnerProfile | None:
    return session.scalars(
        select(LearnerProfile).where(LearnerProfile.user_id == user_id, LearnerProfile.course_id == course_id)
    ).first()


def _skill(session: Session, user_id: int, course_id: int, skill: str, now: datetime) -> LearnerSkill:
    row = session.scalars(
        select(LearnerSkill).where(
            LearnerSkill.user_id == user_id, LearnerSkill.course_id == course_id, LearnerSkill.skill == skill
        )
    ).first()
    if row is None:
        row = LearnerSkill(user_id=user_id, course_id=course_id, skill=skill, updated_at=now)
        session.add(row)
    return row


def _hours(value: float | str | None) -> float | str | None:
    """Return hours, None for an empty field, or the text that is no number of hours."""
    text = str("" if value is None else value).strip().replace(",", ".")
    if not text:
        return None
    try:
        hours = float(text)
    except ValueError:
        return text
    return hours if 0.5 <= hours <= LONGEST_WEEK else text


def _is_level(level: int | str) -> bool:
    return level == "" or str(level) in {str(number) for number in range(MAX_LEVEL + 1)}
