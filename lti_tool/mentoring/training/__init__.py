"""The mentors' own training: eight short lessons with a scene and a question, in both languages, as data.

`lessons.<language>.json` hold the same lessons in the same order; a test compares them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.mentoring.meeting_models import LessonDone
from lti_tool.translations import LANGUAGES, SOURCE_LANGUAGE

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson; `right` is the position of the answer that helps most."""

    key: str
    minutes: int
    title: str
    text: Sequence[str]
    scene: str
    question: str
    options: Sequence[str]
    right: int
    why: str


@cache
def lessons(language: str) -> tuple[Lesson, ...]:
    """Return the lessons in one of our languages, in English for any other."""
    chosen = language if language in LANGUAGES else SOURCE_LANGUAGE
    rows = json.loads((_HERE / f"lessons.{chosen}.json").read_text(encoding="utf-8"))
    return tuple(Lesson(**row) for row in rows)


def lesson(key: str, language: str) -> Lesson:
    """Return one lesson; `NotFoundError` for an unknown key."""
    found = next((one for one in lessons(language) if one.key == key), None)
    if found is None:
        raise NotFoundError
    return found


def after(key: str, language: str) -> Lesson | None:
    """Return the lesson that follows, None after the last."""
    found = lessons(language)
    at = next(number for number, one in enumerate(found) if one.key == key)
    return found[at + 1] if at + 1 < len(found) else None


def answer(session: Session, user_id: int, key: str, option: int, now: datetime) -> bool:
    """Check an answer; a right one is noted, and stays noted. Anybody may try as often as they like."""
    if lesson(key, SOURCE_LANGUAGE).right != option:
        return False
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(LessonDone).values(user_id=user_id, lesson=key, done_at=now)
    session.execute(row.on_conflict_do_nothing())
    return True


def done(session: Session, user_id: int) -> frozenset[str]:
    """Return the keys of the lessons somebody has done."""
    return frozenset(session.scalars(select(LessonDone.lesson).where(LessonDone.user_id == user_id)))


def has_finished(session: Session, user_id: int) -> bool:
    """True once every lesson is done: what a model words for mentors opens then."""
    return {one.key for one in lessons(SOURCE_LANGUAGE)} <= done(session, user_id)
