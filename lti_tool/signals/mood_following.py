"""Follow the words of check-ins: read what may be read, compare with the writer's usual, prompt the writer.

Reading takes seconds and happens outside of any transaction; before a reading is written the
switch, the consent and the check-in are looked at again, under the lock of that check-in. So a
withdrawal stops a reading that is under way, and none is written after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.signals import mood_switch
from lti_tool.signals.baseline import Point, Trend, log_odds, trend
from lti_tool.signals.models import CheckIn, MoodPrompt, MoodReading
from lti_tool.signals.mood.result import LANGUAGES, NOTHING, Reading
from lti_tool.signals.prompting import ANSWERS, may_prompt, pauses_itself

#: Reads lines of text, one reading each.
Reader = Callable[[Sequence[str]], Sequence[Reading]]
#: Check-ins read in one go.
AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Waiting:
    """Words that wait to be read."""

    checkin_id: int
    words: str


def is_on_for(session: Session, user_id: int, course_id: int) -> bool:
    """Return whether somebody's words are read: the institution's switch is on, and the person said yes since."""
    since = mood_switch.on_since(session)
    return since is not None and consents.is_granted(session, user_id, course_id, Purpose.MOOD, since=since)


def follow(database: Database, read: Reader, now: Callable[[], datetime], *, stopping: Callable[[], bool]) -> int:
    """Read what waits, a few check-ins at a time, until nothing does; return how many readings were kept."""
    kept, last = 0, 0
    while not stopping():
        with database.transaction(write=False) as session:
            found = waiting(session, after=last)
        if not found:
            return kept
        last = found[-1].checkin_id
        readings = read([one.words for one in found])
        for one, reading in zip(found, readings, strict=True):
            with database.transaction() as session:
                kept += _keep(session, one, reading, now())
    return kept


def waiting(session: Session, *, after: int = 0, limit: int = AT_ONCE) -> list[Waiting]:
    """Return words that may be read and were not yet, in order."""
    if mood_switch.on_since(session) is None:
        return []
    rows = session.scalars(
        select(CheckIn)
        .outerjoin(MoodReading, MoodReading.checkin_id == CheckIn.id)
        .where(
            CheckIn.id > after,
            CheckIn.may_be_read.is_(True),
            CheckIn.words != "",
            CheckIn.deleted_at.is_(None),
            MoodReading.id.is_(None),
        )
        .order_by(CheckIn.id)
    )
    found: list[Waiting] = []
    for row in rows:
        if is_on_for(session, row.user_id, row.course_id):
            found.append(Waiting(row.id, row.words))
        if len(found) == limit:
            break
    return found


def readings_of(session: Session, user_id: int, course_id: int) -> list[MoodReading]:
    """Return somebody's readings of check-ins that stand, the oldest first."""
    rows = session.scalars(
        select(MoodReading)
        .join(CheckIn, CheckIn.id == MoodReading.checkin_id)
        .where(MoodReading.user_id == user_id, MoodReading.course_id == course_id, CheckIn.deleted_at.is_(None))
        .order_by(MoodReading.at, MoodReading.id)
    )
    return list(rows)


def trend_of(readings: Sequence[MoodReading]) -> Trend:
    """Return where the newest readings stand against the writer's usual.

    Only readings in the language and by the reader of the newest are compared: two readers of one
    text differ by more than a writer does from one week to the next.
    """
    read = [one for one in readings if one.head != NOTHING]
    same = [one for one in read if (one.language, one.head) == (read[-1].language, read[-1].head)]
    return trend([Point(one.at, log_odds(one.distress)) for one in same])


def standing_prompt(session: Session, user_id: int, course_id: int) -> MoodPrompt | None:
    """Return the prompt that its person has not answered yet, or None."""
    return session.scalars(
        select(MoodPrompt)
        .where(MoodPrompt.user_id == user_id, MoodPrompt.course_id == course_id, MoodPrompt.answered_at.is_(None))
        .order_by(MoodPrompt.id.desc())
        .limit(1)
    ).first()


def answer_prompt(session: Session, user_id: int, course_id: int, now: datetime, *, useful: bool) -> None:
    """Note whether the standing prompt was useful; without one nothing happens."""
    prompt = standing_prompt(session, user_id, course_id)
    if prompt is not None:
        prompt.was_useful, prompt.answered_at = useful, now
        session.flush()


def forget(session: Session, user_id: int, course_id: int) -> None:
    """Delete what was derived from somebody's words in a course; the words themselves stay theirs."""
    # The rows stay locked until the consent's end is committed: a reading under way comes before or not at all.
    mine = CheckIn.user_id == user_id, CheckIn.course_id == course_id
    session.execute(update(CheckIn).where(*mine).values(may_be_read=False))
    for table in (MoodReading, MoodPrompt):
        session.execute(delete(table).where(table.user_id == user_id, table.course_id == course_id))


def forget_everybody(session: Session) -> None:
    """Delete everything that was derived from words: the institution switched it off."""
    session.execute(update(CheckIn).where(CheckIn.may_be_read.is_(True)).values(may_be_read=False))
    session.execute(delete(MoodReading))
    session.execute(delete(MoodPrompt))


def _keep(session: Session, one: Waiting, reading: Reading, now: datetime) -> bool:
    row = session.scalars(select(CheckIn).where(CheckIn.id == one.checkin_id).with_for_update()).first()
    if row is None or row.deleted_at is not None or not is_on_for(session, row.user_id, row.course_id):
        return False
    if session.scalar(select(MoodReading.id).where(MoodReading.checkin_id == row.id)) is not None:
        return False
    session.add(
        MoodReading(
            checkin_id=row.id,
            user_id=row.user_id,
            course_id=row.course_id,
            at=row.at,
            valence=reading.valence,
            distress=reading.distress,
            confidence=reading.confidence,
            language=reading.language if reading.language in LANGUAGES else "",
            head=reading.head,
        )
    )
    session.flush()
    if reading.head != NOTHING:
        _prompt(session, row, now)
    return True


def _prompt(session: Session, row: CheckIn, now: datetime) -> None:
    last = session.scalars(
        select(MoodPrompt.at)
        .where(MoodPrompt.user_id == row.user_id, MoodPrompt.course_id == row.course_id)
        .order_by(MoodPrompt.id.desc())
        .limit(1)
    ).first()
    found = trend_of(readings_of(session, row.user_id, row.course_id))
    if may_prompt(found, now, last, paused=is_paused(session)):
        session.add(MoodPrompt(user_id=row.user_id, course_id=row.course_id, at=now))
        session.flush()


def is_paused(session: Session) -> bool:
    """Return whether the answers of all who were prompted say that it is of no use."""
    newest = session.scalars(
        select(MoodPrompt.was_useful)
        .where(MoodPrompt.was_useful.is_not(None))
        .order_by(MoodPrompt.answered_at.desc(), MoodPrompt.id.desc())
        .limit(ANSWERS)
    ).all()
    return pauses_itself([bool(one) for one in reversed(newest)])
