"""A skill named by an instructor, without a list: added, and taken back while nothing is built on it."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.catalogue.changes import content_of, look_again
from lti_tool.catalogue.skill_models import PrerequisiteRow, SkillRow
from lti_tool.catalogue.skill_names import SkillNames, folded
from lti_tool.catalogue.skills import name_on_resources
from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError

LONGEST = 120
EMPTY = N_("Write the name of the skill.")
TOO_LONG = N_("Use at most 120 characters.")
THERE = N_("“%(name)s” is among the skills of this course already.")
BUILT_ON = N_("An order holds this skill. Take that out first.")


def name_skill(session: Session, course_id: int, name: str, language: str, now: datetime) -> str:
    """Add a skill under a name in `language` and return its key; content that names it so is about it from now on.

    Raises `InvalidInputError` for no name, a long one, or one the course has.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise InvalidInputError(TOO_LONG if name else EMPTY)
    content_of(session, course_id)
    if folded(name) in SkillNames.of_course(session, course_id).known:
        raise InvalidInputError(THERE, name=name)
    key = folded(name).replace(" ", "-")
    session.add(SkillRow(course_id=course_id, key=key, name=name, names={language: name}))
    session.flush()
    name_on_resources(session, course_id, now)
    look_again(session, course_id)
    return key


def take_back(session: Session, course_id: int, key: str) -> None:
    """Let a skill be listed no longer; what content says of it stays.

    Raises `NotFoundError` for one that is not listed, `ConflictError` where an order holds it.
    """
    row = session.scalars(select(SkillRow).where(SkillRow.course_id == course_id, SkillRow.key == key)).first()
    if row is None:
        raise NotFoundError
    holds = or_(PrerequisiteRow.skill == key, PrerequisiteRow.prerequisite == key)
    if session.scalar(select(PrerequisiteRow.id).where(PrerequisiteRow.course_id == course_id, holds).limit(1)):
        raise ConflictError(BUILT_ON)
    session.delete(row)
    session.flush()
    look_again(session, course_id)
